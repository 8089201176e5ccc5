// Rows to a table of a real database: created or checked, replaced or merged.
#include "core/time.h"
#include "tests/integration/delivery_table_fixture.h"

namespace sluss::tests {
namespace {

using core::Type;

TEST_P(TableDelivery, TheTableIsCreatedAndReplaced) {
  MUST(deliver(options(), {{"a", 1}, {"b", 2}}));
  EXPECT_EQ(table(), "a|1\nb|2");
  MUST(deliver(options(), {{"b", 3}, {"c", 4}}));
  EXPECT_EQ(table(), "b|3\nc|4");
  MUST(deliver(options(), std::vector<Row>{}));
  EXPECT_EQ(table(), "");
}

TEST_P(TableDelivery, MergingChangesAndAddsAndLeavesTheRest) {
  MUST(deliver(merging(), {{"a", 1}, {"b", 2}}));
  MUST(deliver(merging(), {{"b", 3}, {"c", 4}}));
  EXPECT_EQ(table(), "a|1\nb|3\nc|4");
  MUST(deliver(merging(), {{"b", 3}, {"c", 4}}));
  EXPECT_EQ(table(), "a|1\nb|3\nc|4");
  MUST(deliver(merging({"id", "antal"}), {{"c", 4}, {"d", 5}}));
  EXPECT_EQ(table(), "a|1\nb|3\nc|4\nd|5");
}

TEST_P(TableDelivery, KeysThatDoNotTellRowsApartAreRefused) {
  MUST(deliver(merging(), {{"a", 1}}));
  const auto twice = deliver(merging(), {{"b", 2}, {"b", 3}});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, "delivery.key") << core::describe(twice.error());
  auto batch = batch_of({{"c", 4}});
  batch[0].append_null();
  batch[1].append<std::int64_t>(5);
  EXPECT_EQ(deliver(merging(), batch).error().code, "delivery.key");
  EXPECT_EQ(deliver(merging({"finns_inte"}), {{"d", 6}}).error().code, "delivery.key");
  EXPECT_EQ(table(), "a|1");
}

core::Schema every_type() {
  return {
      {.name = "rad", .type = Type::int32},     {.name = "text"},
      {.name = "tal", .type = Type::float64},   {.name = "antal", .type = Type::int64},
      {.name = "sant", .type = Type::boolean},  {.name = "belopp", .type = Type::decimal, .precision = 20, .scale = 4},
      {.name = "dag", .type = Type::date},      {.name = "klockan", .type = Type::time},
      {.name = "tid", .type = Type::timestamp}, {.name = "bild", .type = Type::bytes}};
}

core::Batch every_value() {
  core::Batch batch(every_type());
  batch[0].append<std::int32_t>(1);
  batch[1].append_text("Åsgården 😀 'citat' \"x\" \\ ; --\nny rad");
  batch[2].append<double>(0.1 + 0.2);
  batch[3].append<std::int64_t>(INT64_MIN + 1);
  batch[4].append_bool(true);
  batch[5].append<core::Int128>(core::parse_decimal("-1234567890123456.7891", 20, 4).value());
  batch[6].append<std::int32_t>(core::day_of(2024, 2, 29).days);
  batch[7].append<std::int64_t>(((13 * 60 + 14) * 60 + 15) * std::int64_t{1'000'000} + 123'456);
  batch[8].append<std::int64_t>(core::parse_instant("2026-03-31T12:13:14.000001Z").value().micros);
  batch[9].append_text(std::string_view("\x00\xFF\x01", 3));
  batch[0].append<std::int32_t>(2);
  for (std::size_t i = 1; i < batch.columns(); ++i) batch[i].append_null();
  batch[0].append<std::int32_t>(3);
  batch[1].append_text("");
  batch[2].append<double>(1.7976931348623157e308);
  batch[3].append<std::int64_t>(INT64_MAX);
  batch[4].append_bool(false);
  batch[5].append<core::Int128>(0);
  batch[6].append<std::int32_t>(core::day_of(1900, 1, 1).days);
  batch[7].append<std::int64_t>(0);
  batch[8].append<std::int64_t>(0);
  batch[9].append_text("");
  return batch;
}

TEST_P(TableDelivery, EveryTypeArrivesWithoutLoss) {
  for (int i = 0; i < 2; ++i) MUST(deliver(options(), every_value()));  // created, and then found fitting
  const std::string hex = is("PostgreSQL") ? "encode(bild, 'hex') = '00ff01'" : "hex(bild) = '00FF01'";
  const std::string newline = is("MariaDB")  ? "'Åsgården 😀 ''citat'' \"x\" \\\\ ; --\\nny rad'"
                              : is("SQLite") ? "'Åsgården 😀 ''citat'' \"x\" \\ ; --' || char(10) || 'ny rad'"
                                             : "'Åsgården 😀 ''citat'' \"x\" \\ ; --' || chr(10) || 'ny rad'";
  const std::vector<std::string> first{
      "text = " + newline,
      "tal = 0.30000000000000004e0",
      "antal = -9223372036854775807",
      is("PostgreSQL") ? "sant" : "sant = 1",
      is("SQLite") ? "belopp = '-1234567890123456.7891'" : "belopp = -1234567890123456.7891",
      "dag = '2024-02-29'",
      "klockan = '13:14:15.123456'",
      "tid = '2026-03-31 12:13:14.000001'",
      hex};
  const std::vector<std::string> third{
      "text = ''",
      "tal = 1.7976931348623157e308",
      "antal = 9223372036854775807",
      is("PostgreSQL") ? "not sant" : "sant = 0",
      is("SQLite") ? "belopp = '0.0000'" : "belopp = 0",
      "dag = '1900-01-01'",
      is("SQLite") ? "klockan = '00:00:00.000000'" : "klockan = '00:00:00'",
      is("SQLite") ? "tid = '1970-01-01 00:00:00.000000'" : "tid = '1970-01-01 00:00:00'",
      "length(bild) = 0"};
  const auto meets_all = [](const std::string& row, const std::vector<std::string>& conditions) {
    for (const auto& one : conditions)
      EXPECT_EQ(database().ask("select count(*) from tal where rad = " + row + " and " + one), "1")
          << one << " " << database().ask("select quote(bild) from tal where rad = 3");
  };
  meets_all("1", first);
  meets_all("3", third);
  for (const auto& column : every_type()) {
    if (column.name != "rad") meets_all("2", {column.name + " is null"});
  }
  EXPECT_EQ(database().ask("select count(*) from tal"), "3");
}

TEST_P(TableDelivery, ManyRowsAndLongTexts) {
  core::Batch batch(schema());
  const auto target = daemon::deliver::odbc_target(options());
  const auto writer = target->writer({});
  MUST(writer->begin(schema()));
  std::int64_t sum = 0;
  std::size_t octets = 0;
  for (int part = 0; part < 10; ++part) {
    batch.clear();
    for (int i = 0; i < 2048; ++i) {
      batch[0].append_text(i % 500 == 0 ? std::string(20'000, 'x') : "rad " + std::to_string(part * 2048 + i));
      batch[1].append<std::int64_t>(part * 2048 + i);
      octets += batch[0].text(static_cast<std::size_t>(i)).size();
      sum += part * 2048 + i;
    }
    MUST(writer->rows(batch));
  }
  MUST(writer->end());
  EXPECT_EQ(database().ask("select count(*), sum(antal), max(length(id)), sum(length(id)) from tal"),
            "20480|" + std::to_string(sum) + "|20000|" + std::to_string(octets));
}

TEST_P(TableDelivery, ATableThatDiffersIsLeftAndEachDifferenceReported) {
  database().ask("create table tal (id integer, mer integer)");
  const auto differs = deliver(options(), {{"a", 1}});
  ASSERT_FALSE(differs);
  EXPECT_EQ(differs.error().code, "delivery.table_differs");
  EXPECT_EQ(differs.error().error_class, core::ErrorClass::config);
  for (const auto* words : {"column id is", "column antal", "missing", "column mer is not"})
    EXPECT_NE(differs.error().what.find(words), std::string::npos) << differs.error().what;
  EXPECT_EQ(database().ask("select count(*) from tal"), "0");
}

TEST_P(TableDelivery, ATableOfOnesOwnMakingFits) {
  const auto* text = is("MariaDB") ? "varchar(100)" : "text";
  database().ask(std::string("create table tal (antal bigint, id ") + text + ")");
  if (is("SQLite")) database().ask("drop table tal; create table tal (antal integer, id text)");
  MUST(deliver(options(), {{"a", 1}}));
  MUST(deliver(merging(), {{"a", 2}}));
  EXPECT_EQ(table(), "a|2");
}

TEST_P(TableDelivery, AValueThatDoesNotFitLeavesTheTable) {
  if (is("SQLite")) GTEST_SKIP() << "SQLite takes every length";
  database().ask("create table tal (id varchar(3), antal bigint)");
  MUST(deliver(options(), {{"abc", 1}}));
  const auto failed = deliver(options(), {{"d", 2}, {"abcd", 3}});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "delivery.table") << core::describe(failed.error());
  EXPECT_EQ(table(), "abc|1");
}

TEST_P(TableDelivery, AnEngineWithoutTransactionsIsRefused) {
  if (!is("MariaDB")) GTEST_SKIP() << "MariaDB alone has them";
  database().ask("create table tal (id varchar(3), antal bigint) engine = MyISAM");
  const auto refused = deliver(options(), {{"a", 1}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "delivery.not_transactional");
  EXPECT_NE(refused.error().remedy.find("InnoDB"), std::string::npos);
}

TEST_P(TableDelivery, StoppingLeavesTheTable) {
  MUST(deliver(options(), {{"a", 1}}));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(deliver(options(), batch_of({{"b", 2}}), stop.get_token()));
  EXPECT_EQ(table(), "a|1");
}

TEST_P(TableDelivery, CheckTellsTheProductAndTheTable) {
  const auto before = daemon::deliver::odbc_target(options())->try_out({});
  ASSERT_TRUE(before) << core::describe(before.error());
  EXPECT_NE(before->find("will be created"), std::string::npos) << *before;
  MUST(deliver(options(), {{"a", 1}}));
  EXPECT_NE(daemon::deliver::odbc_target(options())->try_out({})->find("is there"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Sqlite, TableDelivery, ::testing::Values("SQLite"));
INSTANTIATE_TEST_SUITE_P(Postgres, TableDelivery, ::testing::Values("PostgreSQL"));
INSTANTIATE_TEST_SUITE_P(MariaDb, TableDelivery, ::testing::Values("MariaDB"));

}  // namespace
}  // namespace sluss::tests
