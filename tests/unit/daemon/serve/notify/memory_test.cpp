// Not repeated without need: what is reported when, and that every condition that was reported is reported as over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>

#include "daemon/serve/notify/condition.h"
#include "daemon/serve/notify/memory.h"
#include "daemon/serve/notify/memory_text.h"
#include "daemon/serve/notify/over.h"

namespace sluss::daemon::notify {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const auto start = core::parse_instant("2026-06-15T06:00:00Z").value();
const RepeatRule rule{.again_after = 24h, .settle = 10min};

core::Error time_out(const char* code = "http.timeout") {
  return {.code = code, .error_class = core::ErrorClass::transient, .what = "no answer"};
}
Event failed(const char* job, const char* code = "http.timeout") {
  return RunFailed{.job = job, .error = time_out(code), .failed_at = start};
}
Event held(std::vector<HeldSeries> series) {
  return SeriesHeld{.job = "kolada", .run = 12, .series = std::move(series)};
}
Event deadline(const char* day) {
  return Deadline{.name = "Ej verkställda beslut", .due = core::parse_day(day).value()};
}

Event delivery(const char* code, std::int64_t run) {
  return DeliveryFailed{.dataset = "a",
                        .to = "folder:/srv",
                        .run = run,
                        .failed_at = start,
                        .error = {.code = code, .what = "it is not there"}};
}

/// A recipient with its memory.
struct Recipient {
  Memory memory;
  std::optional<core::Instant> again_at;

