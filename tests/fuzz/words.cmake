sluss_fuzz(NAME fuzz_periods SOURCES periods.cpp USES sluss_core)
sluss_fuzz(NAME fuzz_area_codes SOURCES area_codes.cpp USES sluss_core sluss_normalise)
