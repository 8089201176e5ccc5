sluss_test(NAME golden_notify SOURCES notify_test.cpp USES sluss_notify sluss_test_tools nlohmann_json::nlohmann_json LABELS golden)
