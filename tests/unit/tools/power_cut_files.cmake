sluss_test(NAME power_cut_files_test SOURCES power_cut_files_test.cpp USES sluss_power_cut_files sluss_test_tools
  LABELS unit)
