sluss_test(NAME state_rights_test SOURCES state_rights_test.cpp USES sluss_runner sluss_settings sluss_test_tools LABELS unit)