  /// "begins run_failed/kolada" and "over …", in order.
  std::vector<std::string> receives(const std::vector<Event>& events, core::Instant now) {
    const auto decision = decide(memory, events, now, rule);
    memory = decision.after;
    again_at = decision.again_at;
    std::vector<std::string> notices;
    notices.reserve(decision.notices.size() + decision.over.size());
    for (const auto& notice : decision.notices)
      notices.push_back((notice.reason == NoticeReason::begins    ? "begins "
                         : notice.reason == NoticeReason::changed ? "changed "
                                                                  : "lasts ") +
                        key_of(notice.event));
    for (const auto& over : decision.over) notices.push_back("over " + over.key);
    EXPECT_EQ(parse_memory(to_text(memory)).value(), memory);
    return notices;
  }
};

TEST(Memory, a_condition_is_told_when_it_begins_again_after_a_day_and_when_it_is_over) {
  Recipient recipient;
  EXPECT_THAT(recipient.receives({failed("kolada")}, start), ElementsAre("begins run_failed/kolada"));
  EXPECT_EQ(recipient.again_at, start.plus(24h));
  for (const auto later : {1min, 60min, 23 * 60min + 59min})
    EXPECT_THAT(recipient.receives({failed("kolada")}, start.plus(later)), IsEmpty());
  EXPECT_THAT(recipient.receives({failed("kolada")}, start.plus(24h)), ElementsAre("lasts run_failed/kolada"));
  EXPECT_THAT(recipient.receives({}, start.plus(30h)), IsEmpty()) << "it may come back";
  EXPECT_EQ(recipient.again_at, start.plus(30h + 10min));
  EXPECT_THAT(recipient.receives({}, start.plus(30h + 10min)), ElementsAre("over run_failed/kolada"));
  EXPECT_THAT(recipient.receives({}, start.plus(31h)), IsEmpty());
  EXPECT_EQ(recipient.memory, Memory{});
  EXPECT_EQ(recipient.again_at, std::nullopt);
}

TEST(Memory, what_comes_and_goes_is_told_once) {
  Recipient recipient;
  EXPECT_THAT(recipient.receives({failed("kolada")}, start), ElementsAre("begins run_failed/kolada"));
  for (int minute = 5; minute < 24 * 60; minute += 5)
    EXPECT_THAT(recipient.receives(minute % 10 == 0 ? std::vector{failed("kolada")} : std::vector<Event>{},
                                   start.plus(std::chrono::minutes(minute))),
                IsEmpty())
        << minute;
}

TEST(Memory, a_change_is_told_at_once) {
  Recipient recipient;
  recipient.receives({failed("kolada")}, start);
  EXPECT_THAT(recipient.receives({failed("kolada", "http.denied")}, start.plus(1min)),
              ElementsAre("changed run_failed/kolada"));
  const HeldSeries one{"kolada:N1", "Ett", "ratio"};
  const HeldSeries two{"kolada:N2", "Två", "gone"};
  EXPECT_THAT(recipient.receives({failed("kolada", "http.denied"), held({one, two})}, start.plus(2min)),
              ElementsAre("begins series_held/kolada/12"));
  EXPECT_THAT(recipient.receives({held({two, one}), failed("kolada", "http.denied")}, start.plus(3min)), IsEmpty())
      << "the order is not a change";
  EXPECT_THAT(recipient.receives({held({two}), failed("kolada", "http.denied")}, start.plus(4min)),
              ElementsAre("changed series_held/kolada/12"));
  EXPECT_THAT(recipient.receives({StateDamaged{"archive", {.code = "archive.missing"}}}, start.plus(4min)),
              ElementsAre("begins state_damaged/archive"));
  EXPECT_THAT(recipient.receives({StateDamaged{"archive", {.code = "archive.damaged"}}}, start.plus(4min)),
              ElementsAre("changed state_damaged/archive"));
  EXPECT_THAT(recipient.receives({delivery("publish.folder", 3)}, start.plus(4min)),
              ElementsAre("begins delivery_failed/a/folder:/srv"));
  EXPECT_THAT(recipient.receives({delivery("publish.folder", 4)}, start.plus(4min)), IsEmpty())
      << "it fails for the same after the next run";
  EXPECT_THAT(recipient.receives({delivery("disk.full", 5)}, start.plus(4min)),
              ElementsAre("changed delivery_failed/a/folder:/srv"));
  EXPECT_THAT(recipient.receives({DiskLow{"state", 5, 10, false}}, start.plus(5min)),
              ElementsAre("begins disk_low/state"));
  EXPECT_THAT(recipient.receives({DiskLow{"state", 4, 10, false}}, start.plus(6min)), IsEmpty())
      << "bytes move by themselves";
  EXPECT_THAT(recipient.receives({DiskLow{"state", 1, 10, true}}, start.plus(7min)),
              ElementsAre("changed disk_low/state"));
}

TEST(Memory, the_most_serious_comes_first_and_one_key_once) {
  Recipient recipient;
  EXPECT_THAT(recipient.receives({NewFigures{.job = "kolada", .run = 12}, held({}), failed("b"), failed("a"),
                                  failed("a"), JobLate{.job = "a"}, delivery("disk.full", 3),
                                  DiskLow{.folder = "state"}, StateDamaged{.kept = "journal", .error = {}}},
                                 start),
              ElementsAre("begins state_damaged/journal", "begins disk_low/state", "begins run_failed/a",
                          "begins run_failed/b", "begins delivery_failed/a/folder:/srv", "begins job_late/a",
                          "begins series_held/kolada/12", "begins new_figures/kolada/12"));
}

TEST(Memory, news_are_told_once_and_never_over) {
  Recipient recipient;
  const Event news = NewFigures{.job = "kolada", .run = 12};
  EXPECT_THAT(recipient.receives({news, news}, start), ElementsAre("begins new_figures/kolada/12"));
  EXPECT_THAT(recipient.receives({news}, start.plus(48h)), IsEmpty());
  EXPECT_THAT(recipient.receives({}, start.plus(72h)), IsEmpty());
  for (int run = 13; run < 500; ++run) recipient.receives({NewFigures{.job = "kolada", .run = run}}, start.plus(73h));
  EXPECT_EQ(recipient.memory.news.size(), Memory::news_kept);
  EXPECT_EQ(recipient.memory.news.back(), "new_figures/kolada/499");
}

TEST(Memory, what_was_not_handed_over_is_told_the_next_time) {
  const Memory nothing;
  const std::vector<Event> events{failed("kolada"), NewFigures{.job = "kolada", .run = 12}};
  EXPECT_EQ(decide(nothing, events, start, rule).notices.size(), 2U);
  EXPECT_EQ(decide(nothing, events, start.plus(1min), rule).notices.size(), 2U) << "the caller kept the old memory";
  EXPECT_EQ(next_try(1, start), start.plus(1min));
  EXPECT_EQ(next_try(4, start), start.plus(8min));
  EXPECT_EQ(next_try(7, start), start.plus(60min));
  EXPECT_EQ(next_try(1000000, start), start.plus(60min));
}

TEST(Memory, a_deadline_is_told_at_its_steps_and_only_there) {
  Recipient recipient;
  std::vector<std::string> notices;
  // Due on 30 June, a Swedish day; decided every hour from 1 June.
  for (int hour = 0; hour < 32 * 24; ++hour) {
    const auto now = core::parse_instant("2026-06-01T00:30:00Z").value().plus(std::chrono::hours(hour));
    const auto received = recipient.receives({deadline("2026-06-30")}, now);
    if (!received.empty()) notices.push_back(core::swedish_text(now) + " " + received.front());
    if (recipient.again_at) {
      EXPECT_GT(*recipient.again_at, now);
    }
  }
  const std::string key = " deadline/2026-06-30/Ej verkställda beslut";
  EXPECT_THAT(notices, ElementsAre("2026-06-16 00:30 begins" + key, "2026-06-23 00:30 changed" + key,
                                   "2026-06-27 00:30 changed" + key, "2026-06-29 00:30 changed" + key,
                                   "2026-06-30 00:30 changed" + key, "2026-07-01 00:30 changed" + key));
}

TEST(Memory, the_timer_is_set_to_the_next_step) {
  const Memory nothing;
  const std::vector<Event> far{deadline("2026-06-30")};
  const auto decision = decide(nothing, far, core::parse_instant("2026-06-01T10:00:00Z").value(), rule);
  EXPECT_TRUE(decision.silent());
  EXPECT_EQ(core::swedish_text(decision.again_at.value()), "2026-06-16 00:00");
  const Expiry expiry{.what = ExpiryKind::certificate, .name = "client.pem", .expires = start.plus(100h)};
  EXPECT_EQ(core::swedish_text(next_step(expiry, start).value()), "2026-06-16 00:00") << "three days before";
  EXPECT_EQ(next_step(expiry, start.plus(1000h)), std::nullopt);
}

TEST(Memory, a_clock_that_is_put_back_neither_repeats_nor_silences) {
  Recipient recipient;
  recipient.receives({failed("kolada")}, start.plus(240h));
  EXPECT_THAT(recipient.receives({failed("kolada")}, start), IsEmpty());
  EXPECT_THAT(recipient.receives({failed("kolada")}, start.plus(23h)), IsEmpty());
  EXPECT_THAT(recipient.receives({failed("kolada")}, start.plus(24h)), ElementsAre("lasts run_failed/kolada"));
}

/// Any history: nothing is reported twice within the interval unless it changed, what is over had been reported, and in
/// the end all is over.
TEST(Memory, holds_for_any_history) {
  std::uint64_t seed = 20260615;
  const auto random = [&seed](std::uint64_t below) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (seed >> 33U) % below;
  };
  for (int history = 0; history < 60; ++history) {
    Recipient recipient;
    std::map<std::string, int> open;
    auto now = start;
    const auto hear = [&](const std::vector<Event>& events) {
      for (const auto& notices : recipient.receives(events, now)) {
        const auto space = notices.find(' ');
        const auto reason = notices.substr(0, space);
        auto& known = open[notices.substr(space + 1)];
        EXPECT_EQ(known, reason == "begins" ? 0 : 1) << notices;
        known = reason == "over" ? 0 : 1;
      }
    };
    for (int step = 0; step < 60; ++step) {
      now = now.plus(std::chrono::minutes(random(600)));
      std::vector<Event> events;
      for (const char* job : {"a", "b", "c"})
        if (random(2) == 0) events.push_back(failed(job, random(4) == 0 ? "http.denied" : "http.timeout"));
      hear(events);
    }
    for (int i = 0; i < 2; ++i) {
      now = now.plus(10min);
      hear({});
    }
    for (const auto& [key, known] : open) EXPECT_EQ(known, 0) << key;
  }
}

