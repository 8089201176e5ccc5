# The program, killed at every named point and at random times, and on a disk that fills. SLUSS_CRASH_ROUNDS: at least so
# many kills (40), and half as many full disks. SLUSS_PAIR_ROUNDS: pairs of commands begun at once (24).
if(SLUSS_TEST_HOOKS)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  foreach(campaign killed full_disk chaos pairs)
    add_test(NAME crash_${campaign} COMMAND ${Python3_EXECUTABLE} "${CMAKE_CURRENT_SOURCE_DIR}/${campaign}.py"
      --sluss $<TARGET_FILE:sluss> --duckdb "${DuckDB_LIBRARY}")
    set_tests_properties(crash_${campaign} PROPERTIES LABELS crash TIMEOUT 7200 SKIP_RETURN_CODE 77 COST 150)
  endforeach()
endif()
