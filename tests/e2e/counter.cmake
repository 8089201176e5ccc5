# The program with one kind more, registered by one line: tests/tools/counter.
set(counter "${CMAKE_SOURCE_DIR}/tests/tools/counter")
add_executable(sluss_counter "${CMAKE_SOURCE_DIR}/daemon/program/main.cpp" "${counter}/kind.cpp" "${counter}/normaliser.cpp"
  "${counter}/registry.cpp" "${counter}/schema.cpp")
target_link_libraries(sluss_counter PRIVATE sluss_program sluss_kolada_http sluss_odbc sluss_normalise sluss_normalisers
  sluss_test_tools nlohmann_json::nlohmann_json sluss_warnings)
set_property(GLOBAL APPEND PROPERTY SLUSS_RELEASE_TARGETS sluss_counter)
add_test(NAME e2e_counter COMMAND Python3::Interpreter -B test_counter.py
  WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
set_tests_properties(e2e_counter PROPERTIES LABELS "e2e" TIMEOUT 600
  ENVIRONMENT "SLUSS_PROGRAM=$<TARGET_FILE:sluss_counter>")
