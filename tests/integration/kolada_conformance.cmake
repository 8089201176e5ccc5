# Kolada through HTTP: what every source must do, with secrets.
sluss_test(NAME integration_kolada_conformance SOURCES kolada_conformance_test.cpp
  USES sluss_kolada_http sluss_http sluss_server_process sluss_source_conformance sluss_test_tools
  LABELS integration http TIMEOUT 240)
