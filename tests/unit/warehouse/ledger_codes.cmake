sluss_test(NAME warehouse_ledger_codes_test SOURCES ledger_codes_test.cpp USES sluss_ledger LABELS unit)
