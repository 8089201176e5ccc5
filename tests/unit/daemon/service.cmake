sluss_test(NAME service_test SOURCES certificates_test.cpp door_look_test.cpp service_edits_test.cpp service_watch_test.cpp start_pulse_test.cpp USES sluss_service sluss_test_tools LABELS unit)
