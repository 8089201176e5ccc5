# Runs in this process over a file port whose power is cut. SLUSS_CRASH_ROUNDS: so many cuts (40), half as many full disks.
sluss_test(NAME crash_power_cut SOURCES power_cut_test.cpp run_world.cpp
  USES sluss_run sluss_http sluss_kolada_http sluss_kolada_pages sluss_power_cut_files sluss_server_process sluss_test_tools
  LABELS crash tsan TIMEOUT 7200 COST 90)
