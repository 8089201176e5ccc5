sluss_fuzz(NAME fuzz_odbc_words SOURCES odbc_words.cpp USES sluss_odbc sluss_journal)
