sluss_test(NAME golden_models SOURCES models_test.cpp USES sluss_datasets sluss_duckdb sluss_test_tools LABELS golden)
add_test(NAME golden_models_postgresql COMMAND python3 "${CMAKE_CURRENT_SOURCE_DIR}/models_postgresql.py")
set_tests_properties(golden_models_postgresql PROPERTIES LABELS golden TIMEOUT 300 SKIP_RETURN_CODE 77)
