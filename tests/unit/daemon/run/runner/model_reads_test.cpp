// What a model reads, and how old that makes its dataset.
#include "daemon/run/runner/model_reads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/serve/api/dataset_age.h"

namespace sluss::daemon {
namespace {

using run::names_in;
using run::reads_of;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

TEST(ModelReads, ANameIsFoundHoweverItIsWritten) {
  for (const auto* sql : {"select * from extract.beslut",
                          "select * from EXTRACT.Beslut b",
                          "select * from \"extract\".\"beslut\"",
                          "select * from extract . beslut",
                          "select * from extract/* not.this */./**/beslut",
                          "select * from extract -- a.b\n.\n beslut",
                          "select * from stored.extract.beslut",
                          "select * from query_table('extract.beslut')",
                          "select 1 from x where exists(select 1 from extract.beslut)",
                          "select '--' from extract.beslut",
                          "select 'it''s /*' from extract.beslut",
                          "select 1 where a like '____--____' and b in (select b from extract.beslut)",
                          "/* one /* within */ another */ select * from extract.beslut",
                          "select E'it\\'s /*' from extract.beslut",
                          "select e'it''s \\' /*' from extract.beslut",
                          "select '\\', '/*' from extract.beslut",
                          "select name'\\', '/*' from extract.beslut",
                          "select $$it's$$, '--' from extract.beslut",
                          "select $a$it's $$ /*$a$, '/*' from extract.beslut",
                          "select $1, '--' from extract.beslut",
                          "select * from query_table($$extract.beslut$$)",
                          "select * from query_table($a$extract.beslut$a$)",
                          "select * from query('select * from \"extract\".\"beslut\"')",
                          "select * from extract\f.\vbeslut",
                          "select * from extract\u00a0.\u2003beslut",
                          "select * from \ufeffextract.beslut\u3000b",
                          "-- it's\rselect * from extract.beslut"})
    EXPECT_THAT(names_in(sql), Contains("extract.beslut")) << sql;
}

TEST(ModelReads, WhatIsNotReadIsNotFound) {
  for (const auto* sql :
       {"select * from extract.beslut_2024", "-- extract.beslut\nselect 1", "/* extract.beslut */ select 1",
        "/* a /* b */ extract.beslut */ select 1", "select * from my_extract.beslut", "select extract, beslut from t",
        "select extract from t where a > .5", "select $$it's$$ /* extract.beslut */", "select E'\\'' -- extract.beslut",
        ""})
    EXPECT_THAT(names_in(sql), Not(Contains("extract.beslut"))) << sql;
  EXPECT_THAT(names_in("select 1"), IsEmpty());
}

TEST(ModelReads, AModelReadsWhatThoseBelowItRead) {
  const std::vector<warehouse::Model> models{
      {.name = "ground", .sql = "select n from extract.beslut", .depends_on = {}, .version = "1"},
      {.name = "upper", .sql = "select n from mart.ground", .depends_on = {"ground"}, .version = "1"},
      {.name = "other", .sql = "select n from core.area_open", .depends_on = {}, .version = "1"}};
  EXPECT_THAT(reads_of("upper", models), UnorderedElementsAre("mart.ground", "extract.beslut"));
  EXPECT_THAT(reads_of("other", models), ElementsAre("core.area_open"));
  EXPECT_THAT(reads_of("none", models), IsEmpty());
}

core::Instant day(int number) {
  return core::Instant{}.plus(std::chrono::hours(24 * number));
}

std::vector<std::string> names_of(const api::DatasetAge& age) {
  std::vector<std::string> names;
  for (const auto& source : age.sources) names.push_back(source.source);
  return names;
}

TEST(DatasetAge, FiguresAreOfTheOriginsThatTheJobsBring) {
  const std::vector<settings::Fill> fills{{.job = "natt", .origin = "kolada", .table = ""},
                                          {.job = "vecka", .origin = "kolada", .table = ""},
                                          {.job = "enkät", .origin = "enkat", .table = ""},
                                          {.job = "viva", .origin = "viva", .table = "beslut"}};
  const std::vector<warehouse::ledger::Check> checks{{.stream = "core.observation", .origin = "gone", .at = day(1)},
                                                     {.stream = "core.observation", .origin = "kolada", .at = day(9)},
                                                     {.stream = "extract.beslut", .origin = "viva", .at = day(3)}};
  const auto age = api::age_of({"core.area_open"}, fills, checks);
  EXPECT_THAT(names_of(age), ElementsAre("enkat", "kolada")) << "one that no job queries any more makes nothing old";
  EXPECT_EQ(age.sources[0].checked, std::nullopt);
  EXPECT_THAT(age.sources[1].jobs, ElementsAre("natt", "vecka"));
  EXPECT_EQ(age.checked(), day(9));
  EXPECT_THAT(names_of(api::age_of({"core.area_open"}, {}, checks)), ElementsAre("gone", "kolada"));
}

TEST(DatasetAge, OfSeveralJobsTheScheduledOneThatReadTheLongestAgoCounts) {
  const std::vector<settings::Fill> fills{{.job = "natt", .origin = "kolada", .table = "", .scheduled = true},
                                          {.job = "lss", .origin = "kolada", .table = "", .scheduled = true},
                                          {.job = "ny", .origin = "kolada", .table = "", .scheduled = true},
                                          {.job = "enstaka", .origin = "kolada", .table = ""}};
  const auto check = [](const char* job, int number) {
    return warehouse::ledger::Check{.stream = "core.observation", .origin = "kolada", .job = job, .at = day(number)};
  };
  const std::vector<warehouse::ledger::Check> checks{check("borta", 1), check("enstaka", 2), check("natt", 3),
                                                     check("lss", 9)};
  const auto age = api::age_of({"core.observation"}, fills, checks);
  ASSERT_THAT(names_of(age), ElementsAre("kolada"));
  EXPECT_EQ(age.checked(), day(3));
  const auto& source = age.sources[0];
  EXPECT_EQ(source.by, "natt");
  ASSERT_EQ(source.job_ages.size(), 4U);
  EXPECT_EQ(source.job_ages[2].job, "ny");
  EXPECT_EQ(source.job_ages[2].checked, std::nullopt) << "listed, and of no age yet";
  EXPECT_EQ(source.job_ages[3].checked, day(2));

  // Where no scheduled job has read, the job that did so last counts for the source.
  const auto by_hand = api::age_of({"core.observation"}, fills, {checks.data(), 2});
  EXPECT_EQ(by_hand.checked(), day(2));
  EXPECT_EQ(by_hand.sources[0].by, "");
}

TEST(DatasetAge, TablesAreOldEachForItself) {
  const std::vector<settings::Fill> fills{{.job = "natt", .origin = "kolada", .table = ""},
                                          {.job = "viva", .origin = "viva", .table = "Beslut"}};
  const std::vector<warehouse::ledger::Check> checks{{.stream = "core.observation", .origin = "kolada", .at = day(9)},
                                                     {.stream = "extract.Beslut", .origin = "viva", .at = day(3)},
                                                     {.stream = "extract.Beslut", .origin = "viva2", .at = day(4)}};
  const auto of_table = api::age_of({"extract.beslut", "session.moment"}, fills, checks);
  EXPECT_THAT(names_of(of_table), ElementsAre("extract.beslut"));
  EXPECT_THAT(of_table.sources[0].jobs, ElementsAre("viva"));
  EXPECT_EQ(of_table.checked(), day(4));
  const auto of_both = api::age_of({"extract.beslut", "extract.avslag", "core.observation"}, fills, checks);
  EXPECT_THAT(names_of(of_both), ElementsAre("kolada", "extract.avslag", "extract.beslut"));
  EXPECT_EQ(of_both.checked(), day(4)) << "the oldest";
  EXPECT_EQ(api::age_of({"extract.avslag"}, fills, checks).checked(), std::nullopt);
  EXPECT_THAT(api::age_of({"session.moment"}, fills, checks).sources, IsEmpty());
}

}  // namespace
}  // namespace sluss::daemon
