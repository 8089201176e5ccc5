find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME tidy_selftest COMMAND Python3::Interpreter -B "${CMAKE_SOURCE_DIR}/tests/tools/tidy_test.py")
set_tests_properties(tidy_selftest PROPERTIES LABELS unit TIMEOUT 120)
