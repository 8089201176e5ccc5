sluss_test(NAME golden_web SOURCES web_test.cpp USES sluss_pages sluss_test_tools LABELS golden)
