# A run that throws, and errors whose texts are not UTF-8.
sluss_test(NAME integration_run_exception SOURCES run_exception_test.cpp
  USES sluss_run sluss_kolada_pages sluss_test_tools nlohmann_json::nlohmann_json LABELS integration release TIMEOUT 600 COST 60)
