sluss_test(NAME cli_test LABELS unit USES sluss_cli sluss_test_tools
  SOURCES cli_change_test.cpp cli_check_view_test.cpp cli_command_line_test.cpp cli_gentle_wait_test.cpp cli_memory_bound_test.cpp cli_output_place_test.cpp cli_output_test.cpp cli_progress_test.cpp cli_status_view_test.cpp model_reads_test.cpp run_view_test.cpp)
