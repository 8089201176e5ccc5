sluss_test(NAME catch_up_test TIMEOUT 900 SOURCES catch_up_test.cpp USES sluss_run sluss_power_cut_files sluss_test_tools LABELS integration release)
