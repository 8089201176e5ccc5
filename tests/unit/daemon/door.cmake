# The door's parts without a socket; tests/integration/door.cmake has the whole.
sluss_test(NAME door_test LABELS unit USES sluss_control sluss_test_tools sodium
  SOURCES door_access_test.cpp door_reception_test.cpp door_refused_test.cpp door_request_test.cpp door_tokens_test.cpp)
