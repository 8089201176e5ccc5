sluss_test(NAME scrub_test SOURCES scrub_test.cpp USES sluss_run sluss_test_tools LABELS integration)
