sluss_test(NAME delivery_test LABELS unit USES sluss_delivery sluss_test_tools
  SOURCES delivery_address_test.cpp delivery_folder_test.cpp delivery_parameters_test.cpp delivery_record_test.cpp
    delivery_table_test.cpp)
