sluss_test(NAME web_pages_test SOURCES web_pages_test.cpp
  USES sluss_web sluss_api sluss_control sluss_datasets sluss_duckdb_warehouse sluss_settings sluss_test_tools LABELS integration release)
