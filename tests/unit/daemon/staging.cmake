sluss_test(NAME staging_test SOURCES staging_test.cpp USES sluss_staging sluss_test_tools LABELS unit)
sluss_test(NAME load_test SOURCES load_test.cpp USES sluss_runner sluss_test_tools LABELS unit)
