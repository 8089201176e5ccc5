# The program as a person or a script meets it, before anything has been loaded.
add_test(NAME e2e_program COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/program.sh" "$<TARGET_FILE:sluss>")
add_test(NAME e2e_install COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/install.sh" "${CMAKE_COMMAND}" "${CMAKE_BINARY_DIR}")
add_test(NAME e2e_package COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/package.sh" "${CMAKE_CPACK_COMMAND}" "${CMAKE_BINARY_DIR}"
  "${CMAKE_SOURCE_DIR}")
set_tests_properties(e2e_program e2e_install PROPERTIES LABELS e2e TIMEOUT 120)
set_tests_properties(e2e_package PROPERTIES LABELS e2e TIMEOUT 300)
add_test(NAME e2e_package_members COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/package_members.sh" "${CMAKE_SOURCE_DIR}")
set_tests_properties(e2e_package_members PROPERTIES LABELS e2e TIMEOUT 60 SKIP_RETURN_CODE 77)
# With runs, against the project's own stand-in.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
foreach(name backup broken_text clock commands door rights serve secrets service socket spill state)
  add_test(NAME e2e_${name} COMMAND "${Python3_EXECUTABLE}" -m unittest -v "test_${name}"
    WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
  set_tests_properties(e2e_${name} PROPERTIES LABELS e2e TIMEOUT 900
    ENVIRONMENT "SLUSS_PROGRAM=$<TARGET_FILE:sluss>;PYTHONDONTWRITEBYTECODE=1")
endforeach()
