if(SLUSS_FUZZ)
  foreach(target html_tables json_files formats markup)
    add_executable(fuzz_${target} ${target}.cpp)
    target_link_libraries(fuzz_${target} PRIVATE sluss_register_html sluss_register_json sluss_warnings)
    target_link_options(fuzz_${target} PRIVATE -fsanitize=fuzzer)
    set_property(GLOBAL APPEND PROPERTY SLUSS_FUZZ_TARGETS fuzz_${target})
    # Seconds from $SLUSS_FUZZ_SECONDS (60); new inputs stay in the build folder, the seeds in the tree.
    add_test(NAME fuzz_${target} COMMAND sh -c "mkdir -p corpus_${target} && exec $<TARGET_FILE:fuzz_${target}> \
-max_total_time=\${SLUSS_FUZZ_SECONDS:-60} -max_len=20000 -timeout=10 -rss_limit_mb=2048 corpus_${target} \
${CMAKE_SOURCE_DIR}/tests/fuzz/seeds/${target}")
    set_tests_properties(fuzz_${target} PROPERTIES LABELS fuzz TIMEOUT 86400)
  endforeach()
endif()
