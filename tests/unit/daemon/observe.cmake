sluss_test(NAME observe_test LABELS unit tsan USES sluss_observe sluss_test_tools
  SOURCES observe_registry_test.cpp observe_documents_test.cpp observe_log_test.cpp)
# Each file must compile with -DCONTROL and must not compile without.
foreach(name unknown_metric metric_of_another_kind)
  set(compile ${CMAKE_CXX_COMPILER} -std=c++23 -fsyntax-only -I "${CMAKE_BINARY_DIR}/arrows/sluss_observe"
    "${CMAKE_CURRENT_SOURCE_DIR}/nocompile/${name}.cpp")
  add_test(NAME nocompile_${name} COMMAND ${compile})
  add_test(NAME nocompile_${name}_control COMMAND ${compile} -DCONTROL)
  set_tests_properties(nocompile_${name} PROPERTIES WILL_FAIL TRUE)
  set_tests_properties(nocompile_${name} nocompile_${name}_control PROPERTIES LABELS unit TIMEOUT 120)
endforeach()
