sluss_test(NAME pruned_test LABELS unit USES sluss_runner sluss_settings sluss_test_tools SOURCES pruned_test.cpp)
