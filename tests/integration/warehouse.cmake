find_package(rapidcheck REQUIRED)
# The contract of every engine; an engine's test lists its sources beside its own.
sluss_library(NAME sluss_warehouse_suite HEADERS tests/integration/warehouse_contract.h
  USES sluss_warehouse_contract sluss_test_tools)
set(warehouse_contract_sources warehouse_contract_test.cpp warehouse_contract_figures_test.cpp warehouse_contract_gates_test.cpp
  warehouse_contract_held_test.cpp warehouse_contract_ledger_test.cpp warehouse_contract_model_test.cpp
  warehouse_contract_reading_test.cpp warehouse_contract_records_test.cpp warehouse_contract_upkeep_test.cpp)
sluss_test(NAME warehouse_duckdb_test SOURCES ${warehouse_contract_sources} warehouse_duckdb_test.cpp
  USES sluss_warehouse_suite sluss_ledger sluss_duckdb_warehouse rapidcheck LABELS integration release TIMEOUT 1200 COST 100)
