if(SLUSS_FUZZ)
  add_executable(fuzz_door door.cpp)
  target_link_libraries(fuzz_door PRIVATE sluss_door sluss_warnings)
  target_compile_definitions(fuzz_door PRIVATE BOOST_BEAST_SEPARATE_COMPILATION)
  target_link_options(fuzz_door PRIVATE -fsanitize=fuzzer)
  set_property(GLOBAL APPEND PROPERTY SLUSS_FUZZ_TARGETS fuzz_door)
  # Seconds from $SLUSS_FUZZ_SECONDS (60); new inputs stay in the build folder, the seeds in the tree.
  add_test(NAME fuzz_door COMMAND sh -c "mkdir -p corpus_door && exec $<TARGET_FILE:fuzz_door> \
-max_total_time=\${SLUSS_FUZZ_SECONDS:-60} -max_len=20000 -timeout=10 -rss_limit_mb=2048 corpus_door \
${CMAKE_SOURCE_DIR}/tests/fuzz/seeds/door")
  set_tests_properties(fuzz_door PROPERTIES LABELS fuzz TIMEOUT 86400)
endif()
