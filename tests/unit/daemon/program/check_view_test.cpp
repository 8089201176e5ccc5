// The answer to a monitoring system: word, exit code, perfdata.
#include "daemon/program/check_view.h"

#include <gtest/gtest.h>

namespace sluss::daemon::program {
namespace {

CheckFacts well() {
  return {.daemon = true,
          .not_ready = {},
          .jobs = R"([{"job":"kolada","failing":false,"late":false},{"job":"other","failing":false,"late":false}])",
          .held = "[]",
          .freshness = R"([{"dataset":"a","age_seconds":3600},{"dataset":"b","age_seconds":7200}])",
          .status = "{}",
          .no_freshness = {},
          .disk = DiskSpace{50ULL << 30U, 100ULL << 30U}};
}

TEST(CheckView, WellIsOneLineAndMore) {
  const auto result = check_result(well(), {});
  EXPECT_EQ(result.code, 0);
  EXPECT_TRUE(
      result.text.starts_with("SLUSS OK - 7 things checked, all well | failing=0;0;;0 late=0;0;;0 held=0;0;;0 "
                              "'age_a'=3600s;;;0 'age_b'=7200s;;;0 disk_free=53687091200B;;;0;"
                              "107374182400\n[OK] the daemon runs\n"))
      << result.text;
}

struct Case {
  const char* name;
  void (*change)(CheckFacts& facts, CheckLimits& limits);
  int code;
  const char* text;
};

TEST(CheckView, WhatIsWrongComesFirst) {
  const std::vector<Case> cases{
      {"no daemon", [](CheckFacts& f, CheckLimits&) { f.daemon = false; }, 2, "CRITICAL - no daemon runs"},
      {"not ready", [](CheckFacts& f, CheckLimits&) { f.not_ready = "disk: full"; }, 2, "takes no runs: disk: full"},
      {"lost",
       [](CheckFacts& f, CheckLimits&) { f.status = R"({"errors":[{"code":"archive.missing","what":"2 of 3"}]})"; }, 2,
       "CRITICAL - archive.missing: 2 of 3"},
      {"lost, and another thing is asked for",
       [](CheckFacts& f, CheckLimits& l) {
         f.status = R"({"errors":[{"code":"archive.missing","what":"2 of 3"}]})";
         l.job = "other";
       },
       0, "OK"},
      {"a configuration that was refused",
       [](CheckFacts& f, CheckLimits&) {
         f.status = R"({"daemon":{"reload":{"at":"2026-03-31T12:00:00Z","error":"config.unknown_key: x\n at y"}}})";
       },
       1, "the old one stays: config.unknown_key: x"},
      {"not delivered",
       [](CheckFacts& f, CheckLimits&) {
         f.status = R"({"undelivered":[{"dataset":"a","to":"folder:/srv","code":"publish.folder"}]})";
       },
       1, "WARNING - dataset a was not delivered to folder:/srv: publish.folder |"},
      {"not delivered, and another dataset is asked for",
       [](CheckFacts& f, CheckLimits& l) {
         f.status = R"({"undelivered":[{"dataset":"a","to":"folder:/srv","code":"publish.folder"}]})";
         l.dataset = "b";
       },
       0, "OK"},
      {"a mail that could not be sent",
       [](CheckFacts& f, CheckLimits&) {
         f.status = R"({"unsent":[{"kind":"mail","to":"drift","at":"2026-03-31T12:00:00Z","code":"notify.connect"}]})";
       },
       1, "WARNING - mail to drift: the last try failed at 2026-03-31T12:00:00Z: notify.connect |"},
      {"a mail that could not be sent, and one job is asked for",
       [](CheckFacts& f, CheckLimits& l) {
         f.status = R"({"unsent":[{"kind":"mail","to":"drift","at":"2026-03-31T12:00:00Z","code":"notify.connect"}]})";
         l.job = "other";
       },
       0, "OK"},
      {"nothing lost", [](CheckFacts& f, CheckLimits&) { f.status = R"({"errors":[]})"; }, 0, "8 things checked"},
      {"old", [](CheckFacts&, CheckLimits& l) { l.warning = std::chrono::hours(1); }, 1,
       "WARNING - dataset b is 2 h old"},
      {"months old, and no hours are asked for",
       [](CheckFacts& f, CheckLimits&) { f.freshness = R"([{"dataset":"a","age_seconds":9000000}])"; }, 0,
       "'age_a'=9000000s;;;0"},
      {"older than one of two",
       [](CheckFacts& f, CheckLimits& l) {
         f.freshness = R"([{"dataset":"a","age_seconds":7200}])";
         l.warning = std::chrono::hours(1);
         l.critical = std::chrono::hours(3);
       },
       1, "'age_a'=7200s;3600;10800;0"},
      {"a dataset whose job is late",
       [](CheckFacts& f, CheckLimits& l) {
         f.jobs = R"([{"job":"k","late":true}])";
         l.dataset = "a";
       },
       1, "WARNING - job k is late"},
      {"a dataset with hours of its own",
       [](CheckFacts& f, CheckLimits& l) {
         f.jobs = R"([{"job":"k","late":true}])";
         l.dataset = "a";
         l.warning = std::chrono::hours(2);
       },
       0, "'age_a'=3600s;7200;;0"},
      {"a dataset whose job is not the late one",
       [](CheckFacts& f, CheckLimits& l) {
         f.jobs = R"([{"job":"k","late":true}])";
         f.freshness = R"([{"dataset":"a","run":1,"age_seconds":3600,"sources":[{"source":"extract.x",)"
                       R"("checked_at":"2026-03-31T12:00:00Z","jobs":["x"]}]}])";
         l.dataset = "a";
       },
       0, "OK"},
      {"a dataset whose own job is late",
       [](CheckFacts& f, CheckLimits& l) {
         f.jobs = R"([{"job":"k","late":true},{"job":"x","late":true}])";
         f.freshness = R"([{"dataset":"a","run":1,"age_seconds":3600,"sources":[{"source":"extract.x",)"
                       R"("checked_at":"2026-03-31T12:00:00Z","jobs":["x"]}]}])";
         l.dataset = "a";
       },
       1, "WARNING - job x is late |"},
      {"old by one of its sources",
       [](CheckFacts& f, CheckLimits& l) {
         f.freshness = R"([{"dataset":"a","run":1,"age_seconds":7200,"sources":[{"source":"kolada","checked_at":)"
                       R"("2026-03-31T12:00:00Z","jobs":[]},{"source":"extract.x","checked_at":)"
                       R"("2026-03-31T11:00:00.000001Z","jobs":[]}]}])";
         l.dataset = "a";
         l.warning = std::chrono::hours(1);
       },
       1, "WARNING - dataset a is 2 h old by extract.x |"},
      {"old by one of the jobs of a source",
       [](CheckFacts& f, CheckLimits& l) {
         f.freshness = R"([{"dataset":"a","run":1,"age_seconds":7200,"sources":[{"source":"kolada","checked_at":)"
                       R"("2026-03-31T11:00:00Z","jobs":["k","lss"],"checked_by":"k","job_checks":[)"
                       R"({"job":"k","scheduled":true,"checked_at":"2026-03-31T11:00:00Z"},)"
                       R"({"job":"lss","scheduled":true,"checked_at":"2026-03-31T12:00:00Z"}]}]}])";
         l.dataset = "a";
         l.warning = std::chrono::hours(1);
       },
       1, "WARNING - dataset a is 2 h old by job k |"},
      {"a scheduled job has never read what others have",
       [](CheckFacts& f, CheckLimits& l) {
         f.freshness = R"([{"dataset":"a","run":1,"age_seconds":3600,"sources":[{"source":"kolada","checked_at":)"
                       R"("2026-03-31T12:00:00Z","jobs":["k","new","asked"],"checked_by":"k","job_checks":[)"
                       R"({"job":"k","scheduled":true,"checked_at":"2026-03-31T12:00:00Z"},)"
                       R"({"job":"new","scheduled":true,"checked_at":null},)"
                       R"({"job":"asked","scheduled":false,"checked_at":null}]}]}])";
         l.dataset = "a";
       },
       1, "WARNING - dataset a reads kolada, which job new has never read |"},
      {"a job was renamed, and several datasets read its source",
       [](CheckFacts& f, CheckLimits&) {
         const std::string read =
             R"("run":1,"age_seconds":3600,"sources":[{"source":"kolada","checked_at":"2026-03-31T12:00:00Z",)"
             R"("jobs":["k","new"],"checked_by":"k","job_checks":[)"
             R"({"job":"k","scheduled":true,"checked_at":"2026-03-31T12:00:00Z"},)"
             R"({"job":"new","scheduled":true,"checked_at":null}]}]})";
         f.freshness = R"([{"dataset":"a",)" + read + R"(,{"dataset":"b",)" + read + "]";
       },
       1, "WARNING - datasets a, b read kolada, which job new has never read |"},
      {"one source was never read",
       [](CheckFacts& f, CheckLimits& l) {
         f.freshness = R"([{"dataset":"a","run":1,"age_seconds":7200,"sources":[{"source":"kolada","checked_at":)"
                       R"("2026-03-31T12:00:00Z","jobs":[]},{"source":"extract.x","checked_at":null,"jobs":[]}]}])";
         l.dataset = "a";
       },
       1, "WARNING - dataset a reads extract.x, which has never been read |"},
      {"no source was ever read",
       [](CheckFacts& f, CheckLimits& l) {
         f.freshness = R"([{"dataset":"a","run":1,"age_seconds":null,"sources":[{"source":"extract.x",)"
                       R"("checked_at":null,"jobs":[]}]}])";
         l.dataset = "a";
       },
       2, "CRITICAL - dataset a reads extract.x, which has never been read"},
      {"a dataset without sources",
       [](CheckFacts& f, CheckLimits& l) {
         f.freshness = R"([{"dataset":"a","run":1,"age_seconds":null,"sources":[]}])";
         l.dataset = "a";
       },
       0, "OK"},
      {"too old", [](CheckFacts&, CheckLimits& l) { l.warning = l.critical = std::chrono::minutes(90); }, 2,
       "CRITICAL - dataset b"},
      {"never made", [](CheckFacts& f, CheckLimits&) { f.freshness = R"([{"dataset":"a","age_seconds":null}])"; }, 2,
       "dataset a has never been made"},
      {"failing",
       [](CheckFacts& f, CheckLimits&) { f.jobs = R"([{"job":"k","failing":true,"last_error":"http.timeout | x"}])"; },
       1, "WARNING - job k failed: http.timeout   x |"},
      {"late", [](CheckFacts& f, CheckLimits&) { f.jobs = R"([{"job":"k","late":true}])"; }, 1, "job k is late"},
      {"held", [](CheckFacts& f, CheckLimits&) { f.held = R"([{"run":1,"series":"a","job":"kolada"}])"; }, 1,
       "1 held series wait"},
      {"held by another job",
       [](CheckFacts& f, CheckLimits& l) {
         f.held = R"([{"run":1,"series":"a","job":"kolada"}])";
         l.job = "other";
       },
       0, "OK"},
      {"full", [](CheckFacts& f, CheckLimits&) { f.disk = DiskSpace{1ULL << 30U, 100ULL << 30U}; }, 2,
       "1024 MiB are free"},
      {"below the least",
       [](CheckFacts& f, CheckLimits&) {
         f.status =
             R"({"errors":[],"disk":{"least_bytes":4294967296,"folders":[{"name":"state","free_bytes":9294967296},)"
             R"({"name":"warehouse","free_bytes":1073741824}]}})";
       },
       2, "1024 MiB are free for the warehouse folder, and with less than 4096 MiB no run begins"},
      {"scarce",
       [](CheckFacts& f, CheckLimits&) {
         f.status =
             R"({"errors":[],"disk":{"least_bytes":1073741824,"folders":[{"name":"state","free_bytes":2047483648}]}})";
       },
       1, "1952 MiB are free for the state folder"},
      {"large and filling", [](CheckFacts& f, CheckLimits&) { f.disk = DiskSpace{300ULL << 30U, 4000ULL << 30U}; }, 0,
       "OK"},
      {"unknown job", [](CheckFacts&, CheckLimits& l) { l.job = "x"; }, 3, "UNKNOWN - no job is named x"},
      {"unknown dataset", [](CheckFacts&, CheckLimits& l) { l.dataset = "x"; }, 3, "UNKNOWN - no dataset is named x"},
      {"one dataset",
       [](CheckFacts& f, CheckLimits& l) {
         f.jobs = R"([{"job":"k","failing":true}])";
         l.dataset = "a";
       },
       0, "'age_a'"},
      {"no answer", [](CheckFacts& f, CheckLimits&) { f.freshness = "no JSON"; }, 3, "age is not known"},
      {"no answer of the jobs", [](CheckFacts& f, CheckLimits&) { f.jobs.clear(); }, 3,
       "UNKNOWN - the jobs are not known"},
      {"no answer of what is held", [](CheckFacts& f, CheckLimits&) { f.held = "<html>"; }, 3,
       "UNKNOWN - what is held is not known"},
      {"no answer of the status", [](CheckFacts& f, CheckLimits&) { f.status.clear(); }, 3,
       "UNKNOWN - what the warehouse and the archive have lost is not known"},
      {"no answer of what nobody asks for",
       [](CheckFacts& f, CheckLimits& l) {
         f.jobs.clear();
         f.held.clear();
         f.status.clear();
         l.dataset = "a";
         l.warning = std::chrono::hours(2);
       },
       0, "OK"},
      {"a dataset without hours, and no answer of its jobs",
       [](CheckFacts& f, CheckLimits& l) {
         f.jobs.clear();
         l.dataset = "a";
       },
       3, "UNKNOWN - the jobs are not known"},
      {"not known, and three that failed",
       [](CheckFacts& f, CheckLimits&) {
         f.jobs = R"([{"job":"a","failing":true},{"job":"b","failing":true},{"job":"c","failing":true}])";
         f.held.clear();
       },
       3, "UNKNOWN - what is held is not known, job a failed: , job b failed:  and 1 more |"},
      {"not known, and one that is critical",
       [](CheckFacts& f, CheckLimits&) {
         f.held.clear();
         f.status = R"({"errors":[{"code":"archive.missing","what":"2 of 3"}]})";
       },
       2, "CRITICAL - archive.missing: 2 of 3, what is held is not known |"},
      {"no daemon, and so no answer",
       [](CheckFacts& f, CheckLimits&) {
         f.daemon = false;
         f.jobs.clear();
         f.held.clear();
         f.status.clear();
       },
       2, "CRITICAL - no daemon runs |"},
      {"another's state",
       [](CheckFacts& f, CheckLimits&) {
         f.daemon = false;
         f.freshness.clear();
         f.no_freshness = "state.other_owner";
       },
       2, "no daemon runs"},
  };
  for (const auto& one : cases) {
    auto facts = well();
    CheckLimits limits;
    one.change(facts, limits);
    const auto result = check_result(facts, limits);
    EXPECT_EQ(result.code, one.code) << one.name << ": " << result.text;
    EXPECT_NE(result.text.substr(0, result.text.find('\n')).find(one.text), std::string::npos)
        << one.name << ": " << result.text;
  }
}

TEST(CheckView, OneLineWhateverTheError) {
  const auto result = unknown_result("a\nb|c");
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(result.text, "SLUSS UNKNOWN - a b c\n");
}

}  // namespace
}  // namespace sluss::daemon::program
