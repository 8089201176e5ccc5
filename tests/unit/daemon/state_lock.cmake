sluss_test(NAME state_lock_test LABELS unit USES sluss_runner sluss_test_tools SOURCES state_lock_test.cpp)
