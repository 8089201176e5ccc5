#include "daemon/serve/api/waiting_parts.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <ranges>
#include <set>

#include "connectors/file_words.h"
#include "core/finding.h"
#include "core/period.h"
#include "warehouse/ledger.h"
#include "warehouse/ledger_held.h"

namespace sluss::daemon::api {

namespace ledger = warehouse::ledger;

namespace {

std::string period_text(const std::string& kind, std::int32_t code) {
  const auto known = core::period_kind(kind);
  if (known) {
    if (const auto period = core::Period::make(*known, code)) return period->text();
  }
  return std::to_string(code);
}

}  // namespace

core::Result<std::map<core::RunId, std::vector<std::string>>> files_of(warehouse::Reader& reader,
                                                                       std::span<const core::RunId> runs) {
  constexpr std::array codes{connectors::file_read, connectors::file_older, connectors::file_same};
  const auto findings = SLUSS_TRY(ledger::findings_of_runs(reader, runs, codes));
  std::map<core::RunId, std::vector<std::string>> files;
  for (const auto& [run, of_run] : findings) {
    for (const auto& finding : of_run) {
      // As information: several that stay where they are, told of together.
      if (finding.code == connectors::file_older && finding.severity == core::Severity::info) continue;
      auto& names = files[run];
      if (std::ranges::find(names, finding.subject) == names.end()) names.push_back(finding.subject);
    }
  }
  return files;
}

core::Result<std::string> file_of(warehouse::Reader& reader, core::RunId run) {
  const auto findings = SLUSS_TRY(ledger::findings(reader, run));
  const auto read = std::ranges::find(findings, connectors::file_read, &core::Finding::code);
  return read == findings.end() ? std::string() : read->subject;
}

core::Result<WaitingParts> read_waiting_parts(warehouse::Reader& reader, std::optional<core::RunId> run) {
  const auto found = SLUSS_TRY(ledger::waiting_parts(reader, run));
  WaitingParts all;
  std::map<core::RunId, std::string> files;
  for (const auto& one : found) {
    const auto [file, is_new] = files.try_emplace(one.of);
    if (is_new) file->second = SLUSS_TRY(file_of(reader, one.of));
    auto& parts = all[{one.run, one.series}];
    if (parts.empty() || parts.back().run != one.of)
      parts.push_back({.run = one.of, .file = file->second, .periods = {}, .rows = 0});
    parts.back().periods.push_back(period_text(one.period_kind, one.period));
    parts.back().rows += one.rows;
  }
  return all;
}

nlohmann::json parts_json(const std::vector<WaitingPart>& parts) {
  auto list = nlohmann::json::array();
  for (const auto& part : parts)
    list.push_back({{"run", part.run.value}, {"file", part.file}, {"periods", part.periods}, {"rows", part.rows}});
  return list;
}

std::vector<WaitingPart> sum_of(const std::vector<std::vector<WaitingPart>>& series) {
  std::map<core::RunId, WaitingPart> sums;
  std::map<core::RunId, std::set<std::string>> periods;
  for (const auto& part : series | std::views::join) {
    auto& sum = sums[part.run];
    sum.run = part.run;
    sum.file = part.file;
    sum.rows += part.rows;
    periods[part.run].insert(part.periods.begin(), part.periods.end());
  }
  std::vector<WaitingPart> list;
  for (auto& [run, sum] : sums) {
    sum.periods.assign(periods[run].begin(), periods[run].end());
    list.push_back(std::move(sum));
  }
  return list;
}

}  // namespace sluss::daemon::api
