# An operator's hour in a bare Debian root: install, start, break, mend, be notified, release, back up, destroy, restore,
# upgrade. Needs root, and a prepared Debian root in build/, which $SLUSS_PREPARE_ROOT makes with debootstrap from a mirror
# (./dev verify sets it). Then it takes about two minutes, most of it packing. It builds the package of an older commit once,
# too, from the history, to upgrade it.
add_executable(older_schema "${CMAKE_SOURCE_DIR}/tests/tools/older_schema.cpp")
target_link_libraries(older_schema PRIVATE sluss_duckdb_warehouse sluss_warnings)
set_property(GLOBAL APPEND PROPERTY SLUSS_RELEASE_TARGETS older_schema)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME e2e_operators_hour COMMAND "${Python3_EXECUTABLE}" -B "${CMAKE_CURRENT_LIST_DIR}/operators_hour.py"
  --cpack "${CMAKE_CPACK_COMMAND}" --build "${CMAKE_BINARY_DIR}" --older-schema $<TARGET_FILE:older_schema>)
set_tests_properties(e2e_operators_hour PROPERTIES LABELS e2e TIMEOUT 4500 SKIP_RETURN_CODE 77 COST 90)
