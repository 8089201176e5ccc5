# A run from which an exception comes, and errors whose texts are no texts.
sluss_test(NAME integration_run_exception SOURCES run_exception_test.cpp
  USES sluss_run sluss_kolada_pages sluss_test_tools nlohmann_json::nlohmann_json LABELS integration release TIMEOUT 600 COST 60)
