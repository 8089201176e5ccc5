#include "warehouse/duckdb/stored_keys.h"

#include <string>

namespace sluss::warehouse::duckdb {

namespace {

using merge::KeyTable;

/// `what`: "indicator", "area" or "unit".
core::Result<KeyTable> load_table(core::duckdb::Connection& connection, const std::string& what) {
  KeyTable table;
  const auto rows =
      SLUSS_TRY(connection.rows("select " + what + "_key, " + what + "_id from core." + what + "_key order by 1"));
  for (const auto& row : rows) {
    const std::uint32_t key = table.find_or_add(row[1].value_or(""));
    if (std::to_string(key) != row[0])
      return core::fail(core::ErrorClass::storage, "warehouse.keys_broken",
                        "core." + what + "_key has a gap or a double at key " + row[0].value_or("?"),
                        "rebuild the warehouse: sluss doctor --rebuild");
  }
  table.mark_written();
  return table;
}

}  // namespace

core::Result<merge::Keys> load_keys(core::duckdb::Connection& connection) {
  auto indicators = SLUSS_TRY(load_table(connection, "indicator"));
  auto areas = SLUSS_TRY(load_table(connection, "area"));
  auto units = SLUSS_TRY(load_table(connection, "unit"));
  return merge::Keys{std::move(indicators), std::move(areas), std::move(units)};
}

}  // namespace sluss::warehouse::duckdb
