sluss_test(NAME generations_test SOURCES generations_test.cpp
  USES sluss_duckdb_warehouse sluss_power_cut_files sluss_test_tools LABELS unit)
sluss_test(NAME group_rights_test SOURCES group_rights_test.cpp USES sluss_duckdb_warehouse sluss_test_tools LABELS unit)
sluss_test(NAME engines_test SOURCES engines_test.cpp USES sluss_engines sluss_test_tools LABELS unit)
sluss_test(NAME merge_test SOURCES merge_test.cpp USES sluss_merge LABELS unit)
