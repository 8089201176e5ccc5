#include "transforms/datasets/export.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/check.h"
#include "core/replace_file.h"
#include "transforms/datasets/csv_writer.h"
#include "transforms/datasets/json_writer.h"
#include "transforms/datasets/parquet_writer.h"
#include "transforms/datasets/provenance.h"
#include "transforms/datasets/table_writer.h"
#include "transforms/datasets/xlsx_writer.h"
#include "warehouse/as_of.h"

namespace sluss::transforms::datasets {

namespace {

using core::ErrorClass;
namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, Format>, 6> format_names{{{"csv", Format::csv},
                                                                           {"csv-plain", Format::csv_plain},
                                                                           {"xlsx", Format::xlsx},
                                                                           {"parquet", Format::parquet},
                                                                           {"json", Format::json},
                                                                           {"table", Format::table}}};

/// The moment that was requested; else the last run's, which knew what the file contains.
std::optional<core::Instant> known_at(const ExportOptions& options) {
  const auto as_of = warehouse::AsOf::parse(options.as_of);
  return as_of && as_of->known_at ? as_of->known_at : options.recorded_at;
}

Provenance provenance_of(const DatasetDescription& dataset, const warehouse::Reader& reader,
                         const ExportOptions& options) {
  Provenance provenance;
  if (options.run) provenance.emplace_back("Senaste körning", std::to_string(options.run->value));
  if (!options.as_of.empty()) provenance.emplace_back("Så som det var känt", options.as_of);
  if (const auto moment = known_at(options))
    provenance.emplace_back("Så som det var känt (svensk tid)", core::swedish_text(*moment));
  provenance.emplace_back("Skapad (svensk tid)", core::swedish_text(options.now));
  provenance.emplace_back("Läst ur", fs::path(reader.name()).filename().string());
  const bool own =
      std::ranges::any_of(dataset.columns, [](const auto& column) { return column.name == "egen_bearbetning"; });
  provenance.emplace_back("Källangivelse", dataset.source);
  if (own)
    provenance.emplace_back(
        "Egen bearbetning",
        "Kolumnerna som nämns i egen_bearbetning är egna beräkningar; Kolada får inte anges som källa för dem");
  return provenance;
}

core::Result<std::int64_t> write_text_file(warehouse::Reader& reader, const DatasetDescription& dataset, Format format,
                                           core::OutputFile& file, const ExportOptions& options) {
  const auto writer = text_writer(format, [&file](std::string_view text) { return file.write(text); }, options.width);
  return write_dataset(reader, dataset, *writer, options.stop);
}

/// The libraries that write these open the file by its name, which is new and random.
core::Result<std::int64_t> write_part(warehouse::Reader& reader, const DatasetDescription& dataset, Format format,
                                      core::Replacement& file, const ExportOptions& options) {
  if (format != Format::xlsx && format != Format::parquet)
    return write_text_file(reader, dataset, format, file.output(), options);
  const auto& part = file.temporary();
  auto provenance = provenance_of(dataset, reader, options);
  const auto writer = format == Format::xlsx ? xlsx_writer(part, {.description = dataset,
                                                                  .provenance = std::move(provenance),
                                                                  .decimals = options.decimals,
                                                                  .created = options.now,
                                                                  .rows_a_sheet = options.rows_a_sheet,
                                                                  .temporary_folder = {}})
                                             : parquet_writer(part, {.provenance = std::move(provenance),
                                                                     .memory_limit = options.memory_limit,
                                                                     .spill = options.spill});
  return write_dataset(reader, dataset, *writer, options.stop);
}

core::Result<std::int64_t> export_to(core::Files& files, warehouse::Reader& reader, const DatasetDescription& dataset,
                                     Format format, const fs::path& target, const ExportOptions& options) {
  auto file = core::Replacement::begin(files, target, options.mode);
  if (!file) return target_error(target, file.error());
  auto rows = write_part(reader, dataset, format, *file, options);
  if (!rows) {
    if (rows.error().error_class == ErrorClass::storage) return target_error(target, rows.error());
    return rows;
  }
  if (const auto whole = file->complete(); !whole) return target_error(target, whole.error());
  if (const auto moved = file->commit(); !moved) return target_error(target, moved.error());
  return rows;
}

}  // namespace

std::unexpected<core::Error> target_error(const fs::path& target, const core::Error& cause) {
  return core::fail(
      ErrorClass::storage, "export.target", target.filename().string() + " could not be written: " + cause.what,
      "Close the file where it is open, see that the folder may be written in and has room, and run again. " +
          cause.remedy,
      {.file = target.string()});
}

core::Result<Format> parse_format(std::string_view name) {
  std::string names;
  for (const auto& [known, format] : format_names) {
    if (known == name) return format;
    names += (names.empty() ? "" : ", ") + std::string(known);
  }
  return core::fail(ErrorClass::config, "export.format", "there is no format \"" + std::string(name) + "\"",
                    "Write one of " + names);
}

std::string extension_of(Format format) {
  switch (format) {
    case Format::csv:
      return ".csv";
    case Format::csv_plain:
      return ".plain.csv";
    case Format::xlsx:
      return ".xlsx";
    case Format::parquet:
      return ".parquet";
    case Format::json:
      return ".json";
    case Format::table:
      return ".txt";
  }
  return {};
}

std::unique_ptr<RowWriter> text_writer(Format format, Sink sink, std::size_t width) {
  switch (format) {
    case Format::csv:
      return csv_writer(std::move(sink), swedish_excel_csv());
    case Format::csv_plain:
      return csv_writer(std::move(sink), {});
    case Format::json:
      return json_writer(std::move(sink));
    case Format::table:
      return table_writer(std::move(sink), {.width = width});
    case Format::xlsx:
    case Format::parquet:
      break;
  }
  SLUSS_CHECK(false, "a format of text");
}

std::map<std::string, int> decimals_of(std::span<const IndicatorConfig> indicators) {
  std::map<std::string, int> decimals;
  for (const auto& indicator : indicators)
    if (indicator.decimals) decimals.emplace(indicator.id, *indicator.decimals);
  return decimals;
}

core::Result<std::int64_t> write_dataset(warehouse::Reader& reader, const DatasetDescription& dataset,
                                         RowWriter& writer, std::stop_token stop) {
  return write_rows(reader, dataset, dataset.select(), writer, std::move(stop));
}

core::Result<std::int64_t> write_rows(warehouse::Reader& reader, const DatasetDescription& dataset,
                                      const std::string& sql, RowWriter& writer, std::stop_token stop) {
  std::int64_t rows = 0;
  const auto selected = reader.select(
      sql,
      [&](const core::Schema& schema) -> core::Result<> {
        SLUSS_TRY(check_columns(dataset, schema));
        return writer.begin(schema);
      },
      [&](const core::Batch& batch) {
        rows += static_cast<std::int64_t>(batch.rows());
        return writer.rows(batch);
      },
      std::move(stop));
  if (!selected) return std::unexpected(selected.error());
  SLUSS_TRY(writer.end());
  return rows;
}

core::Result<ExportedFile> export_dataset(core::Files& files, warehouse::Reader& reader,
                                          const DatasetDescription& dataset, Format format, const fs::path& path,
                                          const ExportOptions& options) {
  const auto rows = SLUSS_TRY(export_to(files, reader, dataset, format, path, options));
  return ExportedFile{.path = path, .rows = rows};
}

}  // namespace sluss::transforms::datasets
