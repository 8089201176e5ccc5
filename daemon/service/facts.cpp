#include "daemon/service/facts.h"

#include <algorithm>
#include <set>

#include "daemon/settings/kinds.h"

namespace sluss::daemon::service {
namespace {

constexpr std::size_t most_titles = 20;

using Rows = std::vector<std::vector<std::optional<std::string>>>;

std::int64_t number(const std::optional<std::string>& text) {
  return text ? std::stoll(*text) : 0;
}

core::Result<> read_held(warehouse::Reader& reader, Facts& facts) {
  SLUSS_ASSIGN(const Rows rows,
               reader.rows("select h.run_id, r.job, r.source, h.series, coalesce(i.title, h.series), h.gate "
                           "from meta.held_series h join meta.run r on r.run_id = h.run_id "
                           "left join core.indicator_open i on i.indicator_id = h.series "
                           "where h.state = 'waiting' order by h.run_id, h.series limit 1000"));
  for (const auto& row : rows) {
    facts.held.push_back({number(row[0]), row[1].value_or(""), row[2].value_or(""), row[3].value_or(""),
                          row[4].value_or(""), row[5].value_or("")});
  }
  return {};
}

core::Result<> read_datasets(warehouse::Reader& reader, Facts& facts) {
  SLUSS_ASSIGN(const Rows rows,
               reader.rows("select m.name, epoch_us(r.recorded_at), m.dirty_since_run is not null "
                           "from meta.model m left join meta.run r on r.run_id = m.refreshed_run order by m.name"));
  for (const auto& row : rows) {
    facts.datasets.push_back({row[0].value_or(""), {number(row[1])}, row[2].value_or("") == "true"});
  }
  return {};
}

/// Which indicators a job may be waiting for: those that it names; empty: all.
core::Result<std::set<std::string>> named_by(const settings::Settings& settings, const settings::Job& job) {
  SLUSS_ASSIGN(const auto interest, settings::interest_of(settings, job));
  if (interest.more) return std::set<std::string>{};
  return std::set<std::string>(interest.indicators.begin(), interest.indicators.end());
}

core::Result<> read_awaited(Installation& installation, Facts& facts) {
  const auto& settings = installation.settings;
  if (std::ranges::none_of(settings.jobs, [](const settings::Job& job) { return !job.on.empty(); })) return {};
  SLUSS_ASSIGN(const auto reader, installation.reader(true));
  SLUSS_ASSIGN(const Rows rows,
               reader->rows("select nyckeltal_id, coalesce(kort_namn, nyckeltal, nyckeltal_id), period, "
                            "vantad_dag::varchar from mart.publiceringskalender where forst_sedd is null and "
                            "status <> 'oförändrad' and vantad_dag is not null order by vantad_dag, nyckeltal_id"));
  for (const auto& job : settings.jobs) {
    if (job.on.empty()) continue;
    SLUSS_ASSIGN(const auto named, named_by(settings, job));
    auto& awaited = facts.awaited[job.name];
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

core::Result<Facts> read_facts(Installation& installation) {
  Facts facts;
  facts.generation = installation.place.warehouse().revision().token;
  if (!installation.has_warehouse()) return facts;
  {
    SLUSS_ASSIGN(const auto reader, installation.reader(false));
    SLUSS_TRY(read_held(*reader, facts));
    SLUSS_TRY(read_datasets(*reader, facts));
    SLUSS_ASSIGN(const Rows began,
                 reader->rows("select job, max(epoch_us(started_at)) from meta.run where cause = 'run' group by job"));
    for (const auto& row : began) facts.began[row[0].value_or("")] = {number(row[1])};
    SLUSS_ASSIGN(const Rows open, reader->rows("select open_after from meta.run order by run_id desc limit 1"));
    if (!open.empty()) facts.open_versions = number(open.front().front());
  }
  SLUSS_TRY(read_awaited(installation, facts));
  return facts;
}

}  // namespace sluss::daemon::service
