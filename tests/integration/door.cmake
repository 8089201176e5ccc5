# The door over real sockets: a small program with a pretended daemon behind it, met by Python.
add_executable(door_server door_server.cpp pretended_daemon.cpp)
target_link_libraries(door_server PRIVATE sluss_door sodium sluss_warnings Threads::Threads)
add_test(NAME integration_door COMMAND python3 -m unittest -v test_door test_door_api test_door_load
  WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
set_tests_properties(integration_door PROPERTIES LABELS "integration;tsan" TIMEOUT 240
  ENVIRONMENT "SLUSS_DOOR=$<TARGET_FILE:door_server>;PYTHONDONTWRITEBYTECODE=1")
set_property(GLOBAL APPEND PROPERTY SLUSS_TSAN_TARGETS door_server)
