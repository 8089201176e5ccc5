// What is made of the table of metrics, and what others (promtool, the alert rules) have to say of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>

#include "daemon/serve/observe/dashboard.h"
#include "daemon/serve/observe/documentation.h"
#include "daemon/serve/observe/metric_values.h"
#include "tests/tools/golden.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::observe {
namespace {

namespace fs = std::filesystem;
using tests::compare_golden;
using tests::read_file;

const fs::path root = SLUSS_SOURCE_DIR;

/// What a command prints, and whether it ended well.
std::pair<bool, std::string> run(const std::string& command) {
  std::FILE* pipe = ::popen(("(" + command + ") 2>&1").c_str(), "r");
  if (pipe == nullptr) return {false, "popen failed"};
  std::string output;
  std::array<char, 4096> buffer{};
  while (const auto got = std::fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), got);
  return {::pclose(pipe) == 0, output};
}

/// Values of which every metric has a series.
std::string full_page() {
  MetricValues values({.version = "0.1.0",
                       .jobs = {"kolada"},
                       .sources = {"kolada"},
                       .datasets = {"nyckeltal_jamforelse"},
                       .credentials = {"smtp"},
                       .routes = {"/api/v1/runs/{run}"}});
  values.set("sluss_build_info", {"0.1.0"}, 1);
  for (const auto gauge :
       {Gauge("sluss_start_timestamp_seconds"), Gauge("sluss_ready"), Gauge("sluss_runs_active"),
        Gauge("sluss_warehouse_generation"), Gauge("sluss_warehouse_bytes"), Gauge("sluss_archive_bytes"),
        Gauge("sluss_disk_least_free_bytes"), Gauge("process_resident_memory_bytes"),
        Gauge("sluss_backup_last_success_timestamp_seconds"), Gauge("sluss_scrub_last_ended_timestamp_seconds"),
        Gauge("process_open_fds"), Gauge("process_max_fds"), Gauge("process_start_time_seconds")})
    values.set(gauge, 1781510400.5);
  for (const auto gauge :
       {Gauge("sluss_job_last_success_timestamp_seconds"), Gauge("sluss_job_next_slot_timestamp_seconds"),
        Gauge("sluss_job_failing"), Gauge("sluss_job_late"), Gauge("sluss_job_behind"),
        Gauge("sluss_publications_late"), Gauge("sluss_held_series"), Gauge("sluss_held_oldest_timestamp_seconds"),
        Gauge("sluss_rejects")})
    values.set(gauge, {"kolada"}, 1);
  for (const auto gauge : {Gauge("sluss_dataset_refreshed_timestamp_seconds"), Gauge("sluss_dataset_stale")})
    values.set(gauge, {"nyckeltal_jamforelse"}, 0);
  for (const char* kept : {"warehouse", "archive", "journal"}) values.set("sluss_state_damaged", {kept}, 0);
  for (const char* folder : {"state", "warehouse", "elsewhere"}) values.set("sluss_disk_free_bytes", {folder}, 1e12);
  values.set("sluss_credential_expires_timestamp_seconds", {"smtp"}, 1781510400);
  values.observe("sluss_run_duration_seconds", {"kolada"}, 12.5);
  values.observe("sluss_http_request_seconds", {"/api/v1/runs/{run}"}, 0.02);
  return values.render();
}

TEST(Metrics, have_names_that_are_told_apart_and_words_that_fit) {
  std::set<std::string_view> names;
  for (const auto& metric : metrics) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_EQ(metric.kind == Kind::counter, metric.name.ends_with("_total")) << metric.name;
    EXPECT_TRUE(metric.help.ends_with('.')) << metric.name;
    EXPECT_EQ(metric.help.find('|'), std::string_view::npos) << metric.name;
    for (std::size_t i = 0; i < metric.label_count(); ++i)
      EXPECT_EQ(metric.labels[i].bound == Bound::words, !metric.labels[i].words[0].empty()) << metric.name;
  }
}

