# The stand-in for Kolada is a tool that other tests trust: it has a test of its own.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME kolada_standin_test COMMAND ${Python3_EXECUTABLE} "${CMAKE_SOURCE_DIR}/tests/tools/kolada_standin_test.py")
set_tests_properties(kolada_standin_test PROPERTIES LABELS "integration" TIMEOUT 120)
