sluss_test(NAME golden_delivery SOURCES delivery_test.cpp USES sluss_deliver LABELS golden)
