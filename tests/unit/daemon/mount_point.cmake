sluss_test(NAME mount_point_test LABELS unit USES sluss_runner sluss_test_tools SOURCES mount_point_test.cpp)
