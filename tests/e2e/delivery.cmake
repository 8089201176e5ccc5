# Deliveries by the real program: a folder, a real OpenSSH server, a SQLite database.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME e2e_delivery COMMAND "${Python3_EXECUTABLE}" -m unittest -v test_delivery
  WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
set_tests_properties(e2e_delivery PROPERTIES LABELS e2e TIMEOUT 300
  ENVIRONMENT "SLUSS_PROGRAM=$<TARGET_FILE:sluss>;PYTHONDONTWRITEBYTECODE=1")
