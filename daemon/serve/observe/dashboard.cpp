// A dashboard for Grafana: first whether all is well, a tile a question and a table of the jobs; below it, made from
// the table of metrics, one panel a metric, in rows by what it is about.
#include "daemon/serve/observe/dashboard.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/json.h"
#include "daemon/serve/observe/documentation.h"
#include "daemon/serve/observe/metrics.h"

namespace sluss::daemon::observe {
namespace {

using Json = nlohmann::ordered_json;

constexpr int columns = 3;
constexpr int panel_width = 24 / columns;
constexpr int panel_height = 7;

/// A row's title, and the beginnings of the metrics' names in it; the first that fits.
struct Row {
  std::string_view title;
  std::array<std::string_view, 6> begins;
};
constexpr std::array<Row, 5> rows = {{
    {"Jobs and runs",
     {"sluss_job_", "sluss_run", "sluss_rows_", "sluss_held_", "sluss_rejects", "sluss_publications_"}},
    {"Datasets and deliveries", {"sluss_dataset_", "sluss_deliveries_"}},
    {"Storage", {"sluss_warehouse_", "sluss_archive_", "sluss_disk_", "sluss_state_", "sluss_backup_", "sluss_scrub_"}},
    {"Sources and notifications", {"sluss_request", "sluss_notifications_", "sluss_credential_"}},
    {"The daemon", {"sluss_"}},
}};

std::size_t row_of(std::string_view name) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const auto begin : rows[row].begins)
      if (!begin.empty() && name.starts_with(begin)) return row;
  }
  return rows.size() - 1;
}

bool is_time(const Metric& metric) {
  return metric.name.ends_with("_timestamp_seconds") || metric.name.ends_with("_start_time_seconds");
}

/// A moment ahead is shown as the time to it, one behind as the time since it.
bool is_ahead(const Metric& metric) {
  return metric.name.find("_next_") != std::string_view::npos ||
         metric.name.find("_expires_") != std::string_view::npos;
}

std::string series_of(std::string_view name) {
  return fmt::format("{}{{instance=~\"$instance\"}}", name);
}

std::string query_of(const Metric& metric) {
  auto series = series_of(metric.name);
  if (metric.kind == Kind::counter) return fmt::format("increase({}[$__rate_interval])", series);
  if (metric.kind == Kind::histogram) {
    return fmt::format(
        "histogram_quantile(0.9, sum by (le, {}) (increase({}_bucket{{instance=~\"$instance\"}}[$__rate_interval])))",
        metric.labels[0].name, metric.name);
  }
  if (is_time(metric)) return is_ahead(metric) ? series + " - time()" : "time() - " + series;
  return series;
}

std::string unit_of(const Metric& metric) {
  if (is_time(metric) || metric.measure == "seconds") return "s";
  return metric.measure == "bytes" ? "bytes" : "short";
}

/// "Job last success" of sluss_job_last_success_timestamp_seconds.
std::string title_of(const Metric& metric) {
  constexpr std::string_view own = "sluss_";
  std::string title(metric.name.starts_with(own) ? metric.name.substr(own.size()) : metric.name);
  for (const std::string_view ending : {"_timestamp_seconds", "_time_seconds", "_total", "_seconds", "_bytes"}) {
    if (title.ends_with(ending)) title.resize(title.size() - ending.size());
  }
  for (auto& c : title) c = c == '_' ? ' ' : c;
  title.front() = static_cast<char>(title.front() - 'a' + 'A');
  if (metric.kind == Kind::histogram) title += ", nine of ten within";
  if (is_time(metric)) title += is_ahead(metric) ? ", time to it" : ", time since it";
  return title;
}

std::string legend_of(const Metric& metric) {
  std::string legend;
  for (std::size_t i = 0; i < metric.label_count(); ++i)
    legend += fmt::format("{}{{{{{}}}}}", legend.empty() ? "" : " ", metric.labels[i].name);
  return legend.empty() ? "{{instance}}" : legend;
}

Json prometheus() {
  return {{"type", "prometheus"}, {"uid", "${source}"}};
}

Json row_of_panels(std::string_view title, int id, int top) {
  return {{"id", id},
          {"type", "row"},
          {"title", title},
          {"collapsed", false},
          {"gridPos", {{"h", 1}, {"w", 24}, {"x", 0}, {"y", top}}},
          {"panels", Json::array()}};
}

