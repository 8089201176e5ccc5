#include "daemon/service/new_figures.h"

#include <set>

#include "connectors/registry.h"
#include "core/period.h"

namespace sluss::daemon::service {
namespace {

using Row = std::vector<std::optional<std::string>>;

std::int64_t number(const std::optional<std::string>& text) {
  return text ? std::stoll(*text) : 0;
}

std::optional<double> real(const std::optional<std::string>& text) {
  return text ? std::optional(std::stod(*text)) : std::nullopt;
}

std::string swedish_status(const std::string& status) {
  if (status == "suppressed") return "skyddad";
  if (status == "not_applicable") return "ej tillämpligt";
  if (status == "not_collected") return "ej insamlad";
  if (status == "not_introduced") return "ej införd";
  if (status == "contradictory") return "motsägelsefull";
  return "saknas";
}

std::string period_text(const Row& row) {
  const auto kind = core::period_kind(row[3].value_or(""));
  const auto code = static_cast<std::int32_t>(number(row[2]));
  if (const auto period = kind ? core::Period::make(*kind, code) : core::Result<core::Period>(core::fail({}, "", "")))
    return period->text();
  return std::to_string(code);
}

notify::Figure figure_of(const Row& row) {
  notify::Figure figure;
  figure.indicator = row[0].value_or("");
  figure.title = row[1].value_or(figure.indicator);
  figure.period = period_text(row);
  figure.measure = row[4].value_or("");
  if (row[5]) figure.decimals = static_cast<int>(number(row[5]));
  figure.value = real(row[6]);
  if (!figure.value) figure.status = swedish_status(row[7].value_or(""));
  figure.revised = row[8].value_or("") == "true";
  figure.before = figure.revised ? real(row[9]) : real(row[10]);
  return figure;
}

/// Versions that the run opened; what each replaced; and the year before.
std::string figures_sql(const std::string& run) {
  return "with fresh as (select o.* from core.observation o join session.municipality m on m.area_id = o.area_id "
         "where o.run_id = " +
         run +
         " and o.gender = 'T' and o.ou_id is null) "
         "select f.indicator_id, coalesce(i.short_name, n.title), f.period, f.period_kind, i.measure, i.decimals, "
         "f.value, f.status, old.indicator_id is not null, old.value, earlier.value from fresh f "
         "left join core.observation old on old.indicator_id = f.indicator_id and old.area_id = f.area_id and "
         "old.ou_id is null and old.gender = 'T' and old.period = f.period and old.period_kind = f.period_kind and "
         "old.recorded_to = f.recorded_from "
         "left join core.observation_open earlier on earlier.indicator_id = f.indicator_id and earlier.area_id = "
         "f.area_id and earlier.ou_id is null and earlier.gender = 'T' and earlier.period_kind = f.period_kind and "
         "earlier.period = f.period - case f.period_kind when 'month' then 100 when 'week' then 100 when "
         "'year_to_date' then 100 when 'half' then 10 when 'tertial' then 10 when 'quarter' then 10 else 1 end and "
         "f.period_kind not in ('day', 'window') "
         "left join session.indicator i on i.indicator_id = f.indicator_id "
         "left join core.indicator_open n on n.indicator_id = f.indicator_id "
         "order by f.indicator_id, f.period limit 5000";
}

std::string removed_sql(const std::string& recorded_at) {
  return "select count(*) from core.observation o join session.municipality m on m.area_id = o.area_id "
         "where epoch_us(o.recorded_to) = " +
         recorded_at +
         " and o.gender = 'T' and o.ou_id is null and not exists (select 1 from core.observation_open s where "
         "s.indicator_id = o.indicator_id and s.area_id = o.area_id and s.ou_id is null and s.gender = 'T' and "
         "s.period = o.period and s.period_kind = o.period_kind)";
}

}  // namespace

core::Result<std::optional<notify::NewFigures>> new_figures(Installation& installation, core::RunId run) {
  const auto id = std::to_string(run.value);
  SLUSS_ASSIGN(const auto reader, installation.reader(true));
  SLUSS_ASSIGN(const auto runs,
               reader->rows("select job, epoch_us(recorded_at), origin, exists (select 1 from meta.run b where b.job = "
                            "r.job and b.run_id < r.run_id and b.cause = 'run') from meta.run r where run_id = " +
                            id));
  if (runs.empty() || runs.front()[3].value_or("") != "true") return std::nullopt;
  notify::NewFigures news;
  news.job = runs.front()[0].value_or("");
  news.run = run.value;
  news.recorded_at = {number(runs.front()[1])};
  if (const auto* kind = connectors::kind_of_origin(runs.front()[2].value_or(""))) news.attribution = kind->attribution;
  SLUSS_ASSIGN(const auto rows, reader->rows(figures_sql(id)));
  for (const auto& row : rows) news.figures.push_back(figure_of(row));
  SLUSS_ASSIGN(const auto removed, reader->rows(removed_sql(runs.front()[1].value_or("0"))));
  if (!removed.empty()) news.removed = number(removed.front().front());
  if (news.figures.empty() && news.removed == 0) return std::nullopt;
  SLUSS_ASSIGN(const auto selected,
               reader->rows("select count(distinct o.indicator_id) from core.observation_open o join "
                            "session.municipality m on m.area_id = o.area_id where o.ou_id is null"));
  if (!selected.empty()) news.selected = number(selected.front().front());
  return news;
}

}  // namespace sluss::daemon::service
