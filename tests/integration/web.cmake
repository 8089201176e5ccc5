sluss_test(NAME web_pages_test SOURCES dataset_age_test.cpp web_pages_test.cpp
  USES sluss_web sluss_api sluss_control sluss_datasets sluss_duckdb_warehouse sluss_settings sluss_test_tools nlohmann_json::nlohmann_json LABELS integration release)
