// When each source was last read.
#include <utility>

#include "cells.h"
#include "core/text.h"
#include "warehouse/ledger_checks.h"

namespace sluss::warehouse::ledger {
namespace {

/// The same as in the models of transforms/models.
std::string queried_sql(const std::string& ids) {
  return "with runs as (select r.run_id, r.job, r.origin, r.started_at from meta.run r join meta.run_stream s on "
         "s.run_id = r.run_id and s.stream = " +
         core::sql_text(observation_stream) +
         " where r.cause = 'run' and r.status in ('done', 'unchanged', 'held')), last_runs as (select job, origin, "
         "max(started_at) as at_utc from runs group by job, origin), wanted as (select * from (values " +
         ids +
         ") as v(indicator_id)), asked as (select w.indicator_id, l.at_utc from wanted w join session.job_indicator j "
         "on j.indicator_id = w.indicator_id or j.indicator_id is null join last_runs l on l.job = j.job and l.origin "
         "= split_part(w.indicator_id, ':', 1) union all select w.indicator_id, r.started_at from wanted w join "
         "core.observation_open o on o.indicator_id = w.indicator_id and o.ou_id is null join session.municipality m "
         "on m.area_id = o.area_id join runs r on r.run_id = o.run_id) select indicator_id, " +
         micros_of("max(at_utc)") + " from asked group by indicator_id";
}

}  // namespace

core::Result<std::vector<Check>> last_checks(Reader& reader) {
  return list(reader,
              "select s.stream, r.origin, r.job, " + micros_of("max(r.recorded_at)") +
                  " from meta.run r join meta.run_stream s on s.run_id = r.run_id where r.cause = 'run' and (s.stream "
                  "= " +
                  core::sql_text(observation_stream) +
                  " or s.stream like 'extract.%') group by s.stream, r.origin, r.job order by s.stream, r.origin, "
                  "r.job",
              [](Cells& cells) {
                return Check{
                    .stream = cells.text(), .origin = cells.text(), .job = cells.text(), .at = cells.instant()};
              });
}

core::Result<std::map<std::string, core::Instant>> last_queried(Reader& reader,
                                                                const std::vector<std::string>& indicators) {
  std::map<std::string, core::Instant> moments;
  if (indicators.empty()) return moments;
  std::string ids;
  for (const auto& id : indicators) ids += (ids.empty() ? "(" : ", (") + core::sql_text(id) + ")";
  auto queried = SLUSS_TRY(list(reader, queried_sql(ids), [](Cells& cells) {
    auto id = cells.text();
    return std::pair(std::move(id), cells.instant());
  }));
  for (auto& one : queried) moments.insert(std::move(one));
  return moments;
}

}  // namespace sluss::warehouse::ledger
