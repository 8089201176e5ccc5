sluss_test(NAME archive_power_cut_test SOURCES archive_power_cut_test.cpp
  USES sluss_archive sluss_journal sluss_power_cut_files sluss_test_tools LABELS unit release TIMEOUT 900 COST 90)
