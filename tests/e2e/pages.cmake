# The pages in Chromium: needs tests/web/node_modules (./dev setup). The pictures of docs/pages.md: ninja screenshots.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME e2e_pages COMMAND "${Python3_EXECUTABLE}" -m unittest -v test_pages WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
set_tests_properties(e2e_pages PROPERTIES LABELS e2e TIMEOUT 400 COST 70
  ENVIRONMENT "SLUSS_PROGRAM=$<TARGET_FILE:sluss>;PYTHONDONTWRITEBYTECODE=1")
add_custom_target(screenshots COMMAND "${CMAKE_COMMAND}" -E env "SLUSS_PROGRAM=$<TARGET_FILE:sluss>" PYTHONDONTWRITEBYTECODE=1
  "${Python3_EXECUTABLE}" "${CMAKE_CURRENT_LIST_DIR}/test_pages.py" --screenshots "${CMAKE_SOURCE_DIR}/docs/pages"
  DEPENDS sluss USES_TERMINAL VERBATIM)
