if(SLUSS_BENCH)
  add_executable(register_bench register_bench.cpp register_files.cpp)
  target_include_directories(register_bench SYSTEM PRIVATE "${XLSXWRITER_INCLUDE_DIR}")
  target_link_libraries(register_bench PRIVATE sluss_run sluss_register_source sluss_register_mapping sluss_register_extent
    sluss_register_xlsx sluss_normalise_register sluss_duckdb sluss_duckdb_warehouse sluss_test_tools
    "${XLSXWRITER_LIBRARY}" fmt::fmt sluss_warnings)
  target_compile_definitions(register_bench PRIVATE SLUSS_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  set_property(GLOBAL APPEND PROPERTY SLUSS_RELEASE_TARGETS register_bench)
  add_test(NAME bench_register COMMAND register_bench)
  set_tests_properties(bench_register PROPERTIES LABELS bench TIMEOUT 3600 RUN_SERIAL ON)
endif()
