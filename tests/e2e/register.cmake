# Files as a source, with runs: the shipped mapping of Hemtjänstindex from list to figure, and others' texts from file to
# file. ../shared/peers is not part of this repository; what needs it skips where it is absent.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
foreach(name hemtjanstindex peer_texts)
  add_test(NAME e2e_${name} COMMAND "${Python3_EXECUTABLE}" -m unittest -v "test_${name}"
    WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
  set_tests_properties(e2e_${name} PROPERTIES TIMEOUT 900
    ENVIRONMENT "SLUSS_PROGRAM=$<TARGET_FILE:sluss>;SLUSS_DUCKDB=${DuckDB_LIBRARY};PYTHONDONTWRITEBYTECODE=1")
endforeach()
set_tests_properties(e2e_hemtjanstindex PROPERTIES LABELS "e2e;release")
set_tests_properties(e2e_peer_texts PROPERTIES LABELS "e2e;peer" SKIP_REGULAR_EXPRESSION "SKIPPED, ALL")
