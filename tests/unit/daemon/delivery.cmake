sluss_test(NAME delivery_test LABELS unit USES sluss_delivery sluss_fake_driver sluss_test_tools
  SOURCES delivery_address_test.cpp delivery_folder_test.cpp delivery_parameters_test.cpp delivery_record_test.cpp
    delivery_stop_test.cpp delivery_table_test.cpp)
target_compile_definitions(delivery_test PRIVATE SLUSS_FAKE_DRIVER="$<TARGET_FILE:sluss_fake_driver_library>")
add_dependencies(delivery_test sluss_fake_driver_library)
