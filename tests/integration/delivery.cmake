# Deliveries to real servers, cut at any point: OpenSSH, PostgreSQL, MariaDB and SQLite, started by the tests.
sluss_library(NAME sluss_cutting_proxy HEADERS tests/tools/cutting_proxy.h
  SOURCES "${CMAKE_SOURCE_DIR}/tests/tools/cutting_proxy.cpp")
target_link_libraries(sluss_cutting_proxy PRIVATE Threads::Threads)
sluss_test(NAME integration_delivery_sftp SOURCES delivery_sftp_test.cpp
  USES sluss_deliver sluss_cutting_proxy sluss_server_process sluss_test_tools LABELS integration TIMEOUT 300
  # libcrypto keeps no frame pointers: only a slow walk finds the library behind it that the suppressions name.
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/curl_ssh.lsan.supp ASAN_OPTIONS=fast_unwind_on_malloc=0)
sluss_library(NAME sluss_delivery_databases
  HEADERS tests/integration/delivery_databases.h tests/integration/delivery_table_fixture.h
  SOURCES delivery_databases.cpp
  USES sluss_deliver sluss_postgres_server sluss_server_process sluss_test_tools)
sluss_test(NAME integration_delivery_table SOURCES delivery_table_test.cpp delivery_table_cut_test.cpp
  USES sluss_delivery_databases sluss_cutting_proxy
  LABELS integration odbc TIMEOUT 300
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/odbc_drivers.lsan.supp)
