# A sanitizer's report names functions: ./dev sets the path of llvm-symbolizer.
if(SLUSS_SANITIZE MATCHES "address")
  sluss_test(NAME unit_symbols SOURCES symbols_test.cpp LABELS unit)
endif()
