#pragma once
// A file of a mapping through locate() and the normaliser, as lines that a test compares.

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/source/extent.h"
#include "tests/unit/connectors/register/mapping_documents.h"
#include "tests/unit/connectors/register/memory_document.h"
#include "transforms/normalise/register/register_normaliser.h"

namespace sluss::transforms::normalise {

using connectors::registers::MemoryDocument;
using connectors::registers::MemorySheet;
using Cells = std::vector<std::vector<std::string>>;
using Lines = std::vector<std::string>;
using Files = std::vector<std::pair<std::string, std::vector<MemorySheet>>>;

/// Keeps what a normaliser hands on.
class KeptOutput final : public Output {
 public:
  core::FactNames& names() override { return names_; }
  core::Result<> facts(std::span<const core::Fact> facts) override {
    facts_.insert(facts_.end(), facts.begin(), facts.end());
    return {};
  }
  core::Result<> table(const TableSpec& spec) override {
    table_ = spec.name;
    return {};
  }
  core::Result<> rows(const core::Batch& rows) override {
    schema_ = rows.schema();
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      std::vector<std::string> cells;
      for (std::size_t i = 0; i < rows.columns(); ++i) cells.push_back(cell(rows[i], row));
      rows_.push_back(std::move(cells));
    }
    return {};
  }
  core::Result<> rejected(core::Reject reject) override {
    rejects_.push_back(std::move(reject));
    return {};
  }

  static std::string number(double value) {
    auto text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
  }
  /// NULL is "~".
  static std::string cell(const core::Column& column, std::size_t row) {
    if (column.is_null(row)) return "~";
    switch (column.type()) {
      case core::Type::int64:
        return std::to_string(column.values<std::int64_t>()[row]);
      case core::Type::float64:
        return number(column.values<double>()[row]);
      case core::Type::date:
        return core::to_text(core::Day{column.values<std::int32_t>()[row]});
      case core::Type::boolean:
        return column.values<std::uint8_t>()[row] == 1 ? "true" : "false";
      default:
        return std::string(column.text(row));
    }
  }

  core::FactNames names_;
  std::vector<core::Fact> facts_;
  std::string table_;
  core::Schema schema_;
  Cells rows_;
  std::vector<core::Reject> rejects_;
};

struct Loaded {
  std::string error = "none";  ///< of begin(), take() or finish(): "code: what"
  std::string remedy;
  Lines facts;    ///< "bilar.antal 1981 2025 T 3 final exact -"
  Lines rejects;  ///< "codelists.not_found kommun 2 Falum"
  Lines findings;
  std::vector<core::Unmet> unmet;
  std::vector<UsedRows> used;
  Lines coverage;  ///< "areas year 2024-2025: register:bilar.antal"
  Dimensions dimensions;
  NormaliseCounts counts;
  std::string table;
  core::Schema schema;
  Cells rows;
  std::vector<core::Fact> raw_facts;
  std::vector<core::Reject> raw_rejects;

  /// Of the rows of a table these columns, joined by "|".
  [[nodiscard]] Lines columns(const Lines& names) const {
    Lines lines;
    for (const auto& row : rows) {
      std::string line;
      for (const auto& name : names) {
        const auto at = schema.find(name);
        line += (line.empty() ? "" : "|") + (at ? row[*at] : "no column " + name);
      }
      lines.push_back(line);
    }
    return lines;
  }
};

