// The metrics' values: what is counted, what is folded into "other", what is exported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "daemon/serve/observe/metric_values.h"

namespace sluss::daemon::observe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Names two_jobs() {
  return {.version = "0.1.0",
          .jobs = {"kolada", "skola \"åäö\"\\"},
          .sources = {"kolada"},
          .datasets = {"nyckeltal_jamforelse"},
          .credentials = {"smtp"}};
}

std::string line(const std::string& text) {
  return "\n" + text + "\n";
}

TEST(MetricValues, tells_counters_from_zero_and_leaves_out_what_nobody_has_said) {
  const MetricValues values(two_jobs());
  const auto page = values.render();
  EXPECT_THAT(page, HasSubstr(line(R"(sluss_runs_total{job_name="kolada",status="failed"} 0)")));
  EXPECT_THAT(page, HasSubstr(line(R"(sluss_notifications_total{channel="webhook",outcome="failed"} 0)")));
  EXPECT_THAT(page, Not(HasSubstr("sluss_job_last_success")));
  EXPECT_THAT(page, Not(HasSubstr("sluss_run_duration")));
  EXPECT_THAT(page, Not(HasSubstr("other")));
}

TEST(MetricValues, escapes_help_and_labels_as_the_format_wants) {
  MetricValues values(two_jobs());
  values.set("sluss_job_late", {"skola \"åäö\"\\"}, 1);
  EXPECT_THAT(values.render(), HasSubstr(line(R"(sluss_job_late{job_name="skola \"åäö\"\\"} 1)")));
}

TEST(MetricValues, folds_what_lies_outside_its_bound_into_other) {
  MetricValues values(two_jobs());
  for (int i = 0; i < 1000; ++i) values.add("sluss_runs_total", {"19121212-" + std::to_string(i), "strange"});
  values.add("sluss_runs_total", {"kolada", "done\nmore"});
  const auto page = values.render();
  EXPECT_THAT(page, HasSubstr(line(R"(sluss_runs_total{job_name="other",status="other"} 1000)")));
  EXPECT_THAT(page, HasSubstr(line(R"(sluss_runs_total{job_name="kolada",status="other"} 1)")));
  EXPECT_THAT(page, Not(HasSubstr("19121212")));
}

TEST(MetricValues, tells_a_histogram_cumulatively) {
  MetricValues values(two_jobs());
  for (const double seconds : {0.5, 1.0, 61.25, 1e6}) values.observe("sluss_run_duration_seconds", {"kolada"}, seconds);
  const auto page = values.render();
  const auto rest = page.substr(page.find("# HELP sluss_run_duration_seconds"));
  EXPECT_EQ(rest.substr(0, rest.find("# HELP sluss_rows")),
            R"(# HELP sluss_run_duration_seconds How long runs took, from claim to commit, or to failure.
# TYPE sluss_run_duration_seconds histogram
sluss_run_duration_seconds_bucket{job_name="kolada",le="0.05"} 0
sluss_run_duration_seconds_bucket{job_name="kolada",le="0.1"} 0
sluss_run_duration_seconds_bucket{job_name="kolada",le="0.25"} 0
sluss_run_duration_seconds_bucket{job_name="kolada",le="0.5"} 1
sluss_run_duration_seconds_bucket{job_name="kolada",le="1"} 2
sluss_run_duration_seconds_bucket{job_name="kolada",le="5"} 2
sluss_run_duration_seconds_bucket{job_name="kolada",le="15"} 2
sluss_run_duration_seconds_bucket{job_name="kolada",le="60"} 2
sluss_run_duration_seconds_bucket{job_name="kolada",le="300"} 3
sluss_run_duration_seconds_bucket{job_name="kolada",le="900"} 3
sluss_run_duration_seconds_bucket{job_name="kolada",le="3600"} 3
sluss_run_duration_seconds_bucket{job_name="kolada",le="10800"} 3
sluss_run_duration_seconds_bucket{job_name="kolada",le="28800"} 3
sluss_run_duration_seconds_bucket{job_name="kolada",le="+Inf"} 4
sluss_run_duration_seconds_sum{job_name="kolada"} 1000062.75
sluss_run_duration_seconds_count{job_name="kolada"} 4
)");
}

/// An answer is no run: its bounds are its own, and no address that a stranger makes up is a series.
TEST(MetricValues, tells_answers_by_bounds_and_routes_of_their_own) {
  auto names = two_jobs();
  names.routes = {"/healthz", "/api/v1/runs/{run}"};
  MetricValues values(names);
  values.add("sluss_http_requests_total", {"/api/v1/runs/{run}", "2xx"});
  values.observe("sluss_http_request_seconds", {"/api/v1/runs/{run}"}, 0.02);
  for (const char* made_up : {"/api/v1/runs/12", "/wp-login.php", ""})
    values.add("sluss_http_requests_total", {made_up, "4xx"});
  const auto page = values.render();
  EXPECT_THAT(page, HasSubstr(line(R"(sluss_http_requests_total{route="/api/v1/runs/{run}",status="2xx"} 1)")));
  EXPECT_THAT(page, HasSubstr(line(R"(sluss_http_requests_total{route="/healthz",status="5xx"} 0)")));
  EXPECT_THAT(page, HasSubstr(line(R"(sluss_http_requests_total{route="other",status="4xx"} 3)")));
  EXPECT_THAT(page, Not(HasSubstr("wp-login")));
  const std::string bucket = R"(sluss_http_request_seconds_bucket{route="/api/v1/runs/{run}",le=)";
  EXPECT_THAT(page, HasSubstr(line(bucket + R"("0.01"} 0)")));
  EXPECT_THAT(page, HasSubstr(line(bucket + R"("0.025"} 1)")));
  EXPECT_THAT(page, HasSubstr(line(bucket + R"("60"} 1)") + bucket + R"("+Inf"} 1)"));
}

TEST(MetricValues, tells_what_somebody_else_has_counted) {
  MetricValues values(two_jobs());
  EXPECT_THAT(values.render(), HasSubstr(line("process_cpu_seconds_total 0")));
  for (const double reached : {0.25, 3.5}) values.set_total("process_cpu_seconds_total", reached);
  EXPECT_THAT(values.render(), HasSubstr(line("process_cpu_seconds_total 3.5")));
}

TEST(MetricValues, tells_large_and_odd_numbers) {
  MetricValues values(two_jobs());
  values.set("sluss_archive_bytes", 123456789012345.0);
  values.set("sluss_start_timestamp_seconds", 1781510400.25);
  values.set("sluss_disk_free_bytes", {"state"}, std::numeric_limits<double>::quiet_NaN());
  const auto page = values.render();
  EXPECT_THAT(page, HasSubstr(line("sluss_archive_bytes 123456789012345")));
  EXPECT_THAT(page, HasSubstr(line("sluss_start_timestamp_seconds 1781510400.25")));
  EXPECT_THAT(page, HasSubstr(line(R"(sluss_disk_free_bytes{folder="state"} NaN)")));
}

TEST(MetricValues, forgets_a_gauge_and_the_names_that_a_reload_took_away) {
  MetricValues values(two_jobs());
  values.set("sluss_job_next_slot_timestamp_seconds", {"kolada"}, 1);
  values.forget("sluss_job_next_slot_timestamp_seconds", {"kolada"});
  EXPECT_THAT(values.render(), Not(HasSubstr("next_slot")));

  values.add("sluss_runs_total", {"kolada", "done"}, 3);
  values.add("sluss_runs_total", {"unheard", "done"}, 2);
  values.set("sluss_job_late", {"skola \"åäö\"\\"}, 1);
  auto names = two_jobs();
  names.jobs = {"kolada", "ekonomi"};
  values.rename(names);
  const auto page = values.render();
  EXPECT_THAT(page, Not(HasSubstr("skola")));
  EXPECT_THAT(page, HasSubstr(line(R"(sluss_runs_total{job_name="kolada",status="done"} 3)")));
  EXPECT_THAT(page, HasSubstr(line(R"(sluss_runs_total{job_name="other",status="done"} 2)")));
  EXPECT_THAT(page, HasSubstr(line(R"(sluss_runs_total{job_name="ekonomi",status="done"} 0)")));
}

TEST(MetricValues, counts_from_many_threads_while_it_is_read_and_renamed) {
  MetricValues values(two_jobs());
  {
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&values] {
        for (int n = 0; n < 2000; ++n) {
          values.add("sluss_rows_total", {"kolada", "read"}, 2);
          values.observe("sluss_run_duration_seconds", {"kolada"}, 1);
        }
      });
    for (int n = 0; n < 20; ++n) {
      values.rename(two_jobs());
      EXPECT_THAT(values.render(), HasSubstr("sluss_rows_total"));
    }
  }
  EXPECT_THAT(values.render(), HasSubstr(line(R"(sluss_rows_total{job_name="kolada",outcome="read"} 16000)")));
}

}  // namespace
}  // namespace sluss::daemon::observe
