if(SLUSS_FUZZ)
  add_executable(fuzz_csv_rows csv_rows.cpp)
  target_link_libraries(fuzz_csv_rows PRIVATE sluss_register_csv sluss_warnings)
  target_link_options(fuzz_csv_rows PRIVATE -fsanitize=fuzzer)
  set_property(GLOBAL APPEND PROPERTY SLUSS_FUZZ_TARGETS fuzz_csv_rows)
  # max_len is that of the target (csv_rows.cpp), so that no input is made that it would cut.
  # Seconds from $SLUSS_FUZZ_SECONDS (60); new inputs stay in the build folder, the seeds in the tree.
  add_test(NAME fuzz_csv_rows COMMAND sh -c "mkdir -p corpus_csv_rows && exec $<TARGET_FILE:fuzz_csv_rows> \
-max_total_time=\${SLUSS_FUZZ_SECONDS:-60} -max_len=20002 -timeout=10 -rss_limit_mb=2048 corpus_csv_rows \
${CMAKE_SOURCE_DIR}/tests/fuzz/seeds/csv_rows")
  set_tests_properties(fuzz_csv_rows PROPERTIES LABELS fuzz TIMEOUT 86400)
endif()
