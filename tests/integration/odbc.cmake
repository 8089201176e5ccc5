# ODBC against SQLite and PostgreSQL, started by the tests; see docs/sources/odbc.md.
sluss_library(NAME sluss_odbc_databases HEADERS tests/integration/odbc_databases.h SOURCES odbc_databases.cpp
  USES sluss_odbc sluss_postgres_server sluss_test_tools)
sluss_test(NAME integration_odbc_types SOURCES odbc_types_test.cpp
  USES sluss_odbc_databases sluss_datasets sluss_duckdb LABELS integration odbc TIMEOUT 300
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
sluss_test(NAME integration_odbc_conformance SOURCES odbc_conformance_test.cpp
  USES sluss_odbc_databases sluss_source_conformance LABELS integration odbc TIMEOUT 300
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
sluss_test(NAME integration_odbc_errors SOURCES odbc_errors_test.cpp
  USES sluss_odbc_databases LABELS integration odbc TIMEOUT 300
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
sluss_test(NAME integration_odbc_run SOURCES odbc_run_test.cpp odbc_held_table_test.cpp odbc_models_test.cpp
  USES sluss_odbc_databases sluss_run sluss_program sluss_power_cut_files LABELS integration odbc release TIMEOUT 900 COST 100
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
target_link_libraries(integration_odbc_run PRIVATE nlohmann_json::nlohmann_json)
# All three databases, each filled by its own tool.
sluss_test(NAME integration_odbc_strict SOURCES odbc_strict_test.cpp
  USES sluss_odbc_databases sluss_delivery_databases LABELS integration odbc TIMEOUT 300
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
# What is in the driver manager's pool when the process ends is never freed.
sluss_test(NAME integration_odbc_pooled SOURCES odbc_pooled_test.cpp
  USES sluss_odbc_databases LABELS integration odbc TIMEOUT 300 ENVIRONMENT LSAN_OPTIONS=detect_leaks=0)
# Needs deliveries' databases, all three.
sluss_test(NAME integration_odbc_stop SOURCES odbc_stop_test.cpp
  USES sluss_delivery_databases LABELS integration odbc TIMEOUT 600 COST 100
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
sluss_test(NAME integration_odbc_words SOURCES odbc_words_test.cpp
  USES sluss_delivery_databases sluss_run sluss_journal sluss_fake_driver sluss_broken_bytes
  LABELS integration odbc TIMEOUT 900 COST 100
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
target_compile_definitions(integration_odbc_words PRIVATE SLUSS_FAKE_DRIVER="$<TARGET_FILE:sluss_fake_driver_library>")
target_link_libraries(integration_odbc_words PRIVATE nlohmann_json::nlohmann_json)
add_dependencies(integration_odbc_words sluss_fake_driver_library)
