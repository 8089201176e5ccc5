#include "warehouse/duckdb/keys.h"

#include <charconv>

namespace sluss::warehouse::duckdb {

core::Result<KeyTable> KeyTable::load(core::duckdb::Connection& connection, const std::string& what) {
  KeyTable table;
  SLUSS_ASSIGN(const auto rows,
               connection.rows("select " + what + "_key, " + what + "_id from core." + what + "_key order by 1"));
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

std::optional<std::uint32_t> KeyTable::find(std::string_view text) const {
  const auto found = keys_.find(text);
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

std::uint32_t KeyTable::find_or_add(std::string_view text) {
  if (const auto found = keys_.find(text); found != keys_.end()) return found->second;
  const auto key = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(text);
  keys_.emplace(std::string(text), key);
  return key;
}

core::Result<Keys> Keys::load(core::duckdb::Connection& connection) {
  SLUSS_ASSIGN(auto indicators, KeyTable::load(connection, "indicator"));
  SLUSS_ASSIGN(auto areas, KeyTable::load(connection, "area"));
  SLUSS_ASSIGN(auto units, KeyTable::load(connection, "unit"));
  return Keys{std::move(indicators), std::move(areas), std::move(units)};
}

}  // namespace sluss::warehouse::duckdb
