#include "daemon/program/status_view.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sluss::daemon::program {
namespace {

nlohmann::json status_with(int held) {
  nlohmann::json status{{"daemon", nullptr},
                        {"jobs", nlohmann::json::array()},
                        {"warehouse", {{"folder", "/var/lib/sluss/warehouse"}, {"bytes", 0}}},
                        {"archive", nlohmann::json::object()},
                        {"held", nlohmann::json::array()},
                        {"errors", nlohmann::json::array()}};
  for (int i = 0; i < held; ++i)
    status["held"].push_back({{"run", 3}, {"series", "kolada:N" + std::to_string(100 + i)}, {"gate", "gone"}});
  return status;
}

TEST(StatusView, OfManyHeldSeriesTheFirstTen) {
  auto status = status_with(64);
  const auto text = status_text(status.dump());
  EXPECT_NE(text.find("held: run 3 kolada:N109 by gone\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("kolada:N110"), std::string::npos) << text;
  EXPECT_NE(text.find("held: and 54 more; "), std::string::npos) << "an older daemon does not count them: " << text;
  status["held_series_waiting"] = 1'210;
  EXPECT_NE(status_text(status.dump()).find("held: and 1 200 more; "), std::string::npos);
}

TEST(StatusView, OfTenHeldSeriesEach) {
  const auto text = status_text(status_with(10).dump());
  EXPECT_NE(text.find("held: run 3 kolada:N109 by gone\n"), std::string::npos) << text;
  EXPECT_EQ(text.find(" more"), std::string::npos) << text;
}

TEST(StatusView, OneOfAThingIsOne) {
  auto status = status_with(0);
  const nlohmann::json run{{"job", "kolada"}, {"since", "2026-03-02T06:00:00Z"}, {"pages", 1}, {"rows", 1}};
  status["daemon"] = {{"pid", 7},
                      {"since", "2026-03-02T05:00:00Z"},
                      {"draining", false},
                      {"why_not", nullptr},
                      {"running", nlohmann::json::array({run})}};
  EXPECT_NE(status_text(status.dump()).find(", 1 page, 1 row\n"), std::string::npos) << status_text(status.dump());
  status["daemon"]["running"][0]["pages"] = 12'345;
  EXPECT_NE(status_text(status.dump()).find(", 12 345 pages, 1 row\n"), std::string::npos)
      << status_text(status.dump());
}

nlohmann::json job_of(const char* name) {
  return {{"name", name}, {"when", "06:00"}, {"next", nullptr}, {"last", nullptr}, {"failed", nullptr}};
}

TEST(StatusView, UntilWhenAJobIsPaused) {
  auto status = status_with(0);
  auto ends = job_of("ends");
  ends["paused"] = true;
  ends["paused_until"] = "2026-04-01T06:00:00Z";
  ends["next"] = "2026-04-02T04:00:00Z";
  ends["failed"] = {{"at", "2026-03-30T04:00:00Z"}, {"code", "http.connect"}, {"what", "no answer"}};
  auto stays = job_of("stays");
  stays["paused"] = true;
  stays["paused_until"] = nullptr;
  status["jobs"] = {ends, stays};
  const auto text = status_text(status.dump());
  EXPECT_NE(text.find("  paused until 2026-04-01 08:00 CEST  "), std::string::npos) << text;
  EXPECT_NE(text.find("failed: ends: no answer; paused until 2026-04-01 08:00 CEST\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  paused without an end  "), std::string::npos) << text;
}

TEST(StatusView, WhatMayNotBeReadIsNotKnown) {
  auto status = status_with(0);
  status["jobs"] = nlohmann::json::array({job_of("kolada")});
  EXPECT_FALSE(lacks_rights(status.dump()));
  EXPECT_NE(status_text(status.dump()).find("never"), std::string::npos);
  nlohmann::json closed{{"code", "disk.permission"}, {"what", "cannot open journal.jsonl"}, {"remedy", "Let it."}};
  status["errors"].push_back(closed);
  EXPECT_TRUE(lacks_rights(status.dump()));
  auto text = status_text(status.dump());
  EXPECT_EQ(text.find("never"), std::string::npos) << text;
  EXPECT_NE(text.find("not known"), std::string::npos) << text;
  EXPECT_NE(text.find("warehouse: /var/lib/sluss/warehouse, how large is not known\n"), std::string::npos) << text;
  status["warehouse"]["generation"] = "000001";
  text = status_text(status.dump());
  EXPECT_NE(text.find("never"), std::string::npos) << "the warehouse could be read: " << text;
  status["daemon"] = {{"pid", 7}};
  EXPECT_FALSE(lacks_rights(status.dump())) << "the daemon's error, not this user's";
  EXPECT_FALSE(lacks_rights("no JSON"));
}

TEST(StatusView, WhatBecameOfALoadOfWhichAllWasHeld) {
  auto status = status_with(0);
  auto job = job_of("bilar");
  job["last"] = {{"run", 3}, {"status", "held"}, {"recorded_at", "2026-03-31T12:00:00Z"}};
  status["jobs"] = nlohmann::json::array({job});
  EXPECT_NE(status_text(status.dump()).find("  held  "), std::string::npos) << "of a part of it";
  for (const auto* state : {"waiting", "discarded"}) {
    status["jobs"][0]["last"]["hold"] = state;
    EXPECT_NE(status_text(status.dump()).find("  held, " + std::string(state) + "  "), std::string::npos);
  }
}

TEST(StatusView, WhoCouldNotBeNotified) {
  auto status = status_with(0);
  EXPECT_EQ(status_text(status.dump()).find("the last try failed"), std::string::npos) << "an older daemon's";
  status["unsent"] = nlohmann::json::array(
      {{{"kind", "mail"}, {"to", "drift"}, {"at", "2026-03-31T12:00:00Z"}, {"code", "notify.connect"}}});
  const auto text = status_text(status.dump());
  EXPECT_NE(text.find("mail to drift: the last try failed at 2026-03-31 14:00 CEST: notify.connect; "),
            std::string::npos)
      << text;
}

TEST(StatusView, FilesThatNoJobTakes) {
  auto status = status_with(0);
  EXPECT_EQ(status_text(status.dump()).find("no job takes"), std::string::npos) << "an older daemon's";
  status["unclaimed"] = nlohmann::json::array({{{"job", "bilar"},
                                                {"place", "/srv/in"},
                                                {"files", 12},
                                                {"names", {"bilar lista.xlsx", "x.csv"}},
                                                {"taken", {"bilar 2026.xlsx"}}}});
  const auto text = status_text(status.dump());
  EXPECT_NE(text.find("no job takes: 12 files in /srv/in: bilar lista.xlsx, x.csv, …; names that are taken there look "
                      "like bilar 2026.xlsx. Rename them"),
            std::string::npos)
      << text;
}

TEST(StatusView, HowOftenAJobHasFailed) {
  auto status = status_with(0);
  auto once = job_of("once");
  once["failures"] = 1;
  auto twice = job_of("twice");
  twice["failures"] = 2;
  status["jobs"] = {once, twice};
  const auto text = status_text(status.dump());
  EXPECT_NE(text.find("(failed 1 time)"), std::string::npos) << text;
  EXPECT_NE(text.find("(failed 2 times)"), std::string::npos) << text;
}

}  // namespace
}  // namespace sluss::daemon::program
