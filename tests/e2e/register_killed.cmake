# Runs of files, killed at each point: the program itself. With SLUSS_WHOLE at every one.
if(SLUSS_TEST_HOOKS)
  add_test(NAME e2e_register_killed COMMAND Python3::Interpreter -B -m unittest -v test_register_killed
    WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
  set_tests_properties(e2e_register_killed PROPERTIES LABELS e2e TIMEOUT 900 COST 60
    ENVIRONMENT "SLUSS_PROGRAM=$<TARGET_FILE:sluss>")
endif()
