if(SLUSS_FUZZ)
  add_executable(fuzz_configuration configuration.cpp)
  target_link_libraries(fuzz_configuration PRIVATE sluss_settings sluss_registry sluss_warnings)
  target_link_options(fuzz_configuration PRIVATE -fsanitize=fuzzer)
  set_property(GLOBAL APPEND PROPERTY SLUSS_FUZZ_TARGETS fuzz_configuration)
  # Seconds from $SLUSS_FUZZ_SECONDS (60); new inputs stay in the build folder, the seeds in the tree.
  add_test(NAME fuzz_configuration COMMAND sh -c "mkdir -p corpus_configuration && exec $<TARGET_FILE:fuzz_configuration> \
-max_total_time=\${SLUSS_FUZZ_SECONDS:-60} -max_len=20000 -timeout=10 -rss_limit_mb=2048 corpus_configuration \
${CMAKE_SOURCE_DIR}/tests/fuzz/seeds/configuration")
  set_tests_properties(fuzz_configuration PROPERTIES LABELS fuzz TIMEOUT 86400)
endif()