Json panel_of(const Metric& metric, int id, int index, int top) {
  const auto source = prometheus();
  return Json{
      {"id", id},
      {"type", "timeseries"},
      {"title", title_of(metric)},
      {"description", metric.help},
      {"datasource", source},
      {"gridPos",
       {{"h", panel_height},
        {"w", panel_width},
        {"x", index % columns * panel_width},
        {"y", top + index / columns * panel_height}}},
      {"fieldConfig", {{"defaults", {{"unit", unit_of(metric)}}}, {"overrides", Json::array()}}},
      {"targets",
       Json::array({Json{
           {"refId", "A"}, {"datasource", source}, {"expr", query_of(metric)}, {"legendFormat", legend_of(metric)}}})}};
}

/// From its value on a tile has the color; the first color is that of all below.
struct Step {
  std::string_view color;
  int from = 0;
};

/// A question about all instances that are chosen, answered by one number and its color.
struct Tile {
  std::string_view title;
  std::string_view description;
  std::string query;
  std::string_view unit;
  std::vector<Step> steps;
};

constexpr int hour = 3600;
constexpr int tile_width = 3;
constexpr int tile_height = 4;
constexpr int table_height = 8;

std::vector<Tile> tiles() {
  const auto last = series_of("sluss_job_last_success_timestamp_seconds");
  const auto next = series_of("sluss_job_next_slot_timestamp_seconds");
  const auto disk = fmt::format("min({} / on (instance) group_left () {})", series_of("sluss_disk_free_bytes"),
                                series_of("sluss_disk_least_free_bytes"));
  const auto sum_of = [](std::string_view name) { return fmt::format("sum({})", series_of(name)); };
  return {
      {"Ready",
       "1 while the daemon takes runs and answers.",
       fmt::format("min({})", series_of("sluss_ready")),
       "short",
       {{"red"}, {"green", 1}}},
      // Without a colour: a week is long for one job and not for another.
      {"Since the last success",
       "Of any job. Whether that is too long depends on its own schedule: jobs late.",
       fmt::format("time() - max({})", last),
       "s",
       {{"blue"}}},
      {"Jobs failing",
       "Their last run is one that failed.",
       sum_of("sluss_job_failing"),
       "short",
       {{"green"}, {"red", 1}}},
      {"Jobs late",
       "No success though expected_by, or without one a slot of their own schedule, has passed.",
       sum_of("sluss_job_behind"),
       "short",
       {{"green"}, {"red", 1}}},
      {"Series held",
       "They wait for a person to release or discard them.",
       sum_of("sluss_held_series"),
       "short",
       {{"green"}, {"yellow", 1}}},
      {"Next run in",
       "Of any job; red when it is an hour overdue.",
       fmt::format("min({}) - time()", next),
       "s",
       {{"red"}, {"green", -hour}}},
      {"Disk free, times the least", "Below 1 no run begins.", disk, "short", {{"red"}, {"yellow", 1}, {"green", 2}}},
      {"State damaged",
       "Of warehouse, archive and journal: gone, or other than written.",
       sum_of("sluss_state_damaged"),
       "short",
       {{"green"}, {"red", 1}}},
  };
}

Json thresholds_of(const std::vector<Step>& steps) {
  auto list = Json::array();
  for (const auto& step : steps)
    list.push_back(Json{{"color", step.color}, {"value", list.empty() ? Json() : Json(step.from)}});
  return {{"mode", "absolute"}, {"steps", list}};
}

Json tile_of(const Tile& tile, int id, int index, int top) {
  return {{"id", id},
          {"type", "stat"},
          {"title", tile.title},
          {"description", tile.description},
          {"datasource", prometheus()},
          {"gridPos", {{"h", tile_height}, {"w", tile_width}, {"x", index * tile_width}, {"y", top}}},
          {"fieldConfig",
           {{"defaults", {{"unit", tile.unit}, {"noValue", "no data"}, {"thresholds", thresholds_of(tile.steps)}}},
            {"overrides", Json::array()}}},
          {"options",
           {{"reduceOptions", {{"calcs", Json::array({"lastNotNull"})}, {"fields", ""}, {"values", false}}},
            {"colorMode", "background"},
            {"graphMode", "none"},
            {"textMode", "value"}}},
          {"targets",
           Json::array({Json{{"refId", "A"}, {"datasource", prometheus()}, {"expr", tile.query}, {"instant", true}}})}};
}

/// A column of the table of jobs; `steps` color its cells.
struct Column {
  std::string_view title;
  std::string query;
  std::string_view unit;
  std::vector<Step> steps;
};

