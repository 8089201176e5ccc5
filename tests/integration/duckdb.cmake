sluss_test(NAME duckdb_test SOURCES duckdb_test.cpp USES sluss_core LABELS integration)
