sluss_test(NAME migrations_test SOURCES migrations_test.cpp USES sluss_duckdb_warehouse sluss_test_tools
  LABELS integration)
