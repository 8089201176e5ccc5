#include "connectors/register/json/json.h"

#include <fmt/format.h>

#include <utility>

#include "connectors/register/json/columns.h"
#include "connectors/register/json/feeding.h"
#include "connectors/register/json/outline.h"
#include "connectors/register/json/records.h"
#include "connectors/register/row_queue.h"

namespace sluss::connectors::registers {
namespace {

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const auto dot = path.find('.');
    parts.emplace_back(path.substr(0, dot));
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  }
  return parts;
}

class JsonRows final : public QueuedRows {
 public:
  JsonRows(std::vector<std::string> records, json::Columns columns, const std::filesystem::path& path,
           const Limits& limits)
      : columns_(std::move(columns)), records_(std::move(records), columns_, &rows_, path, limits) {
    const auto& names = columns_.names();
    for (std::size_t i = 0; i < names.size(); ++i) rows_.put(static_cast<std::int64_t>(i), CellKind::text, names[i]);
    rows_.end_row(1);
  }

  core::Result<> open(const std::filesystem::path& path, const Limits& limits) {
    feeding_ = SLUSS_TRY(json::Feeding::open(path, records_, limits));
    return {};
  }

 private:
  RowQueue& queue() override { return rows_; }
  core::Result<bool> fill() override { return feeding_->step(); }

  json::Columns columns_;
  RowQueue rows_;
  json::Records records_;
  std::unique_ptr<json::Feeding> feeding_;
};

class JsonDocument final : public Document {
 public:
  JsonDocument(std::filesystem::path path, const Limits& limits, std::vector<std::string> records,
               json::Columns columns, std::string name, std::int64_t count)
      : path_(std::move(path)),
        limits_(limits),
        records_(std::move(records)),
        columns_(std::move(columns)),
        sheets_{{.name = std::move(name)}},
        count_(count) {}

  [[nodiscard]] const std::vector<Sheet>& sheets() const override { return sheets_; }

  core::Result<std::unique_ptr<RowReader>> open(std::size_t /*sheet*/) override {
    auto rows = std::make_unique<JsonRows>(records_, columns_, path_, limits_);
    SLUSS_TRY(rows->open(path_, limits_));
    return rows;
  }

  [[nodiscard]] std::string recognised() const override {
    return fmt::format("JSON, {} poster, {} kolumner", count_, columns_.names().size());
  }

 private:
  std::filesystem::path path_;
  Limits limits_;
  std::vector<std::string> records_;
  json::Columns columns_;
  std::vector<Sheet> sheets_;
  std::int64_t count_;
};

/// Where the records are, as members inside one another.
core::Result<std::vector<std::string>> find_records(const std::filesystem::path& path, const JsonOptions& options,
                                                    const Limits& limits) {
  if (!options.records.empty()) return parts_of(options.records);
  json::Outline outline(path, limits);
  const auto feeding = SLUSS_TRY(json::Feeding::open(path, outline, limits));
  while (SLUSS_TRY(feeding->step())) {
    if (outline.is_array()) return std::vector<std::string>{};
  }
  // A member's own name may have dots.
  return std::vector<std::string>{SLUSS_TRY(outline.records())};
}

}  // namespace

core::Result<std::unique_ptr<Document>> open_json(const std::filesystem::path& path, const JsonOptions& options,
                                                  const Limits& limits) {
  auto where = SLUSS_TRY(find_records(path, options, limits));
  json::Columns columns(path, limits);
  json::Records records(where, columns, nullptr, path, limits);
  const auto feeding = SLUSS_TRY(json::Feeding::open(path, records, limits));
  SLUSS_TRY(feeding->all());
  if (!records.found()) {
    return core::fail(core::ErrorClass::data, "json.no_records",
                      fmt::format("the file has no array at {}", options.records.empty() ? "its top" : options.records),
                      "Correct the path to the records.", {.file = path.string()});
  }
  auto name = options.records.empty() && !where.empty() ? where.front() : options.records;
  return std::make_unique<JsonDocument>(path, limits, std::move(where), std::move(columns), std::move(name),
                                        records.count());
}

}  // namespace sluss::connectors::registers
