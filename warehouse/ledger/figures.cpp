// Figures: their versions, where they came from, what a run brought of them.
#include <algorithm>
#include <string_view>

#include "cells.h"
#include "core/text.h"
#include "warehouse/ledger.h"

namespace sluss::warehouse::ledger {
namespace {

std::string lineage_sql(const FigureKey& key) {
  std::string sql =
      "select o.gender, o.ou_id, o.value, o.bound, o.status, o.count, " + micros_of("o.recorded_from") + ", " +
      micros_of("o.recorded_to") + ", o.run_id, r.run_id, r.job, r.cause, " + micros_of("r.started_at") +
      ", r.details, o.raw_sha256, w.raw_index, w.query, w.request, w.page, " + micros_of("w.fetched_at") +
      ", w.segment "
      "from core.observation o left join meta.run r on r.run_id = o.run_id "
      "left join (select run_id, sha256, min(raw_index) as raw_index from meta.raw_object group by run_id, sha256) f "
      "on f.run_id = o.run_id and f.sha256 = o.raw_sha256 "
      "left join meta.raw_object w on w.run_id = f.run_id and w.raw_index = f.raw_index "
      "where o.indicator_id = " +
      core::sql_text(key.indicator) + " and o.area_id = " + core::sql_text(key.area) +
      " and o.period = " + std::to_string(key.period);
  if (key.kind) sql += " and o.period_kind = " + core::sql_text(core::name_of(*key.kind));
  if (key.gender) sql += " and o.gender = " + core::sql_text(core::code_of(*key.gender));
  return sql + " order by o.ou_id nulls first, o.gender, o.recorded_from limit 10000";
}

Version version_of(Cells& cells) {
  Version version{.gender = cells.gender(),
                  .unit = cells.maybe_text(),
                  .value = cells.maybe_real(),
                  .bound = cells.bound(),
                  .status = cells.status(),
                  .count = cells.maybe_number(),
                  .recorded_from = cells.instant(),
                  .recorded_to = cells.maybe_instant(),
                  .run = cells.run()};
  const bool known = cells.maybe_run().has_value();
  Version::RunInfo by{
      .job = cells.text(), .cause = cells.text(), .started_at = cells.instant(), .details = cells.text()};
  if (known) version.by = std::move(by);
  version.sha256 = cells.maybe_text();
  const auto index = cells.maybe_number();
  Version::RawInfo raw{.index = index.value_or(0),
                       .query = cells.text(),
                       .request = cells.text(),
                       .page = cells.number(),
                       .fetched_at = cells.instant(),
                       .segment = cells.text()};
  if (index) version.raw = std::move(raw);
  return version;
}

/// Versions that the run opened; what each replaced; and the year before.
std::string figures_sql(core::RunId run) {
  return "with fresh as (select o.* from core.observation o join session.municipality m on m.area_id = o.area_id "
         "where o.run_id = " +
         std::to_string(run.value) +
         " and o.gender = 'T' and o.ou_id is null) "
         "select f.indicator_id, coalesce(i.short_name, n.title), f.period, f.period_kind, i.measure, i.decimals, "
         "f.value, f.bound, f.status, old.indicator_id is not null, old.value, old.bound, earlier.value, earlier.bound "
         "from fresh f "
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

NewFigure figure_of(Cells& cells) {
  NewFigure figure{.indicator = cells.text(),
                   .title = cells.maybe_text(),
                   .period = static_cast<std::int32_t>(cells.number()),
                   .kind = core::period_kind(cells.text()),
                   .measure = cells.text()};
  if (const auto decimals = cells.maybe_number()) figure.decimals = static_cast<int>(*decimals);
  figure.value = cells.maybe_real();
  figure.bound = cells.bound();
  figure.status = cells.status();
  figure.revised = cells.flag();
  figure.old = cells.maybe_real();
  figure.old_bound = cells.bound();
  figure.earlier = cells.maybe_real();
  figure.earlier_bound = cells.bound();
  return figure;
}

/// As the datasets have it: the publisher of a file's figures, else the source's own.
std::string attributions_sql(core::RunId run) {
  return "select distinct coalesce(p.attribution, s.attribution) as attribution from core.observation o "
         "join session.municipality m on m.area_id = o.area_id "
         "left join session.source p on p.origin = split_part(o.indicator_id, '.', 1) "
         "left join session.source s on s.origin = split_part(o.indicator_id, ':', 1) "
         "where o.run_id = " +
         std::to_string(run.value) +
         " and o.gender = 'T' and o.ou_id is null and coalesce(p.attribution, s.attribution) is not null "
         "order by attribution limit 4";
}

/// "Källa: Kolada; SPF Seniorerna", three at most.
std::string joined(const std::vector<std::string>& attributions) {
  constexpr std::size_t most = 3;
  constexpr std::string_view begin = "Källa: ";
  std::string text;
  for (std::size_t i = 0; i < std::min(attributions.size(), most); ++i) {
    std::string_view one = attributions[i];
    if (i > 0 && one.starts_with(begin)) one.remove_prefix(begin.size());
    text += (i == 0 ? "" : "; ") + std::string(one);
  }
  return attributions.size() > most ? text + " med flera" : text;
}

std::string removed_sql(core::RunId run) {
  return "select count(*) from core.observation o join session.municipality m on m.area_id = o.area_id "
         "where o.recorded_to = (select recorded_at from meta.run" +
         of_run(run) +
         ") and o.gender = 'T' and o.ou_id is null and not exists (select 1 from core.observation_open s where "
         "s.indicator_id = o.indicator_id and s.area_id = o.area_id and s.ou_id is null and s.gender = 'T' and "
         "s.period = o.period and s.period_kind = o.period_kind)";
}

core::Result<std::optional<News>> run_of_news(Reader& reader, core::RunId run, FirstLoad first_load) {
  static const std::string later =
      " and exists (select 1 from meta.run b where b.job = r.job and b.run_id < r.run_id and b.cause = 'run')";
  return first(
      reader,
      "select job, " + micros_of("recorded_at") +
          ", origin, (select max(s.attribution) from session.source s where s.origin = r.origin) from meta.run r" +
          of_run(run) + (first_load == FirstLoad::is_news ? std::string() : later),
      [](Cells& cells) {
        return News{
            .job = cells.text(), .recorded_at = cells.instant(), .origin = cells.text(), .attribution = cells.text()};
      });
}

}  // namespace

core::Result<std::int64_t> open_versions(Reader& reader) {
  return number(reader,
                "select count(*) from " + std::string(stored_versions) + " where recorded_to = timestamp 'infinity'");
}

core::Result<std::vector<Version>> lineage(Reader& reader, const FigureKey& key) {
  return list(reader, lineage_sql(key), version_of);
}

core::Result<std::optional<News>> news(Reader& reader, core::RunId run, FirstLoad first_load) {
  auto news = SLUSS_TRY(run_of_news(reader, run, first_load));
  if (!news) return news;
  news->figures = SLUSS_TRY(list(reader, figures_sql(run), figure_of));
  news->removed = SLUSS_TRY(number(reader, removed_sql(run)));
  if (news->figures.empty() && news->removed == 0) return std::optional<News>();
  const auto quoted = SLUSS_TRY(list(reader, attributions_sql(run), [](Cells& cells) { return cells.text(); }));
  if (!quoted.empty()) news->attribution = joined(quoted);
  news->indicators = SLUSS_TRY(number(reader,
                                      "select count(distinct o.indicator_id) from core.observation_open o join "
                                      "session.municipality m on m.area_id = o.area_id where o.ou_id is null"));
  return news;
}

core::Result<std::vector<Definition>> definitions(Reader& reader, std::string_view origin) {
  return list(reader,
              "select indicator_id, measure, by_gender from core.indicator_open where title is not null and source = " +
                  core::sql_text(origin),
              [](Cells& cells) {
                return Definition{
                    .indicator = cells.text(), .measure = cells.maybe_text(), .by_gender = cells.maybe_flag()};
              });
}

core::Result<std::map<std::string, std::string>> area_titles(Reader& reader, std::span<const std::string> areas) {
  std::string names;
  for (const auto& area : areas) names += (names.empty() ? "" : ", ") + core::sql_text(area);
  std::map<std::string, std::string> titles;
  if (names.empty()) return titles;
  auto found = SLUSS_TRY(
      list(reader, "select area_id, title from core.area_open where area_id in (" + names + ") and title is not null",
           [](Cells& cells) { return std::pair<std::string, std::string>{cells.text(), cells.text()}; }));
  for (auto& [area, title] : found) titles.emplace(std::move(area), std::move(title));
  return titles;
}

}  // namespace sluss::warehouse::ledger
