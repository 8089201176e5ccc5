# ODBC against SQLite and PostgreSQL, started by the tests; see docs/sources/odbc.md.
sluss_library(NAME sluss_odbc_databases HEADERS tests/integration/odbc_databases.h SOURCES odbc_databases.cpp
  USES sluss_odbc sluss_postgres_server sluss_test_tools)
sluss_test(NAME integration_odbc_types SOURCES odbc_types_test.cpp
  USES sluss_odbc_databases sluss_datasets LABELS integration odbc TIMEOUT 300
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
sluss_test(NAME integration_odbc_errors SOURCES odbc_errors_test.cpp
  USES sluss_odbc_databases LABELS integration odbc TIMEOUT 300
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
sluss_test(NAME integration_odbc_run SOURCES odbc_run_test.cpp
  USES sluss_odbc_databases sluss_runner LABELS integration odbc TIMEOUT 300
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
