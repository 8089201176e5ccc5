#pragma once
// Inside the reader of json-stat2: what a dataset is but for its cells. Pure.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/limits.h"
#include "core/error.h"

namespace sluss::connectors::registers::json {

/// How the file has its values, or its statuses.
struct StatSeries {
  enum class Form : std::uint8_t { none, array, object, text };
  Form form = Form::none;
  std::int64_t count = 0;  ///< elements of the array or the object
  bool ascending = true;   ///< the object's keys
  std::string text;        ///< one for all cells
};

struct StatCategory {
  std::string code;
  std::optional<std::string> label;
};

struct StatDimension {
  std::string id;
  std::vector<StatCategory> categories;  ///< by their positions
};

/// As it is in the file: its members come in any order.
struct StatDimensionDraft {
  std::map<std::string, std::int64_t> positions;  ///< of codes, from `index`
  std::map<std::string, std::string> labels;
};

struct StatDraft {
  std::string version, of_class, label, source, updated;
  std::vector<std::string> notes;
  std::vector<std::string> ids;
  std::vector<std::int64_t> sizes;
  std::map<std::string, std::vector<std::string>> roles;
  std::map<std::string, StatDimensionDraft> dimensions;
  StatSeries values, statuses;
};

struct StatShape {
  std::vector<StatDimension> dimensions;
  std::int64_t cells = 0;
  StatSeries values, statuses;
  std::string recognised;
};

/// Data class, of a dataset that is not as json-stat2 has it. `code`: "json_stat.cells", …
[[nodiscard]] std::unexpected<core::Error> stat_error(
    std::string_view code, std::string what, const std::filesystem::path& path,
    std::string remedy = "Fetch it again as json-stat2; if it is the same, ask whoever publishes it.");

/// Errors: those of open_json_stat.
[[nodiscard]] core::Result<StatShape> shape_of(StatDraft draft, const std::filesystem::path& path,
                                               const Limits& limits);

}  // namespace sluss::connectors::registers::json
