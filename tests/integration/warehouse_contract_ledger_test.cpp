// What the ledger returns of rows that a Writer put: runs and what belongs to them. Each engine must answer alike.
// What is held and figures are in warehouse_contract_held_test.cpp and warehouse_contract_figures_test.cpp.
#include "tests/integration/warehouse_contract.h"
#include "tests/tools/put_rows.h"
#include "warehouse/ledger.h"
#include "warehouse/ledger_checks.h"
#include "warehouse/ledger_held.h"

namespace sluss::tests {

std::unique_ptr<warehouse::Reader> LedgerContract::reader(warehouse::ReadOptions options) {
  options.now = now_;
  return must(warehouse_->reader(options));
}

void LedgerContract::put(const warehouse::RunRecord& record, const std::function<void(warehouse::Writer&)>& more) {
  auto writer = this->writer();
  if (more) more(*writer);
  must(writer->put_run(record));
  must(writer->commit());
}

warehouse::RunRecord LedgerContract::record(std::int64_t number, const std::string& job,
                                            const std::string& cause) const {
  return {.id = {number},
          .job = job,
          .source = job,
          .origin = job,
          .cause = cause,
          .status = "done",
          .started_at = now_.plus(std::chrono::hours(number)),
          .recorded_at = now_.plus(std::chrono::hours(number) + std::chrono::microseconds(1)),
          .rows = {},
          .details = "{}",
          .segments = {}};
}

warehouse::RawObjectRow LedgerContract::raw(std::uint32_t index, const std::string& query, std::uint64_t bytes,
                                            Instant at, const std::string& segment) {
  warehouse::RawObjectRow row;
  row.index = index;
  row.query = query;
  row.request = "https://example.test/" + query;
  row.page = 1;
  row.status = 200;
  row.fetched_at = at;
  row.sha256 = core::Sha256::of(query + std::to_string(index));
  row.bytes = bytes;
  row.segment = segment;
  return row;
}

namespace {

namespace ledger = warehouse::ledger;
using std::chrono::hours;
using std::chrono::microseconds;
using ::testing::ElementsAre;
using ::testing::FieldsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::SizeIs;

TEST_P(LedgerContract, RunsComeOutAsTheyWerePut) {
  auto stored = record(3, "viva");
  stored.origin = "scb";
  stored.status = "held";
  stored.rows = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  stored.details = R"({"of":2})";
  stored.segments = {"viva/a.seg", "viva/b.seg"};
  put(record(1, "kolada"));
  put(stored);
  const auto reader = this->reader();

  const auto run = must(ledger::run(*reader, RunId{3}));
  const auto& known = run.record;
  EXPECT_EQ(run.waiting, 0);
  EXPECT_EQ(std::tie(known.id, known.job, known.source, known.origin, known.cause, known.status),
            std::tie(stored.id, stored.job, stored.source, stored.origin, stored.cause, stored.status));
  EXPECT_EQ(std::tie(known.started_at, known.recorded_at, known.details, known.segments),
            std::tie(stored.started_at, stored.recorded_at, stored.details, stored.segments));
  const auto& rows = known.rows;
  EXPECT_THAT((std::vector{rows.read, rows.inserted, rows.revised, rows.unchanged, rows.deleted, rows.absent,
                           rows.rejected, rows.filtered, rows.duplicate, rows.held, rows.open_before, rows.open_after}),
              ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
  EXPECT_EQ(ledger::run(*reader, RunId{2}).error().code, "usage.run");

  const auto latest = must(ledger::runs(*reader, 1));
  ASSERT_THAT(latest, SizeIs(1));
  EXPECT_EQ(latest[0].record.id.value, 3);
  EXPECT_THAT(must(ledger::runs(*reader, 10)), SizeIs(2));
  const auto some = must(ledger::runs_of(*reader, {RunId{1}, RunId{2}, RunId{3}}));
  ASSERT_THAT(some, SizeIs(2));
  EXPECT_EQ(some[1].segments, stored.segments);
  EXPECT_THAT(must(ledger::runs_of(*reader, {})), IsEmpty());
  EXPECT_THAT(must(ledger::run_numbers(*reader)), ElementsAre(RunId{1}, RunId{3}));
  EXPECT_EQ(must(ledger::count_runs(*reader)), 2);
}

TEST_P(LedgerContract, ARunIsNamedByItsNumberOrAsTheLast) {
  EXPECT_EQ(ledger::run_named(*reader(), "last").error().what, "there is no run last");
  put(record(2, "kolada"));
  put(record(12, "kolada"));
  const auto reader = this->reader();
  EXPECT_EQ(must(ledger::run_named(*reader, "last")).value, 12);
  EXPECT_EQ(must(ledger::run_named(*reader, "2")).value, 2);
  EXPECT_EQ(must(ledger::run_named(*reader, "run:12")).value, 12);
  for (const auto* name : {"3", "run:", "", "1 or 1=1", "-2", "1234567890123456", "Last"})
    EXPECT_EQ(ledger::run_named(*reader, name).error().code, "usage.run") << name;
  EXPECT_EQ(ledger::run_number("run:3"), RunId{3});
  EXPECT_FALSE(ledger::run_number("last"));
  EXPECT_EQ(ledger::run_named(*reader, "run:3").error().what, "there is no run run:3");
  EXPECT_EQ(ledger::run_named(*reader, "x").error().what, "'x' is no run");
}

TEST_P(LedgerContract, TheLastRunOfEachJob) {
  EXPECT_THAT(must(ledger::last_of_each_job(*reader())), IsEmpty());
  auto early = record(1, "kolada");
  early.started_at = now_.plus(hours(99));  // the clock was set back afterwards
  put(early);
  put(record(2, "viva"));
  put(record(3, "kolada"));
  put(record(4, "kolada", "release"));
  const auto runs = must(ledger::last_of_each_job(*reader()));
  const auto at = [&](int number) { return now_.plus(hours(number) + microseconds(1)); };
  EXPECT_THAT(runs, ElementsAre(FieldsAre("kolada", RunId{3}, "done", at(3), now_.plus(hours(99))),
                                FieldsAre("viva", RunId{2}, "done", at(2), now_.plus(hours(2)))));
  EXPECT_EQ(must(ledger::last_of_each_job(*reader(), ledger::Cause::any)).front().run.value, 4);
}

TEST_P(LedgerContract, TheLastRunOfAll) {
  EXPECT_EQ(must(ledger::last_run(*reader())).value, 0);
  EXPECT_EQ(must(ledger::last_run_known(*reader())), std::nullopt);
  EXPECT_EQ(must(ledger::last_recorded(*reader(), ledger::Cause::any)), std::nullopt);
  EXPECT_FALSE(must(ledger::any_ran_twice(*reader())));
  put(record(1, "kolada"));
  put(record(2, "viva"));
  put(record(3, "kolada", "release"));
  EXPECT_FALSE(must(ledger::any_ran_twice(*reader())));
  const auto at = [&](int number) { return now_.plus(hours(number) + microseconds(1)); };
  EXPECT_EQ(must(ledger::last_run(*reader())).value, 3);
  EXPECT_EQ(must(ledger::last_run_known(*reader())), RunId{3});
  EXPECT_EQ(must(ledger::last_run_known(*reader(as_of("run:2")))), RunId{2});
  EXPECT_EQ(must(ledger::last_recorded(*reader(), ledger::Cause::any)), at(3));
  EXPECT_EQ(must(ledger::last_recorded(*reader(), ledger::Cause::run)), at(2));
  put(record(4, "viva"));
  EXPECT_TRUE(must(ledger::any_ran_twice(*reader())));
}

TEST_P(LedgerContract, ANewerRunIsOfTheSameOrigin) {
  for (int number = 1; number < 5; ++number) put(record(number, number % 2 == 0 ? "scb" : "kolada"));
  const auto reader = this->reader();
  EXPECT_EQ(must(ledger::newer_run(*reader, "kolada", RunId{0})), RunId{1});
  EXPECT_EQ(must(ledger::newer_run(*reader, "kolada", RunId{1})), RunId{3});
  EXPECT_EQ(must(ledger::newer_run(*reader, "kolada", RunId{3})), std::nullopt);
  EXPECT_EQ(must(ledger::newer_run(*reader, "o'neill", RunId{0})), std::nullopt);
}

TEST_P(LedgerContract, WhatEachTableTookOfARun) {
  auto stored = record(1, "kolada");
  stored.streams = {{.stream = "core.area", .rows = {.read = 7, .unchanged = 7, .open_before = 7, .open_after = 7}},
                    {.stream = "core.observation", .rows = {.read = 2, .inserted = 2, .open_after = 2}}};
  put(stored);
  put(record(2, "kolada"));
  const auto streams = must(ledger::streams(*reader(), RunId{1}));
  ASSERT_EQ(streams.size(), 2);
  EXPECT_EQ(streams[0].stream, "core.observation");
  EXPECT_EQ(streams[0].rows.inserted, 2);
  EXPECT_EQ(streams[1].rows.unchanged, 7);
  EXPECT_EQ(streams[1].rows.open_after, 7);
  EXPECT_THAT(must(ledger::streams(*reader(), RunId{2})), IsEmpty());
}

TEST_P(LedgerContract, EachSourceWasCheckedByItsOwnLastRun) {
  EXPECT_THAT(must(ledger::last_checks(*reader())), IsEmpty());
  const auto read = [&](int number, const std::string& job, const std::string& stream, const std::string& cause = "run",
                        const std::string& status = "done") {
    auto stored = record(number, job, cause);
    stored.status = status;
    stored.streams = {{.stream = stream, .rows = {}}, {.stream = "core.area", .rows = {}}};
    put(stored);
  };
  read(1, "viva", "extract.beslut");
  read(2, "kolada", "core.observation");
  read(3, "viva", "extract.avslag", "run", "held");
  read(4, "kolada", "core.observation", "run", "unchanged");
  read(5, "kolada", "core.observation", "release");
  read(6, "viva", "extract.beslut", "replay");
  read(7, "enkat", "core.observation");
  auto other = record(8, "lss", "run");
  other.origin = "kolada";
  other.streams = {{.stream = "core.observation", .rows = {}}};
  put(other);
  const auto at = [&](int number) { return now_.plus(hours(number) + microseconds(1)); };
  EXPECT_THAT(must(ledger::last_checks(*reader())),
              ElementsAre(FieldsAre("core.observation", "enkat", "enkat", at(7)),
                          FieldsAre("core.observation", "kolada", "kolada", at(4)),
                          FieldsAre("core.observation", "kolada", "lss", at(8)),
                          FieldsAre("extract.avslag", "viva", "viva", at(3)),
                          FieldsAre("extract.beslut", "viva", "viva", at(1))));
}

TEST_P(LedgerContract, TheLastFillOfATable) {
  const auto fill = [&](int number, const std::string& job, const std::string& table, std::int64_t rows) {
    auto stored = record(number, job);
    stored.rows.open_after = rows;
    stored.streams = {{.stream = "extract." + table, .rows = stored.rows}};
    stored.details = R"({"content":"c)" + std::to_string(number) + R"(","table":")" + table + "\"}";
    put(stored);
  };
  fill(1, "a", "beslut", 10);
  fill(2, "b", "beslut", 20);
  fill(3, "a", "avslag", 30);
  put(record(4, "b", "replay"));
  const auto reader = this->reader();
  EXPECT_THAT(must(ledger::last_fill(*reader, "beslut", {})),
              Optional(FieldsAre(RunId{2}, 20, R"({"content":"c2","table":"beslut"})")));
  EXPECT_THAT(must(ledger::last_fill(*reader, "beslut", "a")),
              Optional(FieldsAre(RunId{3}, 30, R"({"content":"c3","table":"avslag"})")));
  EXPECT_FALSE(must(ledger::last_fill(*reader, "besl", {})));
  EXPECT_FALSE(must(ledger::last_fill(*reader, "beslut", "c")));
}

TEST_P(LedgerContract, ATableWaitsIsReplacedAndDiscarded) {
  const warehouse::HeldSeries emptied{.series = "extract.beslut", .gate = "emptied", .known = 40, .evidence = "{}"};
  const auto held = [&](int number, const auto& more) {
    auto stored = record(number, "viva");
    stored.status = "held";
    put(stored, more);
  };
  held(1, [&](warehouse::Writer& writer) { must(writer.hold_series(RunId{1}, emptied)); });
  EXPECT_THAT(must(ledger::waiting_series(*reader(), RunId{1})), ElementsAre("extract.beslut"));
  EXPECT_EQ(must(ledger::held(*reader(), RunId{1}, "extract.beslut"))->series.gate, "emptied");
  held(2, [&](warehouse::Writer& writer) {
    must(writer.supersede_held("extract.beslut", RunId{2}, now_));
    must(writer.hold_series(RunId{2}, emptied));
  });
  EXPECT_EQ(must(ledger::held(*reader(), RunId{1}, "extract.beslut"))->state, "replaced");
  EXPECT_EQ(must(ledger::count_waiting(*reader())), 1);

  EXPECT_FALSE(must(ledger::discarded_by(*reader(), "beslut", "c2")));
  auto discard = record(3, "viva", "discard");
  discard.details = R"({"content":"c2","of":2,"table":"beslut"})";
  put(discard, [&](warehouse::Writer& writer) {
    must(writer.drop_held(RunId{2}, {}, warehouse::Dropped::discarded, RunId{3}, now_));
  });
  EXPECT_EQ(must(ledger::count_waiting(*reader())), 0);
  EXPECT_EQ(must(ledger::held(*reader(), RunId{2}, "extract.beslut"))->state, "discarded");
  EXPECT_EQ(must(ledger::discarded_by(*reader(), "beslut", "c2")), RunId{3});
  EXPECT_FALSE(must(ledger::discarded_by(*reader(), "avslag", "c2")));
  EXPECT_FALSE(must(ledger::discarded_by(*reader(), "beslut", "c")));
}

/// It counts nothing itself: what is open is what the runs before it left in the same stream.
TEST_P(LedgerContract, ADiscardLeavesOpenWhatWasOpen) {
  const auto fill = [&](int number, const std::string& stream, std::int64_t open) {
    auto stored = record(number, "kolada");
    stored.rows.open_after = open;
    stored.streams = {{.stream = stream, .rows = stored.rows}};
    put(stored);
  };
  fill(1, "core.observation", 40);
  fill(2, "core.observation", 51'158);
  fill(3, "extract.beslut", 7);
  auto discard = record(4, "kolada", "discard");
  discard.details = R"({"of":2,"rows":9})";
  put(discard);
  auto of_table = record(5, "viva", "discard");
  of_table.details = R"({"content":"c","of":3,"rows":7,"table":"beslut"})";
  put(of_table);
  fill(6, "core.observation", 3);

  const auto reader = this->reader();
  const auto open = [&](int number) {
    const auto rows = must(ledger::run(*reader, RunId{number})).record.rows;
    EXPECT_TRUE(rows.in_holds() && rows.out_holds());
    EXPECT_EQ(rows.open_before, rows.open_after);
    return rows.open_after;
  };
  EXPECT_EQ(open(4), 51'158);
  EXPECT_EQ(open(5), 7);
  const auto latest = must(ledger::runs(*reader, 3));
  ASSERT_THAT(latest, SizeIs(3));
  EXPECT_EQ(latest[2].record.rows.open_after, 51'158);
}

TEST_P(LedgerContract, ColumnsStandInTheirOrder) {
  auto writer = this->writer();
  const core::Schema schema{{"kod", core::Type::text, false}, {"Antal", core::Type::int64, true}};
  const warehouse::Table viva{
      .schema = "extract", .name = "viva", .columns = schema, .keep = warehouse::Keep::replaced};
  must(writer->put(viva, [](const auto&) { return core::Result<>(); }, {}, RunId{1}, now_));
  must(writer->commit());
  EXPECT_THAT(must(ledger::columns(*reader(), "extract", "viva")), ElementsAre("kod", "Antal"));
  EXPECT_THAT(must(ledger::columns(*reader(), "extract", "nothing")), IsEmpty());
  EXPECT_THAT(must(ledger::columns(*reader(), "mart", "viva")), IsEmpty());
}

TEST_P(LedgerContract, FindingsAndRejectsOfARun) {
  put(record(1, "kolada"), [](warehouse::Writer& writer) {
    const std::vector<core::Finding> findings = {
        {.code = "b", .severity = core::Severity::error, .subject = "s", .what = "Vad", .remedy = "Gör", .count = 4},
        {.code = "a", .severity = core::Severity::info, .subject = "", .what = "", .remedy = "", .count = 1},
        {.code = "c", .severity = core::Severity::warning, .subject = "", .what = "", .remedy = "", .count = 1}};
    must(writer.put_findings(RunId{1}, findings));
    must(writer.put_findings(RunId{2}, std::span(findings).first(1)));
    const std::vector<core::Reject> rejects = {{.raw = 3, .object = "late"},
                                               {.raw = 1,
                                                .object = "data",
                                                .line = 2,
                                                .byte = 17,
                                                .column = "k",
                                                .field = "value",
                                                .error = "kolada.value",
                                                .shown = "x'y"}};
    must(writer.put_rejects(RunId{1}, rejects));
  });
  const auto reader = this->reader();
  const auto findings = must(ledger::findings(*reader, RunId{1}));
  using core::Severity;
  EXPECT_THAT(findings, ElementsAre(FieldsAre("a", Severity::info, "", "", "", 1, ""),
                                    FieldsAre("b", Severity::error, "s", "Vad", "Gör", 4, ""),
                                    FieldsAre("c", Severity::warning, "", "", "", 1, "")));
  EXPECT_THAT(must(ledger::findings(*reader, RunId{3})), IsEmpty());
  const auto rejects = must(ledger::rejects(*reader, RunId{1}, 10));
  ASSERT_THAT(rejects, SizeIs(2));
  EXPECT_THAT(rejects[0], FieldsAre(1U, "", "data", IsEmpty(), core::Touches::everything, false, 2, 17, "k", "value",
                                    "kolada.value", "x'y", ""));
  EXPECT_EQ(rejects[1].object, "late");
  EXPECT_THAT(must(ledger::rejects(*reader, RunId{1}, 1)), SizeIs(1));
}

TEST_P(LedgerContract, WhatARunFetched) {
  put(record(1, "kolada"), [&](warehouse::Writer& writer) {
    const std::vector<warehouse::RawObjectRow> objects = {raw(1, "data/N1", 10, now_, "kolada/b.seg"),
                                                          raw(2, "data/N1", 5, now_.plus(hours(1)), "kolada/a.seg"),
                                                          raw(3, "catalogue", 1, now_, "kolada/a.seg")};
    must(writer.put_raw_objects(RunId{1}, objects));
  });
  const auto reader = this->reader();
  EXPECT_THAT(must(ledger::fetches_by_query(*reader, RunId{1}, 10)),
              ElementsAre(FieldsAre("catalogue", 1, 1, now_), FieldsAre("data/N1", 2, 15, now_.plus(hours(1)))));
  EXPECT_THAT(must(ledger::fetches_by_query(*reader, RunId{1}, 1)), SizeIs(1));
  EXPECT_THAT(must(ledger::fetch_totals(*reader, RunId{1})),
              FieldsAre(3, 16, ElementsAre("kolada/a.seg", "kolada/b.seg")));
  EXPECT_THAT(must(ledger::fetch_totals(*reader, RunId{2})), FieldsAre(0, 0, IsEmpty()));
  EXPECT_TRUE(must(ledger::is_segment_read(*reader, "kolada/a.seg")));
  EXPECT_FALSE(must(ledger::is_segment_read(*reader, "kolada/c.seg")));
}

TEST_P(LedgerContract, TheObjectThatAJobFetchedLast) {
  EXPECT_FALSE(must(ledger::last_fetched(*reader(), "filer", "filer", "file:a.csv")));
  const auto fetch = [&](const warehouse::RunRecord& run, const std::string& query, const std::string& etag,
                         std::uint32_t pages) {
    put(run, [&](warehouse::Writer& writer) {
      std::vector<warehouse::RawObjectRow> objects;
      for (std::uint32_t page = 1; page <= pages; ++page) {
        objects.push_back(raw(page - 1, query, 10, now_.plus(hours(run.id.value)), "filer/a.seg"));
        objects.back().page = static_cast<int>(page);
        objects.back().etag = etag;
      }
      must(writer.put_raw_objects(run.id, objects));
    });
  };
  auto first = record(1, "filer");
  first.details = R"({"server":"a"})";
  fetch(first, "file:a.csv", "sha-1", 1);
  fetch(record(2, "filer"), "file:a.csv", "sha-2", 3);
  fetch(record(3, "filer"), "file:o'b.csv", "sha-3", 1);
  fetch(record(4, "other"), "file:a.csv", "sha-4", 1);
  auto moved = record(5, "filer");
  moved.source = "elsewhere";
  moved.details = R"({"server":"b"})";
  fetch(moved, "file:a.csv", "sha-5", 1);
  fetch(record(6, "filer", "replay"), "file:a.csv", "sha-6", 1);

  const auto reader = this->reader();
  const auto latest = must(ledger::last_fetched(*reader, "filer", "filer", "file:a.csv"));
  ASSERT_TRUE(latest);
  EXPECT_EQ(latest->run, RunId{2});
  EXPECT_EQ(latest->details, "{}");
  EXPECT_EQ(latest->object.etag, "sha-2");
  EXPECT_EQ(latest->object.page, 3);
  EXPECT_EQ(latest->object.status, 200);
  EXPECT_EQ(latest->object.request, "https://example.test/file:a.csv");
  EXPECT_EQ(latest->object.query, "file:a.csv");
  EXPECT_EQ(latest->object.fetched_at, now_.plus(hours(2)));
  EXPECT_EQ(must(ledger::last_fetched(*reader, "filer", "filer", "file:o'b.csv"))->object.etag, "sha-3");
  const auto elsewhere = must(ledger::last_fetched(*reader, "filer", "elsewhere", "file:a.csv"));
  ASSERT_TRUE(elsewhere);
  EXPECT_EQ(elsewhere->details, R"({"server":"b"})");
  EXPECT_FALSE(must(ledger::last_fetched(*reader, "filer", "filer", "file:a")));
}

TEST_P(LedgerContract, EntriesOfTheJournal) {
  EXPECT_THAT(must(ledger::last_audit(*reader())), FieldsAre(0, ""));
  EXPECT_THAT(must(ledger::audit(*reader())), IsEmpty());
  put(record(1, "kolada"), [&](warehouse::Writer& writer) {
    std::vector<warehouse::AuditRow> rows;
    for (int i = 1; i < 4; ++i)
      rows.push_back({.number = i,
                      .at = now_.plus(hours(i)),
                      .kind = "run",
                      .who = "åsa",
                      .body = R"({"job":"kolada"})",
                      .hash = "h" + std::to_string(i)});
    must(writer.put_audit(rows));
  });
  EXPECT_THAT(must(ledger::last_audit(*reader())), FieldsAre(3, "h3"));
  const auto rows = must(ledger::audit(*reader()));
  ASSERT_THAT(rows, SizeIs(3));
  const auto& row = rows[1];
  EXPECT_EQ(row.number, 2);
  EXPECT_EQ(row.at, now_.plus(hours(2)));
  EXPECT_EQ(row.kind + row.who + row.body + row.hash, R"(runåsa{"job":"kolada"}h2)");
}

}  // namespace

}  // namespace sluss::tests