TEST(MemoryText, that_is_broken_is_an_error) {
  for (const char* text :
       {"", "[]", "{}", "{\"version\":2,\"told\":[],\"news\":[]}",
        "{\"version\":1,\"told\":[{\"kind\":\"x\"}],\"news\":[]}", "{\"version\":1,\"told\":{},\"news\":[1]}"}) {
    const auto memory = parse_memory(text);
    ASSERT_FALSE(memory) << text;
    EXPECT_EQ(memory.error().code, "notify.memory");
  }
}

TEST(Memory, what_waits_with_a_later_run_is_over_when_that_is_decided) {
  const auto of_run = [](std::int64_t run, std::vector<WaitingRows> rows) {
    return SeriesHeld{
        .job = "listor", .run = run, .series = {{"file:lista", "Lista", "expectation"}}, .rows = std::move(rows)};
  };
  const Event carrying = of_run(4, {{.run = 2, .file = "a.csv", .periods = {"2024"}, .rows = 72},
                                    {.run = 4, .file = "b.csv", .periods = {"2025"}, .rows = 60}});
  Recipient recipient;
  EXPECT_THAT(recipient.receives({of_run(2, {})}, start), ElementsAre("begins series_held/listor/2"));
  EXPECT_THAT(recipient.receives({carrying}, start.plus(1h)), ElementsAre("begins series_held/listor/4"));
  EXPECT_THAT(recipient.receives({carrying}, start.plus(2h)), IsEmpty()) << "the rows of run 2 wait all the same";
  EXPECT_THAT(recipient.receives({}, start.plus(3h)), IsEmpty());
  EXPECT_THAT(recipient.receives({}, start.plus(4h)),
              ElementsAre("over series_held/listor/2", "over series_held/listor/4"));
}

