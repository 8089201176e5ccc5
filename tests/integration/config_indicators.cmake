find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(script "${CMAKE_SOURCE_DIR}/tests/integration/config_indicators_test.py")
add_test(NAME config_indicators_test COMMAND ${Python3_EXECUTABLE} "${script}")
set_tests_properties(config_indicators_test PROPERTIES LABELS "unit" TIMEOUT 60)
add_test(NAME config_indicators_peer_test COMMAND ${Python3_EXECUTABLE} "${script}" --peer "${CMAKE_SOURCE_DIR}/../shared")
set_tests_properties(config_indicators_peer_test PROPERTIES LABELS "peer" TIMEOUT 120 SKIP_RETURN_CODE 77)
sluss_test(NAME config_indicators_reader_test SOURCES "${CMAKE_SOURCE_DIR}/tests/integration/config_indicators_reader_test.cpp"
  USES sluss_datasets sluss_settings LABELS unit)
