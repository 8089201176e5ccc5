# The HTTP client against a server with every fault, on loopback.
sluss_test(NAME integration_http
  SOURCES http_broken_certificate_test.cpp http_broken_text_test.cpp http_faults_test.cpp http_limits_test.cpp http_cancel_test.cpp http_proxy_test.cpp http_tls_test.cpp
    http_secrets_test.cpp http_fixture.cpp
  USES sluss_test_tools sluss_http sluss_server_process
  LABELS integration http tsan TIMEOUT 240)
target_link_libraries(integration_http PRIVATE OpenSSL::SSL)
# In a network of its own with a name server that never answers; it makes that network itself.
sluss_test(NAME integration_http_names SOURCES http_names_test.cpp MAIN
  USES sluss_http LABELS integration http tsan TIMEOUT 120)
