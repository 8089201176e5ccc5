#include "warehouse/duckdb/open_versions.h"

#include <algorithm>

namespace sluss::warehouse::duckdb {

using merge::make_key;
using merge::OpenVersion;

namespace {

// Up to this many times the wanted indicators, a range is read whole and sifted here: DuckDB then skips row groups by
// their zone maps and hashes nothing.
constexpr std::size_t dense = 4;

std::string condition_of(const std::vector<std::uint32_t>& indicators) {
  std::string range =
      "indicator_key between " + std::to_string(indicators.front()) + " and " + std::to_string(indicators.back());
  if (indicators.back() - indicators.front() < indicators.size() * dense) return range;
  std::string list;
  for (const auto indicator : indicators) list += (list.empty() ? "" : ",") + std::to_string(indicator);
  return range + " and indicator_key in (" + list + ")";
}

template <class T>
const T* column(duckdb_data_chunk chunk, idx_t index) {
  return static_cast<const T*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, index)));
}

bool valid(const std::uint64_t* validity, std::size_t row) {
  return validity == nullptr || (validity[row / 64] >> (row % 64) & 1U) != 0;
}

/// Columns: indicator_key, area_key, unit_key, period, period_kind, gender, value, count, status, bound, rowid.
/// And, with `others`, whether another source's run opened it.
void read_chunk(duckdb_data_chunk chunk, const std::vector<bool>& wanted, bool others,
                std::vector<OpenVersion>& versions) {
  const auto* indicator = column<std::int32_t>(chunk, 0);
  const auto* area = column<std::int32_t>(chunk, 1);
  const auto* unit = column<std::int32_t>(chunk, 2);
  const auto* period = column<std::int32_t>(chunk, 3);
  const auto* kind = column<std::int16_t>(chunk, 4);
  const auto* gender = column<std::int16_t>(chunk, 5);
  const auto* value = column<double>(chunk, 6);
  const auto* count = column<std::int32_t>(chunk, 7);
  const auto* status = column<std::int16_t>(chunk, 8);
  const auto* bound = column<std::int16_t>(chunk, 9);
  const auto* row_number = column<std::int64_t>(chunk, 10);
  const auto* of_other = others ? column<bool>(chunk, 11) : nullptr;
  const std::uint64_t* has_value = duckdb_vector_get_validity(duckdb_data_chunk_get_vector(chunk, 6));
  const std::uint64_t* has_count = duckdb_vector_get_validity(duckdb_data_chunk_get_vector(chunk, 7));
  const std::size_t rows = duckdb_data_chunk_get_size(chunk);
  for (std::size_t i = 0; i < rows; ++i) {
    if (!wanted[static_cast<std::size_t>(indicator[i])]) continue;
    OpenVersion version;
    version.key = make_key(static_cast<std::uint32_t>(indicator[i]), static_cast<std::uint32_t>(area[i]),
                           static_cast<std::uint32_t>(unit[i]), period[i], static_cast<std::uint8_t>(kind[i]),
                           static_cast<std::uint8_t>(gender[i]));
    version.row = row_number[i];
    version.status = static_cast<core::FactStatus>(status[i]);
    version.bound = static_cast<core::Bound>(bound[i]);
    version.has_value = valid(has_value, i);
    version.has_count = valid(has_count, i);
    if (version.has_value) version.value = value[i];
    if (version.has_count) version.count = count[i];
    version.of_other = of_other != nullptr && of_other[i];
    versions.push_back(version);
  }
}

/// Most come in order: the first load wrote them so, and what was revised since comes after.
void sort_nearly_sorted(std::vector<OpenVersion>& versions) {
  const auto by_key = [](const OpenVersion& a, const OpenVersion& b) { return a.key < b.key; };
  const auto middle = std::is_sorted_until(versions.begin(), versions.end(), by_key);
  std::sort(middle, versions.end(), by_key);
  std::inplace_merge(versions.begin(), middle, versions.end(), by_key);
}

}  // namespace

core::Result<std::vector<OpenVersion>> load_open_versions(core::duckdb::Connection& connection,
                                                          const std::vector<std::uint32_t>& indicators,
                                                          const std::string& others) {
  std::vector<OpenVersion> versions;
  if (indicators.empty()) return versions;
  std::vector<bool> wanted(indicators.back() + 1, false);
  for (const auto indicator : indicators) wanted[indicator] = true;
  // "between" is for the rows of others inside the range, hence the size of `wanted`.
  auto result =
      SLUSS_TRY(connection.query("select indicator_key, area_key, unit_key, period, period_kind, gender, "
                                 "value, count, status, bound, rowid" +
                                 (others.empty() ? std::string() : ", run_id in (" + others + ")") +
                                 " from core.fact where recorded_to = timestamp "
                                 "'infinity' and " +
                                 condition_of(indicators)));
  while (true) {
    const duckdb_data_chunk chunk = SLUSS_TRY(result.next());
    if (chunk == nullptr) break;
    read_chunk(chunk, wanted, !others.empty(), versions);
  }
  sort_nearly_sorted(versions);
  const auto twice = std::ranges::adjacent_find(versions, {}, &OpenVersion::key);
  if (twice != versions.end())
    return core::fail(core::ErrorClass::storage, "warehouse.double_open",
                      "a key has two open versions (rows " + std::to_string(twice->row) + " and " +
                          std::to_string((twice + 1)->row) + " of core.fact)",
                      "rebuild the warehouse: sluss doctor --rebuild");
  return versions;
}

}  // namespace sluss::warehouse::duckdb
