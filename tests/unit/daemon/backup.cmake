sluss_test(NAME backup_test LABELS unit USES sluss_backup sluss_test_tools SOURCES backup_stream_test.cpp)
