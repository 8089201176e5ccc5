sluss_test(NAME clock_check_test LABELS unit USES sluss_runner sluss_test_tools SOURCES clock_check_test.cpp clock_correction_test.cpp)
