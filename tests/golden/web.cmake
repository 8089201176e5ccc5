sluss_test(NAME golden_web SOURCES web_test.cpp USES sluss_web LABELS golden)
