sluss_test(NAME datasets_warehouse_test SOURCES datasets_warehouse_test.cpp
  USES sluss_datasets sluss_duckdb_warehouse sluss_ledger sluss_test_tools nlohmann_json::nlohmann_json LABELS integration)
# Against the shared stand-in, where it is.
add_test(NAME indicator_table COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/indicator_table.py")
set_tests_properties(indicator_table PROPERTIES LABELS "integration;peer;release" TIMEOUT 600 SKIP_RETURN_CODE 77
  ENVIRONMENT "SLUSS_PROGRAM=$<TARGET_FILE:sluss>")