TEST(Memory, what_is_over_tells_how_many_rows_of_which_runs_it_was_about) {
  const auto over = [](std::int64_t run) {
    return ReportedCondition{.key = "series_held/listor/" + std::to_string(run),
                             .kind = EventKind::series_held,
                             .fingerprint = "",
                             .about = "filen " + std::to_string(run),
                             .file = std::to_string(run),
                             .since = start,
                             .reported_at = start,
                             .gone_since = start};
  };
  Decision decision{.notices = {}, .over = {over(2), over(4), over(9)}, .after = {}, .again_at = {}};
  std::vector<HeldOutcome> outcomes{{.run = 4, .job = "listor", .became = "released", .with = 4, .rows = 60},
                                    {.run = 2, .job = "listor", .became = "released", .with = 4, .rows = 72},
                                    {.run = 9, .job = "annat", .became = "released", .with = 9, .rows = 5}};
  add_outcomes(decision, outcomes);
  EXPECT_EQ(decision.over[0].outcome, "72 uppgifter släpptes igenom med körning 4");
  EXPECT_EQ(decision.over[1].outcome, "132 uppgifter släpptes igenom: 72 ur körning 2 och 60 ur körning 4");
  EXPECT_EQ(decision.over[2].outcome, "") << "of another job";
  EXPECT_EQ(
      over_phrase(decision.over[1]),
      "inget ur filen 4 väntar längre på beslut: 132 uppgifter släpptes igenom: 72 ur körning 2 och 60 ur körning 4");
  EXPECT_EQ(over_phrase(decision.over[2]), "inget ur filen 9 väntar längre på beslut");
  outcomes[1].became = "discarded";
  add_outcomes(decision, outcomes);
  EXPECT_EQ(decision.over[0].outcome, "72 uppgifter förkastades med körning 4");
  EXPECT_EQ(decision.over[1].outcome, "60 uppgifter släpptes igenom; 72 uppgifter förkastades: 72 ur körning 2");
}

TEST(Memory, what_news_has_told_of_a_released_file_is_not_told_again) {
  const Event waits =
      SeriesHeld{.job = "listor", .run = 4, .series = {{"a", "", "ratio"}}, .file = FileRead{.name = "l.csv"}};
  const Event news = NewFigures{.job = "listor", .run = 5, .recorded_at = start, .released = {"l.csv"}};
  const auto later = start.plus(20min);
  {
    Recipient both;
    EXPECT_THAT(both.receives({waits}, start), ElementsAre("begins series_held/listor/4"));
    EXPECT_THAT(both.receives({news}, start.plus(1min)), ElementsAre("begins new_figures/listor/5"));
    EXPECT_THAT(both.receives({}, later), IsEmpty());
    EXPECT_THAT(both.memory.reported, IsEmpty());
  }
  {
    Recipient sooner;  // the news comes before it is known that nothing waits any more, and the daemon is restarted
    EXPECT_THAT(sooner.receives({waits}, start), ElementsAre("begins series_held/listor/4"));
    EXPECT_THAT(sooner.receives({waits, news}, start.plus(1min)), ElementsAre("begins new_figures/listor/5"));
    sooner.memory = parse_memory(to_text(sooner.memory)).value();
    EXPECT_THAT(sooner.receives({}, start.plus(2min)), IsEmpty());
    EXPECT_THAT(sooner.receives({}, later), IsEmpty());
  }
  Recipient without_news;
  EXPECT_THAT(without_news.receives({waits}, start), ElementsAre("begins series_held/listor/4"));
  EXPECT_THAT(without_news.receives({}, start.plus(1min)), IsEmpty());
  EXPECT_THAT(without_news.receives({}, later), ::testing::SizeIs(1));
}

