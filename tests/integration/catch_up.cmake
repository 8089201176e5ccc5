sluss_test(NAME catch_up_test SOURCES catch_up_test.cpp USES sluss_runner sluss_test_tools LABELS integration)
