#include "daemon/serve/pages/read_views.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "connectors/file_facts.h"
#include "connectors/file_words.h"
#include "connectors/registry.h"
#include "core/swedish_words.h"
#include "core/text.h"
#include "daemon/serve/api/dataset_age.h"
#include "daemon/serve/api/dataset_held.h"
#include "daemon/settings/folders.h"
#include "warehouse/ledger.h"
#include "warehouse/ledger_checks.h"
#include "warehouse/ledger_held.h"

namespace sluss::daemon::pages {

namespace ledger = warehouse::ledger;

namespace {

constexpr std::int64_t most_waiting = 10'000;
constexpr std::int64_t most_of_an_area = 50;
constexpr const char* country = "SE";

/// A cell of a prepared dataset.
std::string text(const std::optional<std::string>& cell) {
  return cell.value_or("");
}

/// As people call them.
std::vector<SourceView> sources_of(const api::DatasetAge& age) {
  constexpr std::string_view tables = "extract.";
  std::vector<SourceView> list;
  for (const auto& source : age.sources) {
    std::string name = source.source;
    if (name.starts_with(tables))
      name = "tabellen " + name.substr(tables.size());
    else if (const auto* kind = connectors::kind_of_origin(name))
      name = kind->title;
    SourceView view{.name = std::move(name), .checked = source.checked};
    if (source.job_ages.size() > 1) {
      for (const auto& job : source.job_ages)
        view.jobs.push_back({.job = job.job, .scheduled = job.scheduled, .checked = job.checked});
      view.by = source.by;
    }
    list.push_back(std::move(view));
  }
  return list;
}

HeldSeriesView view_of(ledger::HeldEntry&& held) {
  HeldSeriesView view{.run = held.run,
                      .at = held.recorded_at,
                      .title = std::move(held.title),
                      .series = std::move(held.series),
                      .state = std::move(held.state),
                      .decided_by = held.decided_by,
                      .decided_at = held.decided_at,
                      .evidence = {},
                      .moved_to = held.moved_to,
                      .waited_rows = held.waited_rows};
  view.evidence = api::parse_evidence(view.series.evidence);
  return view;
}

std::vector<HeldSeriesView> views_of(std::vector<ledger::HeldEntry>&& all) {
  std::vector<HeldSeriesView> list;
  list.reserve(all.size());
  for (auto& held : all) list.push_back(view_of(std::move(held)));
  return list;
}

/// The file that each of these runs read, and what it lacks.
core::Result<> name_files(warehouse::Reader& reader, std::vector<HeldSeriesView>& all) {
  struct File {
    std::string name;
    std::string own;
  };
  std::map<core::RunId, File> files;
  for (auto& held : all) {
    const auto [known, is_new] = files.try_emplace(held.run);
    auto& file = known->second;
    if (is_new) {
      file.name = SLUSS_TRY(api::file_of(reader, held.run));
      if (!file.name.empty()) {
        const auto findings = SLUSS_TRY(ledger::findings(reader, held.run));
        file.own = connectors::file_facts(findings).own;
      }
    }
    held.file = file.name;
    held.own = file.own;
  }
  return {};
}

/// Whose rows wait with them. Of one run, or of all.
core::Result<> add_parts(warehouse::Reader& reader, std::optional<core::RunId> run, std::vector<HeldSeriesView>& all) {
  const auto parts = SLUSS_TRY(api::read_waiting_parts(reader, run));
  for (auto& held : all)
    if (const auto found = parts.find({held.run, held.series.series}); found != parts.end()) held.parts = found->second;
  return {};
}

core::Result<std::vector<PublicationView>> read_publications(warehouse::Reader& reader, const std::string& rest) {
  const auto rows =
      SLUSS_TRY(reader.rows("select coalesce(kort_namn, nyckeltal_id), nyckeltal_id, period, publicering, vantad_dag, "
                            "vecka, status, forst_sedd, coalesce(dagar_sen, 0) from mart.publiceringskalender where " +
                            rest));
  std::vector<PublicationView> list;
  for (const auto& row : rows) {
    PublicationView one{.title = text(row[0]),
                        .indicator = text(row[1]),
                        .period = text(row[2]),
                        .kind = text(row[3]),
                        .day = {},
                        .week = text(row[5]),
                        .status = text(row[6]),
                        .came = {},
                        .days_late = core::whole_number(row[8])};
    one.day = SLUSS_TRY(core::parse_day(text(row[4])));
    if (row[7]) {
      one.came = SLUSS_TRY(core::parse_day(*row[7]));
    }
    list.push_back(std::move(one));
  }
  return list;
}

std::vector<PublicationView>& list_for(CalendarView& view, std::string_view status) {
  if (status == core::swedish_status::late) return view.late;
  if (status == core::swedish_status::not_checked) return view.unchecked;
  if (status == core::swedish_status::held) return view.held;
  return status == core::swedish_status::pending ? view.coming : view.came;
}

core::Result<> date_last_asked(warehouse::Reader& reader, std::vector<PublicationView>& unchecked) {
  if (unchecked.empty()) return {};
  std::vector<std::string> ids;
  ids.reserve(unchecked.size());
  for (const auto& one : unchecked) ids.push_back(one.indicator);
  std::ranges::sort(ids);
  const auto [first, last] = std::ranges::unique(ids);
  ids.erase(first, last);
  const auto asked = SLUSS_TRY(ledger::last_queried(reader, ids));
  for (auto& one : unchecked)
    if (const auto known = asked.find(one.indicator); known != asked.end())
      one.last_queried = core::swedish_day(known->second);
  return {};
}

core::Result<> name_holding_runs(warehouse::Reader& reader, std::vector<PublicationView>& held) {
  if (held.empty()) return {};
  const auto waiting = SLUSS_TRY(ledger::waiting(reader, ledger::HeldOrder::by_run, most_waiting));
  for (auto& one : held) {
    const auto by =
        std::ranges::find(waiting, one.indicator, [](const ledger::HeldEntry& of) { return of.series.series; });
    if (by != waiting.end()) one.held_by = by->run;
  }
  return {};
}

core::Result<KnownArea> read_known_area(warehouse::Reader& reader, const HeldSeriesView& held, const std::string& area,
                                        std::string name) {
  auto values = SLUSS_TRY(ledger::held_values(reader, held.run, held.series.series, area, most_of_an_area + 1));
  KnownArea known{.name = std::move(name), .values = {}, .more = std::ssize(values) > most_of_an_area};
  if (known.more) values.pop_back();
  for (auto& value : values)
    known.values.push_back({.kind = std::move(value.kind),
                            .area = known.name,
                            .period = std::to_string(value.period),
                            .gender = std::move(value.gender),
                            .unit = std::move(value.unit),
                            .before = value.before,
                            .after = value.after,
                            .before_bound = value.before_bound,
                            .after_bound = value.after_bound});
  return known;
}

/// Of municipalities and the country that the warehouse does not know: none of their figures may be in it yet.
void add_known_titles(api::AreaTitles& titles, const settings::Settings& settings) {
  titles.try_emplace(country, "Riket");
  for (const auto& one : settings::municipalities(settings.config_folders)) titles.try_emplace(one.code, one.name);
}

/// The own municipality (empty: none) and the country.
core::Result<> read_known_areas(warehouse::Reader& reader, const settings::Settings& settings, HeldSeriesView& held) {
  std::vector<std::string> areas;
  if (!settings.municipality.empty()) areas.push_back(settings.municipality);
  areas.emplace_back(country);
  auto titles = SLUSS_TRY(ledger::area_titles(reader, areas));
  add_known_titles(titles, settings);
  for (const auto& area : areas) {
    const auto title = titles.find(area);
    auto known = SLUSS_TRY(read_known_area(reader, held, area, title != titles.end() ? title->second : area));
    held.known_areas.push_back(std::move(known));
  }
  return {};
}

}  // namespace

core::Result<std::map<std::string, LastRun>> read_last_runs(warehouse::Reader& reader) {
  const auto runs = SLUSS_TRY(ledger::last_of_each_job(reader));
  std::map<std::string, LastRun> last;
  for (const auto& run : runs)
    last[run.job] = {
        .run = run.run, .status = run.status, .at = run.recorded_at, .error_code = "", .error_class = "", .error = ""};
  return last;
}

core::Result<std::vector<DatasetView>> read_datasets(
    warehouse::Reader& reader, const std::vector<transforms::datasets::DatasetDescription>& descriptions,
    const settings::Settings& settings, core::Files& files) {
  const auto models = SLUSS_TRY(ledger::models(reader));
  std::vector<std::string> names;
  names.reserve(descriptions.size());
  for (const auto& description : descriptions) names.push_back(description.name);
  const auto ages = SLUSS_TRY(api::read_ages(reader, settings, files, names));
  const auto waiting = SLUSS_TRY(api::waiting_of_datasets(reader, settings, files, names));
  std::vector<DatasetView> list;
  for (const auto& description : descriptions) {
    DatasetView view{.name = description.name,
                     .title = description.title,
                     .purpose = description.purpose,
                     .rows = {},
                     .changed = {},
                     .checked = ages.at(description.name).checked(),
                     .sources = sources_of(ages.at(description.name)),
                     .report = !description.report_table.empty()};
    for (const auto& held : waiting.at(description.name))
      view.waiting.push_back({.run = held.run, .series = held.series.series, .title = held.title});
    const auto found = std::ranges::find(models, description.name, &ledger::ModelState::name);
    if (found != models.end()) {
      view.rows = found->rows;
      view.changed = found->changed_at ? found->changed_at : found->refreshed_at;
      view.stale = found->stale;
    }
    list.push_back(std::move(view));
  }
  return list;
}

core::Result<std::vector<HeldSeriesView>> read_waiting(warehouse::Reader& reader, std::int64_t most) {
  auto held = SLUSS_TRY(ledger::waiting(reader, ledger::HeldOrder::latest_first, most));
  auto views = views_of(std::move(held));
  SLUSS_TRY(name_files(reader, views));
  SLUSS_TRY(add_parts(reader, std::nullopt, views));
  return views;
}

core::Result<std::vector<HeldSeriesView>> read_waiting_of(warehouse::Reader& reader, core::RunId run) {
  SLUSS_TRY(ledger::run(reader, run));
  auto held = SLUSS_TRY(ledger::held(reader, run));
  std::erase_if(held, [](const ledger::HeldEntry& one) { return one.state != "waiting"; });
  auto views = views_of(std::move(held));
  SLUSS_TRY(name_files(reader, views));
  SLUSS_TRY(add_parts(reader, run, views));
  return views;
}

core::Result<std::vector<HeldSeriesView>> read_decided(warehouse::Reader& reader, std::int64_t most) {
  auto held = SLUSS_TRY(ledger::decided(reader, most));
  auto views = views_of(std::move(held));
  std::set<core::RunId> runs;
  for (const auto& view : views) runs.insert(view.run);
  const auto files = SLUSS_TRY(api::files_of(reader, std::vector(runs.begin(), runs.end())));
  for (auto& view : views)
    if (const auto known = files.find(view.run); known != files.end()) view.file = known->second.front();
  return views;
}

core::Result<std::optional<HeldSeriesView>> read_held(warehouse::Reader& reader, core::RunId run,
                                                      const std::string& series, const settings::Settings& settings) {
  auto held = SLUSS_TRY(ledger::held(reader, run, series));
  if (!held) return std::optional<HeldSeriesView>();
  auto view = view_of(*std::move(held));
  api::own_first(view.evidence, settings.municipality);
  auto titles = SLUSS_TRY(api::titles_of_areas(reader, std::span(&view.evidence, 1)));
  add_known_titles(titles, settings);
  api::name_areas(view.evidence, titles);
  std::vector one{std::move(view)};
  SLUSS_TRY(name_files(reader, one));
  SLUSS_TRY(add_parts(reader, run, one));
  view = std::move(one.front());
  // What was decided is held no more.
  if (view.state == "waiting" && !view.evidence.of_table()) SLUSS_TRY(read_known_areas(reader, settings, view));
  return std::optional(std::move(view));
}

core::Result<CalendarView> read_calendar(warehouse::Reader& reader, std::int64_t most) {
  // One query: the model is computed each time that it is read.
  auto all = SLUSS_TRY(read_publications(
      reader, "status in (" + core::sql_text(core::swedish_status::late) + ", " +
                  core::sql_text(core::swedish_status::not_checked) + ", " +
                  core::sql_text(core::swedish_status::pending) + ", " + core::sql_text(core::swedish_status::held) +
                  ") or vantad_dag <= (select today from session.moment) order by vantad_dag, " +
                  ledger::swedish_order("kort_namn") + ", nyckeltal_id, period"));
  CalendarView view;
  for (auto& one : all) list_for(view, one.status).push_back(std::move(one));
  SLUSS_TRY(date_last_asked(reader, view.unchecked));
  SLUSS_TRY(name_holding_runs(reader, view.held));
  std::ranges::stable_sort(view.came, std::greater{},
                           [](const PublicationView& one) { return one.came.value_or(one.day); });
  if (std::ssize(view.came) > most) view.came.resize(static_cast<std::size_t>(most));
  if (std::ssize(view.coming) > most) {
    view.more_coming = std::ssize(view.coming) - most;
    view.coming.resize(static_cast<std::size_t>(most));
  }
  return view;
}

}  // namespace sluss::daemon::pages
