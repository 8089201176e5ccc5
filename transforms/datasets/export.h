#pragma once
// A dataset to a file. Written beside (core/replace_file.h) and renamed: no one sees half a file, and a killed export
// leaves the old one. Where files then go: daemon/deliver.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"
#include "core/spill.h"
#include "core/time.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/row_writer.h"
#include "warehouse/warehouse.h"

namespace sluss::transforms::datasets {

enum class Format : std::uint8_t { csv, csv_plain, xlsx, parquet, json, table };

/// "csv", "csv-plain", "xlsx", "parquet", "json", "table". Error: config class "export.format".
[[nodiscard]] core::Result<Format> parse_format(std::string_view name);

/// An error of the target's file system, in the words of the one who waits for the file: storage class "export.target".
[[nodiscard]] std::unexpected<core::Error> target_error(const std::filesystem::path& target, const core::Error& cause);
/// ".csv", ".plain.csv", ".xlsx", ".parquet", ".json", ".txt"
[[nodiscard]] std::string extension_of(Format format);

/// For what is text: csv, csv_plain, json, table. `width` is the table's. Asserts for xlsx and parquet.
[[nodiscard]] std::unique_ptr<RowWriter> text_writer(Format format, Sink sink, std::size_t width = 0);

struct ExportOptions {
  core::Instant now;
  std::optional<core::RunId> run;       ///< the latest run that the reader knows
  std::string as_of;                    ///< as the user wrote it; empty: now
  std::map<std::string, int> decimals;  ///< of indicators, for the report table; see decimals_of()
  std::int64_t rows_a_sheet = 1'048'576;
  std::string memory_limit = "128MB";
  core::Spill spill = {};  ///< Parquet's, beyond memory_limit; without a folder: nowhere
  std::size_t width = 0;
  core::FileMode mode = core::owner_only;  ///< of the file
  std::stop_token stop;
  std::optional<core::Instant> recorded_at = {};  ///< of `run`; the file shows both times
};

/// Decimals by indicator id.
[[nodiscard]] std::map<std::string, int> decimals_of(std::span<const IndicatorConfig> indicators);

struct ExportedFile {
  std::filesystem::path path;
  std::int64_t rows = 0;
};

/// The dataset's rows to a writer, its columns checked against the description.
[[nodiscard]] core::Result<std::int64_t> write_dataset(warehouse::Reader& reader, const DatasetDescription& dataset,
                                                       RowWriter& writer, std::stop_token stop = {});
/// The same of some of its rows: `sql` is dataset.select(…).
[[nodiscard]] core::Result<std::int64_t> write_rows(warehouse::Reader& reader, const DatasetDescription& dataset,
                                                    const std::string& sql, RowWriter& writer,
                                                    std::stop_token stop = {});

/// Errors: storage class "export.target" (locked, no room, no permission) with the target and the cure; the reader's.
[[nodiscard]] core::Result<ExportedFile> export_dataset(core::Files& files, warehouse::Reader& reader,
                                                        const DatasetDescription& dataset, Format format,
                                                        const std::filesystem::path& path,
                                                        const ExportOptions& options);

}  // namespace sluss::transforms::datasets
