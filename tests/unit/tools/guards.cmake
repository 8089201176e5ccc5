find_package(Python3 REQUIRED COMPONENTS Interpreter)
# That the code that ./dev verify removes is still where tests/tools/guards.toml has it.
add_test(NAME guards_stand COMMAND Python3::Interpreter -B "${CMAKE_SOURCE_DIR}/tests/tools/guards.py" "${CMAKE_SOURCE_DIR}" --check)
set_tests_properties(guards_stand PROPERTIES LABELS unit TIMEOUT 60)
