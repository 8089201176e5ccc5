# Mail to a real SMTP server and webhooks to a real HTTP server, on loopback.
sluss_test(NAME integration_notify SOURCES notify_mail_test.cpp notify_webhook_test.cpp
  USES sluss_notify sluss_server_process sluss_test_tools nlohmann_json::nlohmann_json
  LABELS integration TIMEOUT 240)
