if(SLUSS_BENCH)
  add_executable(merge_bench merge_bench.cpp)
  target_link_libraries(merge_bench PRIVATE sluss_duckdb_warehouse sluss_test_tools sluss_warnings)
endif()
