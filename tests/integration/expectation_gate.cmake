# A load that is not as it is expected: counters, of which none may be more than a thousand.
sluss_test(NAME integration_expectation_gate SOURCES expectation_gate_test.cpp
    ${CMAKE_SOURCE_DIR}/tests/tools/counter/normaliser.cpp
  USES sluss_run sluss_counter_kind sluss_normalisers sluss_test_tools nlohmann_json::nlohmann_json
  LABELS integration release TIMEOUT 600 COST 60)
