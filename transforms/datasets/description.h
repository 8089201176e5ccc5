#pragma once
// A dataset's description: config/datasets/<name>.toml. It has what a reader of the file must know, and which columns
// the SQL model must give, in which order.

#include <expected>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/batch.h"
#include "core/error.h"
#include "core/files.h"
#include "transforms/datasets/indicator_config.h"

namespace sluss::transforms::datasets {

struct ColumnDescription {
  std::string name;
  std::string heading;  ///< Swedish
  std::string type;     ///< text, heltal, tal, dag, tid, ja/nej
  std::string description;
  std::string measure;  ///< may be empty
};

struct DatasetDescription {
  std::string name;  ///< the file's name without ".toml"; the model's
  std::string title;
  std::string purpose;
  std::string grain;
  std::string source;
  std::string owner;
  std::string version;
  std::vector<std::string> order;     ///< columns that exports sort by
  std::vector<std::string> overview;  ///< columns that a page shows first; empty: all
  std::string report_table;           ///< "indicators": XLSX gets a sheet "Rapporttabell"; empty: none
  std::vector<ColumnDescription> columns;

  /// The SELECT that an export reads; of the rows for which a condition in SQL holds, where there is one, and no more
  /// than `most`, where that is not 0.
  [[nodiscard]] std::string select(std::string_view condition = {}, std::size_t most = 0) const;
};

/// Errors: config class "datasets.…", all at once, with file, line and column.
[[nodiscard]] std::expected<DatasetDescription, Errors> parse_description(const std::string& name,
                                                                          const std::string& text,
                                                                          const std::string& file);

/// <folder>/datasets/*.toml of these configuration folders, the first folder's file of a name wins. Sorted by name.
[[nodiscard]] std::expected<std::vector<DatasetDescription>, Errors> load_descriptions(
    core::Files& files, std::span<const std::filesystem::path> config_folders);

/// The dataset of that name. Error: config class "datasets.unknown" with the nearest names.
[[nodiscard]] core::Result<DatasetDescription> find_description(std::span<const DatasetDescription> all,
                                                                std::string_view name);

/// Names, order and types of the SQL's columns are the described ones. Error: config class "datasets.columns".
[[nodiscard]] core::Result<> check_columns(const DatasetDescription& dataset, const core::Schema& schema);

/// Every dataset as Markdown, for docs/datasets.md.
[[nodiscard]] std::string describe_in_markdown(std::span<const DatasetDescription> all);

/// One, as `sluss datasets NAME --json` and the API give it.
[[nodiscard]] nlohmann::json describe_in_json(const DatasetDescription& dataset);

}  // namespace sluss::transforms::datasets
