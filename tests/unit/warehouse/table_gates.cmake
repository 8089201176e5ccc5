sluss_test(NAME table_gates_test SOURCES table_gates_test.cpp USES sluss_warehouse_contract LABELS unit)
