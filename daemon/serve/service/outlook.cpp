#include "daemon/serve/service/outlook.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/swedish_words.h"
#include "core/text.h"
#include "daemon/serve/api/evidence.h"
#include "daemon/serve/api/waiting_parts.h"
#include "daemon/serve/service/new_figures.h"
#include "daemon/settings/kinds.h"
#include "warehouse/ledger.h"
#include "warehouse/ledger_held.h"

namespace sluss::daemon::serve {

namespace ledger = warehouse::ledger;

namespace {

constexpr std::size_t most_titles = 20;
constexpr std::int64_t most_held = 1000;
constexpr std::size_t most_why = 20;
constexpr std::int64_t most_outcomes = 100;
constexpr std::size_t most_rejects = 20;

using Rows = std::vector<std::vector<std::optional<std::string>>>;

/// The series of a load that is held as a whole have the same reasons.
void add_why(HeldRun& run, const api::Evidence& evidence) {
  for (const auto& unmet : evidence.unmet) {
    auto sentence = core::words_of(unmet);
    if (run.why.size() < most_why && std::ranges::find(run.why, sentence) == run.why.end())
      run.why.push_back(std::move(sentence));
  }
}

core::Result<> read_held(warehouse::Reader& reader, Outlook& outlook) {
  auto waiting = SLUSS_TRY(ledger::waiting(reader, ledger::HeldOrder::by_run, most_held));
  for (auto& held : waiting) {
    add_why(outlook.held_runs[held.run.value], api::parse_evidence(held.series.evidence));
    outlook.held.push_back({held.run.value, std::move(held.job), std::move(held.source), std::move(held.series.series),
                            std::move(held.title), std::move(held.series.gate), held.recorded_at});
  }
  std::map<std::int64_t, std::vector<std::vector<api::WaitingPart>>> parts;
  auto waiting_parts = SLUSS_TRY(api::read_waiting_parts(reader));
  for (auto& [with, of_series] : waiting_parts) parts[with.first.value].push_back(std::move(of_series));
  for (auto& [run, of_run] : parts) {
    const auto known = outlook.held_runs.find(run);
    if (known == outlook.held_runs.end()) continue;
    for (auto& part : api::sum_of(of_run))
      known->second.rows.push_back({part.run.value, std::move(part.file), std::move(part.periods), part.rows});
  }
  for (auto& [run, known] : outlook.held_runs) {
    known.file = SLUSS_TRY(file_of_run(reader, {run}));
    if (known.file && known.file->name.empty()) known.file.reset();
    if (known.file && known.file->rejects.size() > most_rejects) known.file->rejects.resize(most_rejects);
  }
  std::erase_if(outlook.held_runs,
                [](const auto& one) { return !one.second.file && one.second.why.empty() && one.second.rows.empty(); });
  const auto outcomes = SLUSS_TRY(ledger::held_outcomes(reader, most_outcomes));
  std::map<core::RunId, std::string> files;
  for (const auto& one : outcomes) {
    outlook.outcomes.push_back({.run = one.of.value,
                                .job = one.job,
                                .became = one.became,
                                .with = one.with.value,
                                .rows = one.rows,
                                .now = one.now});
    if (one.became != "replaced") continue;
    const auto [known, is_new] = files.try_emplace(one.with);
    if (is_new) known->second = SLUSS_TRY(api::file_of(reader, one.with));
    outlook.outcomes.back().file = known->second;
  }
  return {};
}

core::Result<> read_datasets(warehouse::Reader& reader, Outlook& outlook) {
  const auto models = SLUSS_TRY(ledger::models(reader));
  for (const auto& model : models)
    outlook.datasets.push_back({model.name, model.refreshed_at.value_or(core::Instant{}), model.stale});
  return {};
}

core::Result<> read_runs(warehouse::Reader& reader, Outlook& outlook) {
  const auto last = SLUSS_TRY(ledger::last_of_each_job(reader));
  std::set<core::RunId> numbers;
  for (const auto& run : last) {
    outlook.began[run.job] = run.began;
    numbers.insert(run.run);
  }
  const auto records = SLUSS_TRY(ledger::runs_of(reader, numbers));
  for (const auto& record : records) outlook.rejected[record.job] = record.rows.rejected;
  outlook.open_versions = SLUSS_TRY(ledger::open_versions(reader));
  return {};
}

/// Which indicators a job may be waiting for: those that it names; empty: all.
core::Result<std::set<std::string>> named_by(const settings::Settings& settings, const settings::Job& job) {
  const auto interest = SLUSS_TRY(settings::interest_of(settings, job));
  if (interest.more) return std::set<std::string>{};
  return std::set<std::string>(interest.indicators.begin(), interest.indicators.end());
}

core::Result<> read_awaited(run::Workplace& workplace, Outlook& outlook) {
  const auto& settings = workplace.settings();
  if (std::ranges::none_of(settings.jobs, [](const settings::Job& job) { return job.on_publication(); })) return {};
  const auto reader = SLUSS_TRY(workplace.reader(true));
  const Rows rows =
      SLUSS_TRY(reader->rows("select nyckeltal_id, coalesce(kort_namn, nyckeltal, nyckeltal_id), period, "
                             "vantad_dag::varchar from mart.publiceringskalender where forst_sedd is null and "
                             "status <> " +
                             core::sql_text(core::swedish_status::unchanged) +
                             " and vantad_dag is not null order by vantad_dag, nyckeltal_id"));
  for (const auto& job : settings.jobs) {
    if (!job.on_publication()) continue;
    const auto named = SLUSS_TRY(named_by(settings, job));
    auto& awaited = outlook.awaited[job.name];
    for (const auto& row : rows) {
      if (!named.empty() && !named.contains(row[0].value_or(""))) continue;
      const auto day = core::parse_day(row[3].value_or(""));
      if (!day) continue;
      if (awaited.empty() || awaited.back().day != *day) awaited.push_back({*day, 0, {}});
      auto& of_day = awaited.back();
      ++of_day.count;
      if (of_day.titles.size() < most_titles) of_day.titles.push_back(row[1].value_or("") + " " + row[2].value_or(""));
    }
  }
  return {};
}

}  // namespace

core::Result<Outlook> read_outlook(run::Workplace& workplace) {
  Outlook outlook;
  outlook.generation = workplace.warehouse().revision().token;
  if (!workplace.has_warehouse()) return outlook;
  {
    const auto reader = SLUSS_TRY(workplace.reader(false));
    SLUSS_TRY(read_held(*reader, outlook));
    SLUSS_TRY(read_datasets(*reader, outlook));
    SLUSS_TRY(read_runs(*reader, outlook));
  }
  SLUSS_TRY(read_awaited(workplace, outlook));
  return outlook;
}

}  // namespace sluss::daemon::serve
