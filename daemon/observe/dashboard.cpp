// A dashboard for Grafana, made from the table of metrics: one panel a metric, in rows by what it is about.
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "daemon/observe/documentation.h"
#include "daemon/observe/metric.h"

namespace sluss::daemon::observe {
namespace {

using Json = nlohmann::ordered_json;

constexpr int columns = 3;
constexpr int panel_width = 24 / columns;
constexpr int panel_height = 7;

/// A row's title, and the beginnings of the metrics' names in it; the first that fits.
struct Row {
  std::string_view title;
  std::array<std::string_view, 4> begins;
};
constexpr std::array<Row, 5> rows = {{
    {"Jobs and runs", {"sluss_job_", "sluss_run", "sluss_rows_", "sluss_held_"}},
    {"Datasets and deliveries", {"sluss_dataset_", "sluss_deliveries_", "", ""}},
    {"Storage", {"sluss_warehouse_", "sluss_archive_", "sluss_disk_", "sluss_state_"}},
    {"Sources and notifications", {"sluss_request", "sluss_notifications_", "sluss_credential_", ""}},
    {"The daemon", {"sluss_", "", "", ""}},
}};

std::size_t row_of(std::string_view name) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const auto begin : rows[row].begins)
      if (!begin.empty() && name.starts_with(begin)) return row;
  }
  return rows.size() - 1;
}

bool is_time(const Metric& metric) {
  return metric.name.ends_with("_timestamp_seconds");
}

/// A moment ahead is told as the time to it, one behind as the time since it.
bool is_ahead(const Metric& metric) {
  return metric.name.find("_next_") != std::string_view::npos ||
         metric.name.find("_expires_") != std::string_view::npos;
}

std::string query_of(const Metric& metric) {
  auto series = fmt::format("{}{{instance=~\"$instance\"}}", metric.name);
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
  if (is_time(metric) || metric.kind == Kind::histogram) return "s";
  return metric.measure == "bytes" ? "bytes" : "short";
}

/// "Job last success" of sluss_job_last_success_timestamp_seconds.
std::string title_of(const Metric& metric) {
  std::string title(metric.name.substr(std::string_view("sluss_").size()));
  for (const std::string_view ending : {"_timestamp_seconds", "_total", "_seconds", "_bytes"}) {
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

Json panel_of(const Metric& metric, int id, int index, int top) {
  const Json source{{"type", "prometheus"}, {"uid", "${source}"}};
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

Json panels() {
  auto list = Json::array();
  int id = 0;
  int top = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    list.push_back({{"id", ++id},
                    {"type", "row"},
                    {"title", rows[row].title},
                    {"collapsed", false},
                    {"gridPos", {{"h", 1}, {"w", 24}, {"x", 0}, {"y", top++}}},
                    {"panels", Json::array()}});
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