std::vector<Column> columns_of_jobs() {
  const auto of_job = [](std::string_view name) {
    return fmt::format("max by (instance, job_name) ({})", series_of(name));
  };
  return {{"Since the last success", "time() - " + of_job("sluss_job_last_success_timestamp_seconds"), "s", {}},
          {"Next run in", of_job("sluss_job_next_slot_timestamp_seconds") + " - time()", "s", {}},
          {"Failing", of_job("sluss_job_failing"), "short", {{"green"}, {"red", 1}}},
          {"Late", of_job("sluss_job_behind"), "short", {{"green"}, {"red", 1}}},
          {"Publications late", of_job("sluss_publications_late"), "short", {{"green"}, {"yellow", 1}}}};
}

Json table_of_jobs(int id, int top) {
  auto targets = Json::array();
  auto overrides = Json::array();
  Json names{{"instance", "Instance"}, {"job_name", "Job"}};
  for (const auto& column : columns_of_jobs()) {
    const std::string letter(1, static_cast<char>('A' + targets.size()));
    targets.push_back(Json{{"refId", letter},
                           {"datasource", prometheus()},
                           {"expr", column.query},
                           {"instant", true},
                           {"format", "table"}});
    names["Value #" + letter] = column.title;
    auto properties = Json::array({Json{{"id", "unit"}, {"value", column.unit}}});
    if (!column.steps.empty()) {
      properties.push_back(Json{{"id", "thresholds"}, {"value", thresholds_of(column.steps)}});
      properties.push_back(Json{{"id", "custom.cellOptions"}, {"value", Json{{"type", "color-background"}}}});
    }
    overrides.push_back(Json{{"matcher", {{"id", "byName"}, {"options", column.title}}}, {"properties", properties}});
  }
  return {{"id", id},
          {"type", "table"},
          {"title", "Jobs"},
          {"description", "A job a line, as it is now."},
          {"datasource", prometheus()},
          {"gridPos", {{"h", table_height}, {"w", 24}, {"x", 0}, {"y", top}}},
          {"fieldConfig", {{"defaults", Json::object()}, {"overrides", overrides}}},
          {"targets", targets},
          {"transformations",
           Json::array({Json{{"id", "merge"}, {"options", Json::object()}},
                        Json{{"id", "organize"},
                             {"options", {{"excludeByName", Json{{"Time", true}}}, {"renameByName", names}}}}})}};
}

void add_whether_all_is_well(Json& list, int& id, int& top) {
  list.push_back(row_of_panels("Is all well", ++id, top++));
  int index = 0;
  for (const auto& tile : tiles()) list.push_back(tile_of(tile, ++id, index++, top));
  top += tile_height;
  list.push_back(table_of_jobs(++id, top));
  top += table_height;
}

Json panels() {
  auto list = Json::array();
  int id = 0;
  int top = 0;
  add_whether_all_is_well(list, id, top);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    list.push_back(row_of_panels(rows[row].title, ++id, top++));
    int index = 0;
    for (const auto& metric : metrics) {
      if (row_of(metric.name) != row || metric.name == "sluss_build_info") continue;
      list.push_back(panel_of(metric, ++id, index++, top));
    }
    top += (index + columns - 1) / columns * panel_height;
  }
  return list;
}

Json variables() {
  return Json::array(
      {Json{{"name", "source"}, {"label", "Prometheus"}, {"type", "datasource"}, {"query", "prometheus"}},
       Json{{"name", "instance"},
            {"label", "Instance"},
            {"type", "query"},
            {"datasource", {{"type", "prometheus"}, {"uid", "${source}"}}},
            {"query", "label_values(sluss_build_info, instance)"},
            {"includeAll", true},
            {"multi", true},
            {"refresh", 2},
            {"current", {{"text", "All"}, {"value", "$__all"}}}}});
}

}  // namespace

std::string grafana_dashboard() {
  const Json dashboard{{"uid", "sluss"},
                       {"title", "Sluss"},
                       {"description", "Made from Sluss's table of metrics (docs/metrics.md)."},
                       {"tags", Json::array({"sluss"})},
                       {"schemaVersion", 38},
                       {"editable", true},
                       {"refresh", "1m"},
                       {"time", {{"from", "now-7d"}, {"to", "now"}}},
                       {"templating", {{"list", variables()}}},
                       {"panels", panels()}};
  return core::json_text(dashboard, 1) + "\n";
}

}  // namespace sluss::daemon::observe
