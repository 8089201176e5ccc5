# The program as a person or a script meets it, before anything has been loaded.
add_test(NAME e2e_program COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/program.sh" "$<TARGET_FILE:sluss>")
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT SLUSS_SANITIZE AND NOT SLUSS_COVERAGE)
  add_test(NAME e2e_hardening COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/hardening.sh" "$<TARGET_FILE:sluss>")
  set_tests_properties(e2e_hardening PROPERTIES LABELS e2e TIMEOUT 60)
endif()
find_program(BASH_PROGRAM bash REQUIRED)
add_test(NAME e2e_completion COMMAND "${BASH_PROGRAM}" "${CMAKE_CURRENT_LIST_DIR}/completion.bash"
  "${CMAKE_SOURCE_DIR}/completion/sluss.bash")
set_tests_properties(e2e_completion PROPERTIES LABELS e2e TIMEOUT 60)
add_test(NAME e2e_duckdb_whole COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/duckdb_whole.sh" "${CMAKE_SOURCE_DIR}")
set_tests_properties(e2e_duckdb_whole PROPERTIES LABELS e2e TIMEOUT 60)
add_test(NAME e2e_install COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/install.sh" "${CMAKE_COMMAND}" "${CMAKE_BINARY_DIR}")
add_test(NAME e2e_package COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/package.sh" "${CMAKE_CPACK_COMMAND}" "${CMAKE_BINARY_DIR}"
  "${CMAKE_SOURCE_DIR}")
set_tests_properties(e2e_program e2e_install PROPERTIES LABELS e2e TIMEOUT 120)
set_tests_properties(e2e_package PROPERTIES LABELS e2e TIMEOUT 300)
add_test(NAME e2e_package_members COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/package_members.sh" "${CMAKE_SOURCE_DIR}")
set_tests_properties(e2e_package_members PROPERTIES LABELS e2e TIMEOUT 60 SKIP_RETURN_CODE 77)
# With runs, against the project's own stand-in.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
foreach(name audit backup broken_text clock commands door rights serve secrets service socket register_jobs source_try spill state prune)
  add_test(NAME e2e_${name} COMMAND "${Python3_EXECUTABLE}" -m unittest -v "test_${name}"
    WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
  set_tests_properties(e2e_${name} PROPERTIES LABELS e2e TIMEOUT 900
    ENVIRONMENT "SLUSS_PROGRAM=$<TARGET_FILE:sluss>;PYTHONDONTWRITEBYTECODE=1")
endforeach()
set_tests_properties(e2e_prune PROPERTIES TIMEOUT 1800)
set_property(TEST e2e_prune APPEND PROPERTY ENVIRONMENT "SLUSS_DUCKDB=${DuckDB_LIBRARY}")
# A year of runs: minutes, so in ./dev verify alone.
add_test(NAME campaign_prune_year COMMAND "${Python3_EXECUTABLE}" -m unittest -v test_prune_year
  WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
set_tests_properties(campaign_prune_year PROPERTIES LABELS campaign TIMEOUT 1800
  ENVIRONMENT "SLUSS_PROGRAM=$<TARGET_FILE:sluss>;SLUSS_DUCKDB=${DuckDB_LIBRARY};PYTHONDONTWRITEBYTECODE=1")
