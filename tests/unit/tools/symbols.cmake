# What a sanitizer reports names functions: ./dev says where llvm-symbolizer is.
if(SLUSS_SANITIZE MATCHES "address")
  sluss_test(NAME unit_symbols SOURCES symbols_test.cpp LABELS unit)
endif()