TEST(Metrics, satisfy_promtool) {
  const auto page = full_page();
  for (const auto& metric : metrics)
    EXPECT_NE(page.find("# TYPE " + std::string(metric.name) + " "), std::string::npos)
        << metric.name << " is not on the page that promtool is shown";
  const tests::TemporaryFolder folder;
  std::ofstream(folder.path() / "page") << page;
  const auto [good, output] = run("promtool check metrics < '" + (folder.path() / "page").string() + "'");
  EXPECT_TRUE(good) << output;
  EXPECT_EQ(output, "");

  std::ofstream(folder.path() / "page") << page << "# TYPE sluss_wrong counter\nsluss_wrong{a=b} 1\n";
  EXPECT_FALSE(run("promtool check metrics < '" + (folder.path() / "page").string() + "'").first);
}

TEST(AlertRules, satisfy_promtool_and_fire_when_they_should) {
  const auto [good, output] = run("promtool check rules '" + (root / "config/monitoring/rules.yml").string() + "'");
  EXPECT_TRUE(good) << output;
  const auto [fires, how] =
      run("promtool test rules '" + (root / "tests/unit/daemon/serve/observe/observe_rules.yml").string() + "'");
  EXPECT_TRUE(fires) << how;
}

/// promtool does not know which metrics there are: a rule on a name that is not exported never fires.
TEST(AlertRules, name_metrics_and_labels_of_the_table_only) {
  const auto text = read_file(root / "config/monitoring/rules.yml");
  const std::regex name_pattern(R"(\bsluss_[a-z0-9_]+)");
  std::set<std::string> queried;
  for (std::sregex_iterator at(text.begin(), text.end(), name_pattern), end; at != end; ++at) queried.insert(at->str());
  EXPECT_GE(queried.size(), 6U);
  for (const auto& name : queried)
    EXPECT_TRUE(std::ranges::any_of(metrics, [&](const Metric& metric) { return metric.name == name; })) << name;

  std::set<std::string> labels{"instance", "value"};
  for (const auto& metric : metrics)
    for (std::size_t i = 0; i < metric.label_count(); ++i) labels.emplace(metric.labels[i].name);
  const std::regex label_pattern(R"(\$labels\.([a-z_]+))");
  for (std::sregex_iterator at(text.begin(), text.end(), label_pattern), end; at != end; ++at)
    EXPECT_TRUE(labels.contains((*at)[1].str())) << at->str();
}

/// Whoever is woken by an alert finds what to do: each names its heading, and each heading is there.
TEST(AlertRules, point_to_what_to_do) {
  const auto text = read_file(root / "config/monitoring/rules.yml");
  const auto page = read_file(root / "docs/alerts.md");
  const std::regex alert_pattern(R"(- alert: (\w+))");
  int alerts = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), alert_pattern), end; at != end; ++at, ++alerts) {
    const auto name = (*at)[1].str();
    std::string heading = name;
    std::ranges::transform(heading, heading.begin(), [](unsigned char c) { return std::tolower(c); });
    EXPECT_NE(page.find("\n## " + name + "\n"), std::string::npos)
        << name << ": docs/alerts.md does not say what to do";
    EXPECT_NE(text.find("runbook: \"/usr/share/doc/sluss/alerts.md#" + heading + "\""), std::string::npos) << name;
  }
  EXPECT_GE(alerts, 9);
  const std::regex heading_pattern(R"(\n## (Sluss\w+))");
  for (std::sregex_iterator at(page.begin(), page.end(), heading_pattern), end; at != end; ++at)
    EXPECT_NE(text.find("- alert: " + (*at)[1].str() + "\n"), std::string::npos)
        << (*at)[1] << ": there is no such alert";
}

TEST(Dashboard, is_what_the_table_says) {
  const auto path = root / "config/monitoring/grafana-dashboard.json";
  compare_golden(path, grafana_dashboard());
}

/// Before the first curve: a tile with its colors for each thing that may be wrong, and the table of jobs.
TEST(Dashboard, begins_with_whether_all_is_well) {
  const auto text = read_file(root / "config/monitoring/grafana-dashboard.json");
  const auto curves = text.find(R"("type": "timeseries")");
  ASSERT_NE(curves, std::string::npos);
  const auto table = text.find(R"("type": "table")");
  ASSERT_LT(table, curves);
  const auto tiles = text.substr(0, table);
  const auto count_of = [&](std::string_view words) {
    int found = 0;
    for (auto at = tiles.find(words); at != std::string::npos; at = tiles.find(words, at + 1)) ++found;
    return found;
  };
  const std::array queried{"sluss_ready{",           "sluss_job_last_success_timestamp_seconds{",
                           "sluss_job_failing{",     "sluss_job_behind{",
                           "sluss_held_series{",     "sluss_job_next_slot_timestamp_seconds{",
                           "sluss_disk_free_bytes{", "sluss_state_damaged{"};
  for (const auto* metric : queried) EXPECT_EQ(count_of(metric), 1) << metric;
  EXPECT_EQ(count_of(R"("type": "stat")"), static_cast<int>(queried.size()));
  EXPECT_EQ(count_of(R"("thresholds": {)"), static_cast<int>(queried.size()));
}

