# The lane from Kolada as people run it, against both stand-ins. What needs ../shared is labelled peer and skips without it.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
function(sluss_e2e name labels)
  add_test(NAME e2e_${name} COMMAND Python3::Interpreter -B ${ARGN} WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}")
  set_tests_properties(e2e_${name} PROPERTIES LABELS "${labels}" TIMEOUT 1200
    ENVIRONMENT "SLUSS_PROGRAM=$<TARGET_FILE:sluss>")
endfunction()
sluss_e2e(full_load "e2e;peer" test_full_load.py)
sluss_e2e(revisions "e2e;peer" test_revisions.py)
sluss_e2e(faults "e2e" test_faults.py OnOurStandIn)
sluss_e2e(faults_peer "e2e;peer" test_faults.py OnTheSharedStandIn)
set_tests_properties(e2e_faults e2e_faults_peer PROPERTIES COST 110)
sluss_e2e(unread "e2e" test_unread.py)
sluss_e2e(older_state "e2e" test_older_state.py)
