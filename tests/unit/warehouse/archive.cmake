sluss_test(NAME archive_test SOURCES archive_test.cpp USES sluss_archive sluss_test_tools LABELS unit tsan)
sluss_test(NAME journal_test SOURCES journal_test.cpp USES sluss_journal sluss_test_tools LABELS unit tsan)
sluss_test(NAME journal_index_test SOURCES journal_index_test.cpp
  USES sluss_journal sluss_power_cut_files sluss_test_tools LABELS unit release)
