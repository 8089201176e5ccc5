# Files as a source, fetched from servers on loopback.
sluss_test(NAME integration_register_http SOURCES register_http_test.cpp
  USES sluss_register_source sluss_http sluss_server_process sluss_source_conformance sluss_test_tools
  LABELS integration http TIMEOUT 240)
sluss_test(NAME integration_register_sftp SOURCES register_sftp_test.cpp
  USES sluss_register_source sluss_sftp sluss_server_process sluss_source_conformance sluss_test_tools
  LABELS integration release TIMEOUT 600 COST 60
  ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tools/curl_ssh.lsan.supp ASAN_OPTIONS=fast_unwind_on_malloc=0)
# Through the real runs and the warehouse, beside a Kolada in memory.
sluss_test(NAME integration_register_run SOURCES register_run_test.cpp register_arrivals_test.cpp
    register_rejected_test.cpp
  USES sluss_api sluss_run sluss_kolada sluss_kolada_fakes sluss_test_tools LABELS integration release TIMEOUT 600 COST 60)
