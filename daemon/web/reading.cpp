#include "daemon/web/reading.h"

#include <algorithm>
#include <charconv>

#include "core/text.h"

namespace sluss::daemon::web {
namespace {

using Row = std::vector<std::optional<std::string>>;

std::int64_t number(const std::optional<std::string>& cell) {
  std::int64_t value = 0;
  if (cell) std::from_chars(cell->data(), cell->data() + cell->size(), value);
  return value;
}

std::optional<core::Instant> instant(const std::optional<std::string>& cell) {
  return cell ? std::optional(core::Instant{number(cell)}) : std::nullopt;
}

std::string text(const std::optional<std::string>& cell) {
  return cell.value_or("");
}

constexpr std::string_view held_columns =
    "h.run_id, epoch_us(r.recorded_at), coalesce(i.title, h.series), h.series, h.gate, h.known, h.inserted, h.revised, "
    "h.deleted, h.absent, h.ratio_median, h.state, h.decided_by, epoch_us(h.decided_at)";
constexpr std::string_view held_tables =
    " from meta.held_series h join meta.run r on r.run_id = h.run_id left join core.indicator_open i on i.indicator_id "
    "= "
    "h.series";

HeldSeriesView held_of_row(const Row& row) {
  HeldSeriesView held;
  held.run.value = number(row[0]);
  held.at.micros = number(row[1]);
  held.title = text(row[2]);
  auto& series = held.series;
  series.series = text(row[3]);
  series.gate = text(row[4]);
  series.known = number(row[5]);
  series.inserted = number(row[6]);
  series.revised = number(row[7]);
  series.deleted = number(row[8]);
  series.absent = number(row[9]);
  if (row[10]) {
    double ratio = 0;
    std::from_chars(row[10]->data(), row[10]->data() + row[10]->size(), ratio);
    series.ratio_median = ratio;
  }
  held.state = text(row[11]);
  if (row[12]) held.decided_by = core::RunId{number(row[12])};
  held.decided_at = instant(row[13]);
  return held;
}

core::Result<std::vector<HeldSeriesView>> read_series(warehouse::Reader& reader, const std::string& where_and_order) {
  SLUSS_ASSIGN(const auto rows, reader.rows("select " + std::string(held_columns) + ", h.evidence" +
                                            std::string(held_tables) + where_and_order));
  std::vector<HeldSeriesView> list;
  list.reserve(rows.size());
  for (const auto& row : rows) {
    list.push_back(held_of_row(row));
    list.back().evidence = parse_evidence(text(row[14]));
  }
  return list;
}

/// Names instead of ids.
core::Result<> name_areas(warehouse::Reader& reader, Evidence& evidence) {
  std::string ids;
  for (const auto& example : evidence.examples) ids += (ids.empty() ? "" : ", ") + core::sql_text(example.area);
  if (ids.empty()) return {};
  SLUSS_ASSIGN(const auto rows, reader.rows("select area_id, title from core.area_open where area_id in (" + ids +
                                            ") and title is not null"));
  for (auto& example : evidence.examples) {
    const auto found = std::ranges::find_if(rows, [&](const Row& row) { return row[0] == example.area; });
    if (found != rows.end()) example.area = text((*found)[1]);
  }
  return {};
}

core::Result<std::vector<PublicationView>> read_publications(warehouse::Reader& reader, const std::string& rest) {
  SLUSS_ASSIGN(const auto rows,
               reader.rows("select coalesce(kort_namn, nyckeltal_id), nyckeltal_id, period, publicering, vantad_dag, "
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
                        .days_late = number(row[8])};
    SLUSS_ASSIGN(one.day, core::parse_day(text(row[4])));
    if (row[7]) {
      SLUSS_ASSIGN(one.came, core::parse_day(*row[7]));
    }
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace

std::string swedish_order(const std::string& expression) {
  return "translate(lower(" + expression + "), 'åäöæøéèêëáàâüûúîïñç', '{|}|}eeeeaaauuuiinc')";
}

core::Result<std::int64_t> count_waiting(warehouse::Reader& reader) {
  SLUSS_ASSIGN(const auto rows, reader.rows("select count(*) from meta.held_series where state = 'waiting'"));
  return number(rows.front().front());
}

core::Result<std::map<std::string, LastRun>> read_last_runs(warehouse::Reader& reader) {
  SLUSS_ASSIGN(const auto rows,
               reader.rows("select job, run_id, status, epoch_us(recorded_at) from meta.run where run_id in (select "
                           "max(run_id) from meta.run where cause = 'run' group by job)"));
  std::map<std::string, LastRun> last;
  for (const auto& row : rows)
    last[text(row[0])] = {.run = {number(row[1])},
                          .status = text(row[2]),
                          .at = {number(row[3])},
                          .error_code = "",
                          .error_class = "",
                          .error = ""};
  return last;
}

core::Result<std::vector<DatasetView>> read_datasets(
    warehouse::Reader& reader, const std::vector<transforms::datasets::DatasetDescription>& descriptions) {
  SLUSS_ASSIGN(const auto rows,
               reader.rows("select m.name, m.rows, epoch_us(r.recorded_at), m.dirty_since_run is not "
                           "null from meta.model m left join meta.run r on r.run_id = m.refreshed_run"));
  SLUSS_ASSIGN(const auto checked, reader.rows("select epoch_us(max(recorded_at)) from meta.run where cause = 'run'"));
  std::vector<DatasetView> list;
  for (const auto& description : descriptions) {
    DatasetView view{.name = description.name,
                     .title = description.title,
                     .purpose = description.purpose,
                     .rows = {},
                     .changed = {},
                     .checked = instant(checked.front().front())};
    const auto found = std::ranges::find_if(rows, [&](const Row& row) { return row[0] == description.name; });
    if (found != rows.end()) {
      view.rows = number((*found)[1]);
      view.changed = instant((*found)[2]);
      view.stale = (*found)[3] == "true";
    }
    list.push_back(std::move(view));
  }
  return list;
}

core::Result<std::vector<HeldSeriesView>> read_waiting(warehouse::Reader& reader, std::int64_t most) {
  return read_series(reader, " where h.state = 'waiting' order by h.run_id desc, " +
                                 swedish_order("coalesce(i.title, h.series)") + ", h.series limit " +
                                 std::to_string(most));
}

core::Result<std::vector<HeldSeriesView>> read_decided(warehouse::Reader& reader, std::int64_t most) {
  return read_series(reader, " where h.state <> 'waiting' order by h.decided_at desc nulls last, h.series limit " +
                                 std::to_string(most));
}

core::Result<std::optional<HeldSeriesView>> read_held(warehouse::Reader& reader, core::RunId run,
                                                      const std::string& series) {
  SLUSS_ASSIGN(auto list, read_series(reader, " where h.run_id = " + std::to_string(run.value) +
                                                  " and h.series = " + core::sql_text(series)));
  if (list.empty()) return std::optional<HeldSeriesView>();
  SLUSS_TRY(name_areas(reader, list.front().evidence));
  return std::optional(std::move(list.front()));
}

core::Result<std::optional<std::string>> read_held_title(warehouse::Reader& reader, const std::string& series) {
  SLUSS_ASSIGN(const auto rows,
               reader.rows("select 1 from meta.held_series where series = " + core::sql_text(series) + " limit 1"));
  if (rows.empty()) return std::optional<std::string>();
  SLUSS_ASSIGN(auto title, read_title(reader, series));
  return std::optional(std::move(title));
}

core::Result<std::string> read_title(warehouse::Reader& reader, const std::string& series) {
  SLUSS_ASSIGN(const auto rows,
               reader.rows("select title from core.indicator_open where indicator_id = " + core::sql_text(series)));
  return rows.empty() || !rows.front().front() ? series : text(rows.front().front());
}

core::Result<std::vector<FetchedView>> read_fetched(warehouse::Reader& reader, core::RunId run) {
  SLUSS_ASSIGN(
      const auto rows,
      reader.rows(
          "select query, count(*), cast(sum(bytes) as bigint), max(epoch_us(fetched_at)) from meta.raw_object where "
          "run_id = " +
          std::to_string(run.value) + " group by query order by query limit 100"));
  std::vector<FetchedView> list;
  list.reserve(rows.size());
  for (const auto& row : rows)
    list.push_back(
        {.query = text(row[0]), .objects = number(row[1]), .bytes = number(row[2]), .last = {number(row[3])}});
  return list;
}

core::Result<std::int64_t> count_runs(warehouse::Reader& reader) {
  SLUSS_ASSIGN(const auto rows, reader.rows("select count(*) from meta.run"));
  return number(rows.front().front());
}

core::Result<std::optional<core::RunId>> read_latest_run(warehouse::Reader& reader) {
  SLUSS_ASSIGN(const auto rows, reader.rows("select max(run_id) from meta.run"));
  if (!rows.front().front()) return std::optional<core::RunId>();
  return std::optional(core::RunId{number(rows.front().front())});
}

core::Result<CalendarView> read_calendar(warehouse::Reader& reader, std::int64_t most) {
  // One question: the model is computed each time that it is read.
  SLUSS_ASSIGN(auto all, read_publications(reader,
                                           "status in ('försenad', 'väntar') or vantad_dag <= (select today from "
                                           "session.moment) order by vantad_dag, " +
                                               swedish_order("kort_namn") + ", nyckeltal_id, period"));
  CalendarView view;
  for (auto& one : all)
    (one.status == "försenad" ? view.late : one.status == "väntar" ? view.coming : view.came).push_back(std::move(one));
  std::ranges::stable_sort(view.came, std::greater{},
                           [](const PublicationView& one) { return one.came.value_or(one.day); });
  if (std::ssize(view.came) > most) view.came.resize(static_cast<std::size_t>(most));
  if (std::ssize(view.coming) > most) {
    view.more_coming = std::ssize(view.coming) - most;
    view.coming.resize(static_cast<std::size_t>(most));
  }
  return view;
}

}  // namespace sluss::daemon::web
