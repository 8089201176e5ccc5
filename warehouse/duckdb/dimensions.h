#pragma once
// Versioned dimensions: what a source tells is compared with the open versions, as a set.

#include <string>
#include <vector>

#include "core/batch.h"
#include "core/duckdb/duckdb.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::duckdb {

struct Dimension {
  std::string table;             ///< in core
  std::vector<std::string> key;  ///< columns that name a thing; one open version each
  core::Schema columns;          ///< key and content, without source and the recorded columns
  std::string derived = {};      ///< a further column in the table and its expression: "expected" …
  std::string derived_expression = {};
  bool shared = false;  ///< reference data that several origins tell of: a row belongs to the one that told it first
};

[[nodiscard]] core::Result<Writer::DimensionChange> put_dimension(core::duckdb::Connection& connection,
                                                                  const Dimension& dimension, const core::Batch& rows,
                                                                  std::string_view origin, bool complete,
                                                                  core::RunId run, core::Instant at);

[[nodiscard]] const Dimension& indicator_dimension();
[[nodiscard]] const Dimension& area_dimension();
[[nodiscard]] const Dimension& area_member_dimension();
[[nodiscard]] const Dimension& indicator_member_dimension();
[[nodiscard]] const Dimension& unit_dimension();
[[nodiscard]] const Dimension& publication_dimension();

[[nodiscard]] core::Batch batch_of(std::span<const Indicator> rows);
[[nodiscard]] core::Batch batch_of(std::span<const Area> rows);
[[nodiscard]] core::Batch batch_of(std::span<const AreaMember> rows);
[[nodiscard]] core::Batch batch_of(std::span<const IndicatorMember> rows);
[[nodiscard]] core::Batch batch_of(std::span<const Unit> rows);
[[nodiscard]] core::Batch batch_of(std::span<const Publication> rows);

/// "SE" → country, "region:19" → region, "1981" → municipality, …
[[nodiscard]] std::string_view area_kind_of(std::string_view area_id);

}  // namespace sluss::warehouse::duckdb
