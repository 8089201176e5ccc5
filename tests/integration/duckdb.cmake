sluss_test(NAME duckdb_test SOURCES duckdb_test.cpp USES sluss_duckdb sluss_test_tools LABELS integration)
sluss_test(NAME duckdb_spill_test SOURCES duckdb_spill_test.cpp USES sluss_duckdb sluss_test_tools LABELS integration)
