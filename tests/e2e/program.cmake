# The program as a person or a script meets it, before anything has been loaded.
add_test(NAME e2e_program COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/program.sh" "$<TARGET_FILE:sluss>")
set_tests_properties(e2e_program PROPERTIES LABELS e2e TIMEOUT 120)
