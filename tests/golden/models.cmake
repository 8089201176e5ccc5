sluss_test(NAME golden_models SOURCES models_test.cpp USES sluss_datasets LABELS golden)
