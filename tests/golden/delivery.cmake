sluss_test(NAME golden_delivery SOURCES delivery_test.cpp USES sluss_deliver sluss_test_tools LABELS golden)