TEST(Memory, of_an_older_release_the_file_is_read_of_its_words) {
  const auto kept = [](const std::string& kind, const std::string& about) {
    const auto memory =
        parse_memory(R"({"version":1,"told":[{"key":"k","kind":")" + kind + R"(","fingerprint":"f","about":")" + about +
                     R"(","since":1,"told_at":1}],"news":[]})");
    return memory.value().reported.at(0).file;
  };
  EXPECT_EQ(kept("series_held", "filen lista.csv"), "lista.csv");
  EXPECT_EQ(kept("run_failed", "filen lista.csv"), "lista.csv");
  EXPECT_EQ(kept("run_failed", "jobbet listor"), "");
  EXPECT_EQ(kept("delivery_failed", "filen lista.csv"), "") << "it is about no file";
}

TEST(Memory, what_a_condition_is_about_is_known_by_its_file_and_not_by_its_words) {
  Recipient recipient;
  const Event waits =
      SeriesHeld{.job = "listor", .run = 4, .series = {{"a", "", "ratio"}}, .file = FileRead{.name = "l.csv"}};
  EXPECT_THAT(recipient.receives({waits}, start), ElementsAre("begins series_held/listor/4"));
  EXPECT_EQ(recipient.memory.reported.at(0).file, "l.csv");
  EXPECT_EQ(recipient.memory.reported.at(0).about, "filen l.csv");
  EXPECT_EQ(parse_memory(to_text(recipient.memory)).value(), recipient.memory);
  auto worded = recipient.memory.reported.at(0);
  worded.kind = EventKind::run_failed;
  worded.about = "lista l.csv";
  EXPECT_EQ(over_phrase(worded), "lista l.csv behöver inte rättas längre: en senare fil är inläst");
}

TEST(Memory, what_a_later_file_takes_the_place_of_is_told_with_how_that_stands) {
  const auto told = [](const std::string& about, HeldOutcome by) {
    Decision decision{.notices = {},
                      .over = {{.key = "series_held/listor/2",
                                .kind = EventKind::series_held,
                                .fingerprint = "",
                                .about = about,
                                .file = about.starts_with("filen ") ? about.substr(6) : "",
                                .since = start,
                                .reported_at = start,
                                .gone_since = start}},
                      .after = {},
                      .again_at = {}};
    by.run = 2;
    by.job = "listor";
    by.became = "replaced";
    add_outcomes(decision, std::vector{by});
    return over_phrase(decision.over.front());
  };
  EXPECT_EQ(told("filen lista.csv", {.with = 4, .now = "waiting", .file = "lista.csv"}),
            "den rättade filen lista.csv (körning 4) ersätter den som väntade; den nya väntar på beslut");
  EXPECT_EQ(told("filen lista.csv", {.with = 4, .now = "loaded", .file = "lista.csv"}),
            "den rättade filen lista.csv (körning 4) ersätter den som väntade; den nya är inläst");
  EXPECT_EQ(told("filen lista.csv", {.with = 4, .now = "discarded", .file = "lista 2.csv"}),
            "filen lista 2.csv (körning 4) ersätter filen lista.csv, som väntade; den nya är förkastad");
  EXPECT_EQ(told("körning 2 av jobbet listor", {.with = 4, .now = "discarded"}),
            "det som kom med körning 4 ersätter det som väntade ur körning 2 av jobbet listor; det nya är förkastat");
}

}  // namespace
}  // namespace sluss::daemon::notify