inline std::string shipped_list(const std::string& id) {
  std::ifstream file(std::string(SLUSS_SOURCE_DIR) + "/config/codelists/" + id + ".toml");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline connectors::registers::FilesExtent extent_of(const connectors::registers::Mapping& mapping,
                                                    const std::string& file, const std::string& period) {
  connectors::registers::FilesExtent extent{.mapping = mapping,
                                            .file = {.query = "file:" + mapping.id + "/",
                                                     .name = file,
                                                     .pages = 1,
                                                     .sha256 = std::string(64, '0'),
                                                     .order = {},
                                                     .period = period}};
  for (const auto& id : connectors::registers::codelists_of(mapping)) extent.codelists[id] = shipped_list(id);
  return extent;
}

/// `toml` without its identity: id, title, publisher, layout, files and one table's name are added.
inline connectors::registers::Mapping mapping_of(const std::string& toml, const std::string& id = "bilar") {
  const auto text = toml.starts_with("id =")
                        ? toml
                        : "id = \"" + id + "\"\ntitle = \"Bilar\"\npublisher = \"P\"\nlayout = \"verified\"\n" + toml;
  auto mapping = connectors::registers::parse_mapping(text, id + ".toml");
  if (!mapping) throw std::runtime_error(connectors::registers::errors_text(mapping.error()));
  return *std::move(mapping);
}

struct LoadOptions {
  std::string period = "2025";
  RegisterLimits limits = {};
  PeriodKinds period_kinds = {};
  std::string memory_limit = "256MB";
  std::string municipality = {};
};

inline std::string fact_line(const core::Fact& fact, const core::FactNames& names) {
  const auto period = core::Period::make(fact.kind, fact.period);
  std::string line(names.indicators.text_of(fact.indicator));
  if (line.starts_with("register:")) line.erase(0, 9);
  line += " " + std::string(names.areas.text_of(fact.area)) + " " + (period ? period->text() : "?") + " ";
  line += std::string(core::code_of(fact.gender)) + " " + (fact.has_value ? KeptOutput::number(fact.value) : "~") + " ";
  line += std::string(core::name_of(fact.status));
  if (fact.bound != core::Bound::exact) line += " " + std::string(core::name_of(fact.bound));
  if (fact.unit != 0) line += " " + std::string(names.units.text_of(fact.unit));
  return line;
}

inline void keep_error(Loaded& loaded, const core::Error& error) {
  loaded.error = error.code + ": " + error.what;
  loaded.remedy = error.remedy;
}

inline core::Result<> read_file(const connectors::registers::Mapping& mapping, const std::string& file, Files& files,
                                Normaliser& normaliser) {
  std::vector<MemoryDocument> documents;
  std::vector<connectors::registers::Part> parts;
  for (auto& [name, sheets] : files) documents.emplace_back(sheets);
  for (std::size_t i = 0; i < files.size(); ++i) parts.push_back({files[i].first, &documents[i]});
  const connectors::registers::Receiver receiver{
      .rows =
          [&](const connectors::registers::Table& table, const core::Batch& batch) {
            return normaliser.take(connectors::registers::stream_of(table), 7, batch);
          },
      .reject = {}};
  const auto summary = SLUSS_TRY(connectors::registers::locate(mapping, file, parts, receiver));
  if (summary.refused) return std::unexpected(*summary.refused);
  return {};
}

inline Loaded load_of(const connectors::registers::Mapping& mapping, const std::string& file, Files files,
                      const LoadOptions& options = {}) {
  Loaded loaded;
  KeptOutput output;
  const auto normaliser = make_register_within(options.limits,
                                               {.origin = "register",
                                                .period_kinds = options.period_kinds,
                                                .memory_limit = options.memory_limit,
                                                .municipality = options.municipality},
                                               output);
  const auto extent = connectors::registers::extent_text(extent_of(mapping, file, options.period));
  const auto done = [&]() -> core::Result<> {
    SLUSS_TRY(normaliser->begin(extent));
    SLUSS_TRY(read_file(mapping, file, files, *normaliser));
    loaded.dimensions = SLUSS_TRY(normaliser->finish());
    for (const auto& part : SLUSS_TRY(normaliser->coverage(extent))) {
      std::string line = (part.units ? "units " : "areas ") + std::string(core::name_of(part.kind)) + " ";
      line += std::to_string(part.first_period) + "-" + std::to_string(part.last_period) + ":";
      for (const auto& id : part.indicators) line += " " + id;
      loaded.coverage.push_back(line + (part.all_areas ? "" : " some areas"));
    }
    return {};
  }();
  if (!done) keep_error(loaded, done.error());
  for (const auto& fact : output.facts_) loaded.facts.push_back(fact_line(fact, output.names_));
  for (const auto& reject : output.rejects_)
    loaded.rejects.push_back(reject.error + " " + reject.field + " " + std::to_string(reject.line) + " " +
                             core::shown_whole(reject));
  for (const auto& finding : normaliser->findings())
    loaded.findings.push_back(finding.code + " " + finding.subject + " " + std::to_string(finding.count) + ": " +
                              finding.what);
  loaded.unmet = normaliser->unmet();
  loaded.used = normaliser->used_rows();
  loaded.counts = normaliser->counts();
  loaded.table = output.table_;
  loaded.schema = output.schema_;
  loaded.rows = output.rows_;
  loaded.raw_facts = output.facts_;
  loaded.raw_rejects = output.rejects_;
  return loaded;
}

/// Of one sheet.
inline Loaded load_of(const connectors::registers::Mapping& mapping, Cells rows, const LoadOptions& options = {},
                      const std::string& file = "bilar 2025.xlsx") {
  return load_of(mapping, file, {{file, {{.name = "", .rows = std::move(rows)}}}}, options);
}

}  // namespace sluss::transforms::normalise
