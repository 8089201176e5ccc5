#include "transforms/datasets/parquet_writer.h"

#include <optional>
#include <string>
#include <vector>

#include "core/duckdb/duckdb.h"
#include "core/text.h"

namespace sluss::transforms::datasets {

namespace {

namespace duckdb = core::duckdb;

/// Columns by position: what a column adds for its offset must not meet a column of that name.
core::Schema numbered(const core::Schema& schema) {
  std::vector<core::ColumnSpec> columns;
  for (auto column : schema) {
    column.name = "c" + std::to_string(columns.size());
    columns.push_back(std::move(column));
  }
  return core::Schema(std::move(columns));
}

/// The numbered columns under their own names. Rows out of a table bring the offset as a column of its own, which then
/// replaces the one that the timestamp would add.
std::string selection(const core::Schema& schema) {
  std::string list;
  for (std::size_t i = 0; i < schema.size(); ++i) {
    const auto number = "c" + std::to_string(i);
    const auto offset = schema[i].name + "__offset";
    list += (i == 0 ? "" : ", ") + number + " as " + core::sql_name(schema[i].name);
    if (schema[i].type == core::Type::timestamp_tz && !schema.find(offset)) {
      list += ", " + number + "__offset as " + core::sql_name(offset);
    }
  }
  return list;
}

/// A table in memory (spilling where it may), and one COPY at the end.
class ParquetWriter final : public RowWriter {
 public:
  ParquetWriter(std::filesystem::path path, ParquetOptions options)
      : path_(std::move(path)), options_(std::move(options)) {}

  core::Result<> open(const core::Schema& schema) override {
    auto database = SLUSS_TRY(duckdb::Database::open({.path = "",
                                                      .read_only = false,
                                                      .memory_limit = options_.memory_limit,
                                                      .threads = 1,
                                                      .spill = options_.spill,
                                                      .manual_checkpoints = true,
                                                      .external_access = true}));
    auto connection = SLUSS_TRY(database.connect());
    connection_.emplace(std::move(connection));
    SLUSS_TRY(connection_->execute(duckdb::create_table_sql("rows", numbered(schema))));
    selection_ = selection(schema);
    auto appender = SLUSS_TRY(duckdb::Appender::open(*connection_, "main", "rows"));
    appender_.emplace(std::move(appender));
    return {};
  }

  core::Result<> rows(const core::Batch& batch) override { return appender_->append(batch); }

  core::Result<> end() override {
    SLUSS_TRY(appender_->finish());
    std::string metadata;
    for (const auto& [key, value] : options_.provenance)
      metadata += (metadata.empty() ? "" : ", ") + core::sql_text(key) + ": " + core::sql_text(value);
    return connection_->execute("copy (select " + selection_ + " from rows) to " + core::sql_text(path_.string()) +
                                " (format parquet, compression zstd, use_tmp_file false" +
                                (metadata.empty() ? "" : ", kv_metadata {" + metadata + "}") + ")");
  }

 private:
  std::filesystem::path path_;
  ParquetOptions options_;
  std::string selection_;
  std::optional<duckdb::Connection> connection_;
  std::optional<duckdb::Appender> appender_;
};

}  // namespace

std::unique_ptr<RowWriter> parquet_writer(std::filesystem::path path, ParquetOptions options) {
  return std::make_unique<ParquetWriter>(std::move(path), std::move(options));
}

}  // namespace sluss::transforms::datasets
