#pragma once
// A run of which one series is held.

#include "core/time.h"
#include "daemon/serve/api/run_view.h"

namespace sluss::tests {

inline daemon::api::RunView held_run() {
  daemon::api::RunView view;
  view.run.id = {7};
  view.run.job = "kolada";
  view.run.source = "kolada";
  view.run.cause = "run";
  view.run.status = "held";
  view.run.started_at = view.run.recorded_at = *core::parse_instant("2026-03-31T12:00:00Z");
  view.run.rows = {.read = 12'345,
                   .inserted = 1'000,
                   .revised = 45,
                   .unchanged = 11'000,
                   .held = 300,
                   .open_before = 20'000,
                   .open_after = 21'000};
  warehouse::HeldSeries series;
  series.series = "kolada:U07417";
  series.gate = "ratio";
  series.known = 290;
  series.revised = 280;
  series.ratio_median = 96.4;
  series.evidence =
      R"({"known":290,"revised":280,"revised_share":0.965,"gone_share":0.0,"ratio":{"least":0.5,"median":96.4,"most":120.25},)"
      R"("later":[1],"examples":[)"
      R"({"kind":"revised","area_id":"1981","period":"2024","gender":"K","old":1.2,"new":115.0},)"
      R"({"kind":"inserted","area_id":"0114","period":"2024","gender":"T","ou_id":"V15E1","new":1000000.0},)"
      R"({"kind":"absent","area_id":"1981","period":"2023","gender":"T","old":null}]})";
  view.area_titles = {{"1981", "Sala"}};
  view.held.push_back({series, "waiting"});
  view.run.details = "{}";
  return view;
}

}  // namespace sluss::tests
