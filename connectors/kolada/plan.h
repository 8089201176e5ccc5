#pragma once
// Which requests a resolved selection becomes. Pure; the same selection gives the same keys in the same order.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kolada/catalogue.h"
#include "connectors/kolada/decode.h"
#include "connectors/kolada/selection.h"
#include "core/error.h"

namespace sluss::connectors::kolada {

/// Kolada's API v3 takes at most so many ids in one segment of a path.
inline constexpr std::size_t most_ids = 25;

struct Query {
  Stream stream = Stream::kpi;
  /// Path and parameters without from_date, page and per_page: the checkpoint's key.
  std::string key;
  std::string ids;    ///< its first segment's ids: "0000,0001"
  std::string years;  ///< "1970–1994", or empty: all
};

/// The indicators that the key of a data query names; nothing: it names none, and the answer may contain any.
[[nodiscard]] std::optional<std::vector<std::string>> indicators_of_key(std::string_view key);

/// "kpi", "municipality", "municipality_groups", "kpi_groups", in that order.
[[nodiscard]] std::vector<Query> catalogue_queries(bool area_groups, bool indicator_groups);

/// /ou, whole or by municipality. Nothing when no units are selected.
[[nodiscard]] core::Result<std::vector<Query>> unit_catalogue_queries(const ResolvedSelection& resolved);

struct DataPlan {
  std::vector<Query> queries;
  bool whole_areas = false;  ///< answers contain exactly the requested areas: nothing to filter away
};

/// All indicators: by areas and years, so that also indicators that the catalogue has not are seen. Named ones: by
/// indicators and years for all areas, or by indicators and areas for all years, whichever takes fewer requests.
/// Then unit data: never of units outside the catalogue that was loaded. Errors (source class): kolada.bad_id.
[[nodiscard]] core::Result<DataPlan> data_queries(const ResolvedSelection& resolved, const Catalogue& catalogue);

}  // namespace sluss::connectors::kolada
