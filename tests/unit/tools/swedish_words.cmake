find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME swedish_words COMMAND Python3::Interpreter -B "${CMAKE_SOURCE_DIR}/tests/tools/swedish_words.py" "${CMAKE_SOURCE_DIR}")
add_test(NAME swedish_words_selftest COMMAND Python3::Interpreter -B "${CMAKE_SOURCE_DIR}/tests/tools/swedish_words.py" --selftest)
set_tests_properties(swedish_words swedish_words_selftest PROPERTIES LABELS unit TIMEOUT 120)
