sluss_fuzz(NAME fuzz_error_text SOURCES error_text.cpp USES sluss_core sluss_journal nlohmann_json::nlohmann_json)
