sluss_test(NAME last_backup_test LABELS unit USES sluss_runner sluss_test_tools SOURCES last_backup_test.cpp)
