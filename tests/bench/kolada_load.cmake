if(SLUSS_BENCH)
  add_executable(kolada_load_bench kolada_load_bench.cpp page_files.cpp)
  target_link_libraries(kolada_load_bench PRIVATE sluss_run sluss_kolada_pages sluss_duckdb_warehouse simdjson::simdjson fmt::fmt
    sluss_warnings)
  set_property(GLOBAL APPEND PROPERTY SLUSS_RELEASE_TARGETS kolada_load_bench)
  add_test(NAME bench_kolada_load COMMAND kolada_load_bench)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_test(NAME bench_serve_start COMMAND "${Python3_EXECUTABLE}" -B "${CMAKE_CURRENT_LIST_DIR}/serve_start.py"
    --sluss $<TARGET_FILE:sluss> --load-bench $<TARGET_FILE:kolada_load_bench>)
  set_tests_properties(bench_serve_start PROPERTIES LABELS bench TIMEOUT 600 RUN_SERIAL ON)
  set_tests_properties(bench_kolada_load PROPERTIES LABELS bench TIMEOUT 1800 RUN_SERIAL ON)
endif()
