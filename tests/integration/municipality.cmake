# The made municipality is a tool that other tests trust: it has a test of its own.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME municipality_test COMMAND ${Python3_EXECUTABLE} "${CMAKE_SOURCE_DIR}/tests/tools/municipality_test.py")
set_tests_properties(municipality_test PROPERTIES LABELS "integration" TIMEOUT 300)
