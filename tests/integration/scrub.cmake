sluss_test(NAME scrub_test SOURCES scrub_test.cpp USES sluss_runner sluss_test_tools LABELS integration)
