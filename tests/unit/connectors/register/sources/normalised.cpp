#include "tests/unit/connectors/register/sources/normalised.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include "connectors/register/source/extent.h"
#include "connectors/register/source/parts.h"
#include "core/files.h"
#include "core/period.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "transforms/normalise/register/register_normaliser.h"

namespace sluss::connectors::registers {

namespace {

using tests::must;

std::string cell(const core::Column& column, std::size_t row) {
  if (column.is_null(row)) return "~";
  switch (column.spec().type) {
    case core::Type::text:
      return std::string(column.text(row));
    case core::Type::int64:
      return std::to_string(column.values<std::int64_t>()[row]);
    case core::Type::float64:
      return fmt::format("{:g}", column.values<double>()[row]);
    default:
      return "?";
  }
}

class Collected : public transforms::normalise::Output {
 public:
  [[nodiscard]] core::FactNames& names() override { return names_; }

  core::Result<> facts(std::span<const core::Fact> facts) override {
    for (const auto& fact : facts) {
      const auto period = must(core::Period::make(fact.kind, fact.period));
      const auto status = fact.bound == core::Bound::exact ? core::name_of(fact.status) : core::name_of(fact.bound);
      made.facts.push_back(fmt::format("{} {} {} {} {} {}{}", without_origin(names_.indicators.text_of(fact.indicator)),
                                       names_.areas.text_of(fact.area), period.text(), core::code_of(fact.gender),
                                       fact.has_value ? fmt::format("{}", fact.value) : "-", status,
                                       fact.unit == 0 ? "" : " " + without_origin(names_.units.text_of(fact.unit))));
    }
    return {};
  }

  core::Result<> table(const transforms::normalise::TableSpec& table) override {
    made.table = table.name;
    return {};
  }

  core::Result<> rows(const core::Batch& rows) override {
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      std::string line;
      for (std::size_t i = 0; i < rows.columns(); ++i) line += (i == 0 ? "" : "|") + cell(rows[i], row);
      made.rows.push_back(std::move(line));
    }
    return {};
  }

  core::Result<> rejected(core::Reject reject) override {
    made.rejects.push_back(fmt::format("{} {} {}", reject.error, reject.field, core::shown_whole(reject)));
    return {};
  }

  Normalised made;

 private:
  static std::string without_origin(std::string_view id) {
    return std::string(id.substr(id.starts_with("register:") ? 9 : 0));
  }

  core::FactNames names_;
};

std::map<std::string, std::string> codelists() {
  std::map<std::string, std::string> texts;
  for (const auto* id : {"kommuner", "lan", "regioner", "riket"}) {
    std::ifstream file(std::string(SLUSS_SOURCE_DIR) + "/config/codelists/" + id + ".toml");
    texts[id] = {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  return texts;
}

}  // namespace

Normalised normalised(const Mapping& mapping, const std::filesystem::path& path) {
  Collected output;
  const auto normaliser = transforms::normalise::make_register({.origin = "register"}, output);
  const auto name = path.filename().string();
  FilesExtent extent{.mapping = mapping, .file = {.query = "file:" + name, .name = name, .pages = 1}};
  extent.codelists = codelists();
  must(normaliser->begin(extent_text(extent)));
  const tests::TemporaryFolder scratch;
  const auto files = core::real_files();
  const Limits limits;
  const auto opened = must(
      FileParts::open(path, name, {.mapping = mapping, .limits = limits, .files = *files, .scratch = scratch.path()}));
  const Receiver receiver{
      .rows = [&](const Table& table,
                  const core::Batch& batch) { return normaliser->take(stream_of(table), 1, batch); },
      .reject = {}};
  must(locate(mapping, name, opened.parts(), receiver));
  must(normaliser->finish());
  auto made = std::move(output.made);
  for (const auto& finding : normaliser->findings()) made.findings.push_back(finding.code);
  for (const auto& unmet : normaliser->unmet()) made.unmet.push_back(unmet.table + " " + unmet.kind);
  return made;
}

std::vector<std::string> facts_of(const Normalised& made, const std::string& beginning) {
  std::vector<std::string> found;
  std::ranges::copy_if(made.facts, std::back_inserter(found),
                       [&](const std::string& fact) { return fact.starts_with(beginning); });
  std::ranges::sort(found);
  return found;
}

}  // namespace sluss::connectors::registers
