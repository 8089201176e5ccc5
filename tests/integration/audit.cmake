sluss_test(NAME audit_test SOURCES audit_test.cpp USES sluss_run sluss_duckdb_warehouse sluss_test_tools
  LABELS integration)