/// A weekly job is well after six days, and one that runs each hour is not: no tile has a limit of hours for both.
TEST(Dashboard, judges_a_success_by_the_jobs_own_schedule) {
  const auto text = grafana_dashboard();
  const auto begin = text.find(R"("title": "Since the last success")");
  ASSERT_NE(begin, std::string::npos);
  const auto tile = text.substr(begin, text.find(R"("title": )", begin + 1) - begin);
  const std::regex color_pattern(R"re("color": )re");
  EXPECT_EQ(std::distance(std::sregex_iterator(tile.begin(), tile.end(), color_pattern), std::sregex_iterator()), 1)
      << tile;
  EXPECT_NE(text.find("sum(sluss_job_behind{"), std::string::npos);
}

TEST(Dashboard, has_a_panel_where_people_look_for_it) {
  const auto text = grafana_dashboard();
  const auto place_of = [&](std::string_view title) {
    const auto place = text.find(R"("title": ")" + std::string(title) + '"');
    EXPECT_NE(place, std::string::npos) << title;
    return place;
  };
  EXPECT_LT(place_of("Jobs and runs"), place_of("Publications late"));
  EXPECT_LT(place_of("Publications late"), place_of("Datasets and deliveries"));
  EXPECT_LT(place_of("The daemon"), place_of("Process start, time since it"));
}

/// Each query is understood by Prometheus, and uses metrics that are exported.
TEST(Dashboard, asks_for_metrics_that_there_are) {
  const auto text = read_file(root / "config/monitoring/grafana-dashboard.json");
  const std::regex expression_pattern(R"re("expr": "((?:[^"\\]|\\.)*)")re");
  const std::regex name_pattern(R"(\bsluss_[a-z0-9_]+)");
  std::set<std::string> queried;
  std::string rules = "groups:\n- name: dashboard\n  rules:\n";
  int queries = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), expression_pattern), end; at != end; ++at, ++queries) {
    auto query = std::regex_replace((*at)[1].str(), std::regex(R"(\\")"), "'");
    query = std::regex_replace(query, std::regex(R"(\$__rate_interval)"), "5m");
    query = std::regex_replace(query, std::regex(R"(\$instance)"), "a");
    rules += "  - record: sluss:query:" + std::to_string(queries) + "\n    expr: >-\n      " + query + "\n";
    for (std::sregex_iterator name(query.begin(), query.end(), name_pattern); name != end; ++name)
      queried.insert(name->str());
  }
  EXPECT_GE(queries, static_cast<int>(metrics.size()) - 2);
  for (const auto& name : queried) {
    const bool known = std::ranges::any_of(metrics, [&](const Metric& metric) {
      return metric.name == name || (metric.kind == Kind::histogram && std::string(metric.name) + "_bucket" == name);
    });
    EXPECT_TRUE(known) << name;
  }
  const tests::TemporaryFolder folder;
  std::ofstream(folder.path() / "rules.yml") << rules;
  const auto [good, output] = run("promtool check rules '" + (folder.path() / "rules.yml").string() + "'");
  EXPECT_TRUE(good) << output;
}

TEST(Documentation, of_the_metrics_is_what_the_table_says) {
  const auto path = root / "docs/metrics.md";
  const auto text = read_file(path);
  const std::string_view marker = "<!-- Generated from daemon/serve/observe";
  ASSERT_NE(text.find(marker), std::string::npos);
  const auto start = text.find('\n', text.find(marker)) + 1;
  const auto expected = text.substr(0, start) + "\n" + describe_in_markdown();
  compare_golden(path, expected);
}

}  // namespace
}  // namespace sluss::daemon::observe
