sluss_test(NAME golden_web SOURCES web_test.cpp USES sluss_pages LABELS golden)
