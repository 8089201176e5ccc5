sluss_test(NAME journal_reach_test SOURCES journal_reach_test.cpp
  USES sluss_api sluss_run sluss_deliver sluss_journal sluss_power_cut_files sluss_test_tools LABELS integration release TIMEOUT 900 COST 90)
