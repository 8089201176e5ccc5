#include "daemon/program/trial_figures.h"

#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/registry.h"
#include "core/identities.h"
#include "core/json.h"
#include "core/period.h"
#include "transforms/normalise/registry.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;

constexpr std::size_t most_figures = 40;
constexpr std::size_t most_rejects = 100;

std::string period_text(const core::Fact& fact) {
  const auto period = core::Period::make(fact.kind, fact.period);
  return period ? period->text() : std::string();
}

}  // namespace

TrialFigures::Made::Key TrialFigures::Made::key_of(const core::Fact& fact) {
  return {fact.indicator,
          fact.area,
          fact.unit,
          static_cast<std::uint32_t>(fact.period),
          static_cast<std::uint32_t>(fact.kind),
          static_cast<std::uint32_t>(fact.gender)};
}

std::size_t TrialFigures::Made::KeyHash::operator()(const Key& key) const {
  return std::hash<std::string_view>()({reinterpret_cast<const char*>(key.data()), sizeof key});
}

TrialFigures::TrialFigures(const connectors::Kind& kind, const std::string& extent,
                           const std::filesystem::path& scratch) {
  const auto make = transforms::normalise::find_normaliser(kind.name);
  if (extent.empty() || make == nullptr) return;
  normaliser_ = make({.origin = std::string(connectors::origin_of(kind, kind.name)),
                      .period_kinds = {},
                      .scratch = {.folder = scratch / "figures"}},
                     made_);
  keep(normaliser_->begin(extent));
}

void TrialFigures::keep(core::Result<> result) {
  if (result || error_) return;
  error_ = std::move(result.error());
  normaliser_.reset();
}

core::Result<> TrialFigures::batch(std::string_view stream, connectors::RawHandle raw, const core::Batch& rows) {
  read_ += static_cast<std::int64_t>(rows.rows());
  if (normaliser_) keep(normaliser_->take(stream, raw.index, rows));
  return {};
}

/// What the file's reader rejects is in the trial's report.
core::Result<> TrialFigures::rejected(core::Reject /*reject*/) {
  return {};
}

core::Result<> TrialFigures::Made::rejected(core::Reject reject) {
  ++refused;
  if (rejects.size() < most_rejects) rejects.push_back(std::move(reject));
  return {};
}

/// Of each measure and level one is shown.
bool TrialFigures::Made::is_first_of_its_kind(const core::Fact& fact) {
  const auto indicator = names_.indicators.text_of(fact.indicator);
  const auto area = names_.areas.text_of(fact.area);
  std::string kind(indicator.substr(0, indicator.find('[')));
  kind += fact.unit != 0       ? " unit"
          : area == "SE"       ? " country"
          : area.contains(':') ? " " + std::string(area.substr(0, area.find(':')))
                               : " area";
  return kinds_.insert(std::move(kind)).second;
}

core::Result<> TrialFigures::Made::facts(std::span<const core::Fact> facts) {
  for (const auto& fact : facts) figures_.insert(key_of(fact));
  for (const auto& fact : facts) {
    if (first.size() == most_figures) break;
    if (!is_first_of_its_kind(fact)) continue;
    first.push_back({.indicator = std::string(names_.indicators.text_of(fact.indicator)),
                     .area = std::string(names_.areas.text_of(fact.area)),
                     .unit = std::string(names_.units.text_of(fact.unit)),
                     .gender = std::string(core::code_of(fact.gender)),
                     .period = period_text(fact),
                     .value = fact.has_value ? fmt::format("{}", fact.value) : std::string(),
                     .status = std::string(core::name_of(fact.status)),
                     .bound = std::string(core::name_of(fact.bound))});
  }
  return {};
}

core::Result<> TrialFigures::Made::table(const transforms::normalise::TableSpec& table) {
  name = table.name;
  return {};
}

core::Result<> TrialFigures::Made::rows(const core::Batch& rows) {
  kept += static_cast<std::int64_t>(rows.rows());
  return {};
}

void TrialFigures::finish() {
  if (!normaliser_) return;
  auto dimensions = normaliser_->finish();
  if (!dimensions) return keep(std::unexpected(dimensions.error()));
  findings_ = normaliser_->findings();
  unmet_ = normaliser_->unmet();
  used_ = normaliser_->used_rows();
  if (made_.name.empty()) selected_ = normaliser_->counts().read;
  for (auto& finding : dimensions->findings) findings_.push_back(std::move(finding));
}

std::string TrialFigures::report() {
  finish();
  auto first = json::array();
  for (const auto& one : made_.first) {
    first.push_back({{"indicator", one.indicator},
                     {"area", one.area},
                     {"unit", one.unit},
                     {"gender", one.gender},
                     {"period", one.period},
                     {"value", one.value},
                     {"status", one.status},
                     {"bound", one.bound}});
  }
  auto rejects = json::array();
  for (const auto& one : made_.rejects) {
    rejects.push_back({{"code", one.error},
                       {"field", one.field},
                       {"row", one.line},
                       {"shown", core::without_identities(core::shown_whole(one))}});
  }
  auto findings = json::array();
  for (const auto& one : findings_) {
    findings.push_back({{"code", one.code},
                        {"severity", core::name_of(one.severity)},
                        {"what", one.what},
                        {"remedy", one.remedy},
                        {"count", one.count}});
  }
  auto unmet = json::array();
  for (const auto& one : unmet_) {
    auto rows = json::array();
    for (const auto& row : one.rows) {
      rows.push_back({{"file", row.file},
                      {"sheet", row.sheet},
                      {"row", row.row == 0 ? json() : json(row.row)},
                      {"column", row.column},
                      {"shown", row.shown},
                      {"expected", row.expected}});
    }
    unmet.push_back({{"table", one.table},
                     {"kind", one.kind},
                     {"column", one.column},
                     {"level", one.level},
                     {"expected", one.expected},
                     {"found", one.found},
                     {"count", one.count},
                     {"expectation", one.expectation},
                     {"outcome", one.outcome},
                     {"rows", std::move(rows)}});
  }
  auto used = json::array();
  for (const auto& one : used_) {
    used.push_back({{"table", one.table},
                    {"level", one.level},
                    {"rows", one.rows},
                    {"figures", one.figures ? json(*one.figures) : json()}});
  }
  auto errors = json::array();
  if (error_) errors.push_back({{"code", error_->code}, {"what", error_->what}, {"remedy", error_->remedy}});
  return core::json_text(json{{"read", read_},
                              {"selected", selected_ ? json(*selected_) : json()},
                              {"given", made_.given()},
                              {"rejected", made_.refused},
                              {"table", made_.name.empty() ? json() : json("extract." + made_.name)},
                              {"first", std::move(first)},
                              {"rejects", std::move(rejects)},
                              {"findings", std::move(findings)},
                              {"unmet", std::move(unmet)},
                              {"used", std::move(used)},
                              {"errors", std::move(errors)}});
}

bool TrialFigures::loads() const {
  return !error_ && made_.given() > 0 && unmet_.empty();
}

}  // namespace sluss::daemon::program
