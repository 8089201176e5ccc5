# A warehouse that miscounts: no run, release, replay or load of a table gets through.
sluss_test(NAME integration_conserved SOURCES conserved_test.cpp
  USES sluss_run sluss_odbc_databases sluss_server_process sluss_test_tools LABELS integration release TIMEOUT 900 COST 100
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
