# A file that is put in a share: the administrator's minute. The pictures of docs/files.md: ninja file_pictures.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME e2e_files COMMAND "${Python3_EXECUTABLE}" -m unittest -v test_files WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
set_tests_properties(e2e_files PROPERTIES LABELS e2e TIMEOUT 900 COST 60
  ENVIRONMENT "SLUSS_PROGRAM=$<TARGET_FILE:sluss>;PYTHONDONTWRITEBYTECODE=1")
add_custom_target(file_pictures COMMAND "${CMAKE_COMMAND}" -E env "SLUSS_PROGRAM=$<TARGET_FILE:sluss>" PYTHONDONTWRITEBYTECODE=1
  "${Python3_EXECUTABLE}" "${CMAKE_CURRENT_LIST_DIR}/test_files.py" --pictures "${CMAKE_SOURCE_DIR}/docs/pages"
  DEPENDS sluss USES_TERMINAL VERBATIM)
