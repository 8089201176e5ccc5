#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ranges>

#include "tests/unit/connectors/kolada/extract_fixture.h"

namespace sluss::connectors::kolada {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(Extract, ArchivesAndHandsOnEverythingInOrder) {
  put_data(value_json("N00001", "1981", 2024, 1) + "," + value_json("N00002", "1981", 2024, 2),
           "/v3/data/kpi/N00001,N00002/municipality/1980,1981?page=2&per_page=5000");
  pages.put(std::string(data) + "?page=2&per_page=5000", page_json(value_json("N00001", "1980", 2024, 3)));
  const auto extracted = run();
  ASSERT_TRUE(extracted) << core::describe(extracted.error());
  std::vector<std::string> objects;
  for (const auto& object : sink.objects) {
    objects.push_back(
        fmt::format("{} {}{}", object.object.query, object.object.page, object.object.last_page ? " last" : ""));
    EXPECT_FALSE(object.body.empty());
    EXPECT_EQ(object.object.status, 200);
  }
  EXPECT_THAT(objects, ElementsAre("kpi 1", "kpi 2 last", "municipality 1 last", "municipality_groups 1 last",
                                   fmt::format("{} 1", data), fmt::format("{} 2 last", data)));
  EXPECT_EQ(sink.rows.size(), 2U + 3U + 1U + 3U);
  EXPECT_EQ(sink.rows[0], "kolada.kpi#0 N00001|Ett|-|-|-|-|-|-|-|-|-|yes");
  EXPECT_EQ(sink.rows[8], "kolada.data#5 N00001|1980|2024|T|1||3|no|0");
  ASSERT_EQ(sink.finished.size(), 4U);
  EXPECT_EQ(sink.finished.back().query, data);
  EXPECT_TRUE(sink.finished.back().full);
  EXPECT_EQ(sink.finished.back().began_at, now);
  EXPECT_THAT(sink.findings, IsEmpty());
  EXPECT_TRUE(extracted->complete_full);
  EXPECT_FALSE(extracted->all_indicators);
  EXPECT_THAT(extracted->indicators, ElementsAre("N00001", "N00002"));
  EXPECT_THAT(extracted->areas, ElementsAre("1980", "1981"));
  EXPECT_EQ(extracted->last_year, 2027);
  EXPECT_EQ(sink.steps.back().doing, "data 1/1");
  EXPECT_EQ(sink.steps.back().pages, 6);
  EXPECT_EQ(sink.steps.back().pages_expected, 6);
}

TEST_F(Extract, SaysThatItsYearsBoundItAndOlderLoadsDoNot) {
  put_data(value_json("N00001", "1981", 2024, 1));
  const auto extracted = run();
  ASSERT_TRUE(extracted) << core::describe(extracted.error());
  const std::string text = extent_text(*extracted);
  const auto now_read = parse_extent(text);
  ASSERT_TRUE(now_read);
  EXPECT_TRUE(now_read->years_bound);
  LoadExtent older = *extracted;
  older.years_bound = false;
  EXPECT_THAT(extent_text(older), ::testing::Not(HasSubstr("years_bound")));
  const auto older_read = parse_extent(extent_text(older));
  ASSERT_TRUE(older_read);
  EXPECT_FALSE(older_read->years_bound);
}

TEST_F(Extract, ReportsWhatIsSelectedBeforeTheFirstValue) {
  put_data(value_json("N00001", "1981", 2024, 1));
  Kolada kolada(base, pages, clock);
  bool called = false;
  const auto selected = [&](const LoadExtent& extracted) -> core::Result<> {
    called = true;
    EXPECT_TRUE(extracted.complete_full);
    EXPECT_THAT(sink.rows, ::testing::Each(::testing::Not(HasSubstr("kolada.data"))));
    return core::fail(core::ErrorClass::config, "test.refused", "no");
  };
  EXPECT_EQ(kolada.extract(selection, sink, {}, selected).error().code, "test.refused");
  EXPECT_TRUE(called);
}

TEST_F(Extract, AnIndicatorWithoutAValueIsReported) {
  put_data(
      value_json("N00001", "1981", 2024, 1) +
      R"(,{"values":[{"gender":"T","count":0,"status":"","value":null}],"kpi":"N00002","period":2024,"municipality":"1981"})");
  ASSERT_TRUE(run());
  EXPECT_THAT(codes(), ElementsAre("kolada.no_values N00002"));
  EXPECT_EQ(sink.findings[0].severity, core::Severity::error);
  EXPECT_THAT(sink.findings[0].what, HasSubstr("N00002 (Två)"));
}

TEST_F(Extract, AnUnknownIndicatorIsReportedAndTheRestGoesOn) {
  selection.indicators = {"N00001", "N00002", "N00004"};
  put_data(value_json("N00001", "1981", 2024, 1) + "," + value_json("N00002", "1981", 2024, 2));
  ASSERT_TRUE(run());
  EXPECT_THAT(codes(), ElementsAre("kolada.unknown_indicator N00004"));
}

TEST_F(Extract, AnEmptyAnswerIsAskedOnceMore) {
  put_data("");
  put_data(value_json("N00001", "1981", 2024, 1) + "," + value_json("N00002", "1981", 2024, 2));
  ASSERT_TRUE(run());
  EXPECT_THAT(sink.findings, IsEmpty());
  EXPECT_EQ(sink.rows.size(), 8U);
  // The first answer was not believed and is not kept.
  EXPECT_EQ(sink.objects.size(), 5U);
}

TEST_F(Extract, AnAnswerThatStaysEmptyIsReported) {
  put_data("");
  ASSERT_TRUE(run());
  EXPECT_EQ(std::ranges::count(pages.requested(), base + "/" + std::string(data) + "?per_page=5000"), 2);
  EXPECT_THAT(codes(), ElementsAre("kolada.empty_answer " + std::string(data), "kolada.no_values N00001",
                                   "kolada.no_values N00002"));
  EXPECT_EQ(sink.findings[0].severity, core::Severity::warning);
}

TEST_F(Extract, AnEmptyCatalogueIsAnError) {
  for (const std::string list : {"kpi", "municipality", "municipality_groups"}) {
    const auto url = fmt::format("{}/{}?per_page=5000", base, list);
    const auto whole = std::exchange(pages.answers[url], {{.body = page_json("")}});
    const auto extracted = run();
    ASSERT_FALSE(extracted) << list;
    EXPECT_EQ(extracted.error().code, "kolada.empty_catalogue");
    EXPECT_THAT(extracted.error().what, HasSubstr("\"" + list + "\""));
    pages.answers[url] = whole;
  }
}

TEST_F(Extract, EverythingEmptyIsAnError) {
  selection.indicators = {"*"};
  pages.otherwise = page_json("");
  EXPECT_EQ(run().error().code, "kolada.no_data");
}

TEST_F(Extract, EverythingAsksByAreasAndTellsTheOneThatStayedSilent) {
  selection.indicators = {"*"};
  selection.areas = {"*"};
  std::string areas = R"({"id":"0000","title":"Riket","type":"L"})";
  for (int i = 0; i < 74; ++i) areas += fmt::format(R"(,{{"id":"{}","title":"Kommun {}","type":"K"}})", 1981 + i, i);
  pages.answers[base + "/municipality?per_page=5000"] = {{.body = page_json(areas)}};
  pages.otherwise = page_json("");
  selection.first_year = 2024;
  std::vector<std::string> keys;
  for (const std::string first : {"0000", "2005", "2030"}) {
    std::string key = "data/municipality/" + first;
    const int from = first == "0000" ? 1981 : std::stoi(first) + 1;
    for (int i = 0; i < 24; ++i) key += fmt::format(",{}", from + i);
    keys.push_back(key + "/year/2024,2025,2026,2027");
  }
  pages.put(keys[0] + "?per_page=5000", page_json(value_json("N1", "0000", 2024, 1)));
  pages.put(keys[2] + "?per_page=5000", page_json(value_json("N1", "2030", 2024, 1)));
  const auto extracted = run();
  ASSERT_TRUE(extracted) << core::describe(extracted.error());
  EXPECT_TRUE(extracted->all_areas);
  EXPECT_TRUE(extracted->all_indicators);
  EXPECT_THAT(codes(), ElementsAre("kolada.empty_answer " + keys[1]));
  EXPECT_EQ(sink.findings[0].severity, core::Severity::error);
}

TEST_F(Extract, PagingThatGoesWrongIsAnError) {
  const struct {
    std::string next;
    const char* code;
  } cases[] = {{"https://localhost:1/v3/data", "kolada.page_foreign"},
               {base + "/" + std::string(data) + "?per_page=5000", "kolada.page_cycle"},
               {"/v3/empty", "kolada.page_empty"},
               {"/v3/missing", "kolada.not_found"},
               {"/v3/html", "kolada.html"},
               {"/v3/cut", "kolada.truncated"},
               {"/v3/words", "kolada.values_not_list"},
               {"/v3/gone", "kolada.retired"}};
  pages.put("empty", page_json(""));
  pages.put("html", "<html></html>");
  pages.put("cut", page_json(value_json("N1", "1981", 2024, 1)).substr(0, 60));
  pages.put("words", R"({"values":"none"})");
  pages.answers[base + "/gone"] = {{.status = 410, .body = "{}"}};
  for (const auto& c : cases) {
    pages.answers[base + "/" + std::string(data) + "?per_page=5000"] = {
        {.body = page_json(value_json("N00001", "1981", 2024, 1), c.next)}};
    const auto extracted = run();
    ASSERT_FALSE(extracted) << c.code;
    EXPECT_EQ(extracted.error().code, c.code);
    EXPECT_FALSE(extracted.error().remedy.empty() || extracted.error().place.file.empty()) << c.code;
    EXPECT_THAT(sink.finished, ::testing::Each(::testing::Field(&QueryDone::query, ::testing::Ne(std::string(data)))));
  }
}

TEST_F(Extract, AnAnswerThatDisagreesWithItsCountIsAskedAgain) {
  const auto value = [](const char* kpi) { return value_json(kpi, "1981", 2024, 1); };
  const std::string url = base + "/" + std::string(data) + "?per_page=5000";
  const std::string whole = std::string(value("N00001")) + "," + value("N00002");
  pages.answers[url] = {{.body = page_json(value("N00001"), {}, 2)}, {.body = page_json(whole)}};
  const auto extracted = run();
  ASSERT_TRUE(extracted) << core::describe(extracted.error());
  EXPECT_TRUE(extracted->complete_full);
  EXPECT_THAT(codes(), ElementsAre("kolada.count " + std::string(data)));
  EXPECT_EQ(sink.finished.back().query, data);

  pages.answers[url] = {{.body = page_json(value("N00001"), {}, 2)}};
  const auto failed = run();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "kolada.count");
  EXPECT_EQ(failed.error().error_class, core::ErrorClass::transient);
}

TEST_F(Extract, ACountThatIsNoWholeNumberOrSaidTwiceIsAnError) {
  const std::string url = base + "/" + std::string(data) + "?per_page=5000";
  const std::string page = R"({"values":[)" + value_json("N00001", "1981", 2024, 1) + R"(],"next_url":null)";
  for (const char* count : {R"("count":"1")", R"("count":1.5)", R"("count":true)", R"("count":[1])",
                            R"("count":1,"count":1)", R"("count":null,"count":1)"}) {
    pages.answers[url] = {{.body = page + "," + count + "}"}};
    const auto extracted = run();
    ASSERT_FALSE(extracted) << count;
    EXPECT_EQ(extracted.error().code, "kolada.count") << count;
    EXPECT_EQ(extracted.error().error_class, core::ErrorClass::source) << count;
    EXPECT_EQ(extracted.error().place.field, "count");
    EXPECT_FALSE(extracted.error().remedy.empty());
  }
  for (const char* rest : {R"(,"count":null})", R"(,"count":1})", "}"}) {
    pages.answers[url] = {{.body = page + rest}};
    const auto extracted = run();
    EXPECT_TRUE(extracted) << rest << core::describe(extracted.error());
  }
}

TEST_F(Extract, TheCountOfAllPagesOrOfEachIsTaken) {
  const auto value = [](int year) { return value_json(year % 2 == 0 ? "N00001" : "N00002", "1981", year, 1); };
  for (const auto& [first, second] : {std::pair(1, 2), std::pair(3, 3)}) {
    pages.answers[base + "/" + std::string(data) + "?per_page=5000"] = {
        {.body = page_json(value(2022), "/v3/more", first)}};
    pages.answers[base + "/more"] = {{.body = page_json(std::string(value(2023)) + "," + value(2024), {}, second)}};
    const auto extracted = run();
    ASSERT_TRUE(extracted) << core::describe(extracted.error());
    EXPECT_THAT(sink.findings, IsEmpty());
  }
}

TEST_F(Extract, AFullPageWithoutANextOneIsAskedForIt) {
  selection.per_page = 2;
  const auto value = [](int year) { return value_json(year % 2 == 0 ? "N00001" : "N00002", "1981", year, 1); };
  const std::string address = base + "/" + std::string(data) + "?per_page=2";
  pages.answers[address] = {{.body = page_json(std::string(value(2022)) + "," + value(2023))}};
  pages.answers[address + "&page=2"] = {{.body = page_json("")}};
  for (const std::string key : {"kpi", "municipality", "municipality_groups"}) {
    auto& answers = pages.answers;
    if (const auto found = answers.find(base + "/" + key + "?per_page=5000"); found != answers.end())
      answers[base + "/" + key + "?per_page=2"] = found->second;
  }
  pages.otherwise = page_json("");
  const auto whole = run();
  ASSERT_TRUE(whole) << core::describe(whole.error());
  EXPECT_THAT(sink.findings, IsEmpty());
  pages.answers[address + "&page=2"] = {{.body = page_json(value(2024))}};
  const auto failed = run();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "kolada.next_url");
}

TEST_F(Extract, WhatCannotBeDecodedIsRejectedWithItsPlace) {
  put_data(
      value_json("N00001", "1981", 2024, 1) + "," + value_json("N00002", "1981", 2024, 1) +
      R"(,{"values":[{"gender":"T","count":1,"value":"tolv"}],"kpi":"N00002","period":2024,"municipality":"1980"})");
  ASSERT_TRUE(run());
  ASSERT_EQ(sink.rejects.size(), 1U);
  const core::Reject& reject = sink.rejects[0];
  EXPECT_EQ(reject.raw, 4U);
  EXPECT_EQ(reject.object, std::string(data) + " page 1");
  EXPECT_EQ(reject.field, "values[2].values[0].value");
  EXPECT_EQ(reject.error, "kolada.wrong_type");
  EXPECT_EQ(reject.shown, "\"tolv\"");
  EXPECT_EQ(sink.objects[4].body.substr(static_cast<std::size_t>(reject.byte), 6), "\"tolv\"");
}

TEST_F(Extract, UnitsOfOneMunicipality) {
  selection.units = {"1981"};
  put_data(value_json("N00001", "1981", 2024, 1) + "," + value_json("N00002", "1981", 2024, 2));
  pages.put("oudata/kpi/N00001/ou/V1?per_page=5000",
            page_json(R"({"kpi":"N00001","period":2024,"ou":"V1","values":[{"gender":"T","value":8}]})"));
  const auto extracted = run();
  ASSERT_TRUE(extracted) << core::describe(extracted.error());
  EXPECT_EQ(sink.rows.back(), "kolada.oudata#6 N00001|V1|2024|T|-|-|8|no|0");
  EXPECT_THAT(extracted->unit_areas, ElementsAre("1981"));
}

TEST_F(Extract, FetchingAheadChangesNothingInWhatIsHandedOn) {
  selection.indicators = {"*"};
  selection.areas = {"*"};
  std::string areas = R"({"id":"0000","title":"Riket","type":"L"})";
  for (int i = 0; i < 250; ++i) areas += fmt::format(R"(,{{"id":"{}","title":"Kommun {}","type":"K"}})", 1981 + i, i);
  pages.answers[base + "/municipality?per_page=5000"] = {{.body = page_json(areas)}};
  // Every first page leads to a second and a third one.
  selection.first_year = 2024;
  for (int block = 0; block < 11; ++block) {
    std::string key = "data/municipality/";
    for (int i = 25 * block; i < std::min(25 * block + 25, 251); ++i) {
      key += (i % 25 == 0 ? "" : ",") + (i == 0 ? std::string("0000") : std::to_string(1980 + i));
    }
    key += "/year/2024,2025,2026,2027";
    for (int page = 1; page <= 3; ++page) {
      const std::string next = page < 3 ? fmt::format("?page={}&per_page=5000", page + 1) : "";
      pages.put(key + (page == 1 ? "?per_page=5000" : fmt::format("?page={}&per_page=5000", page)),
                page_json(value_json("N1", "1981", 2024, 100 * block + page), next));
    }
  }
  ASSERT_TRUE(run());
  const std::vector<std::string> alone = sink.rows;
  for (int round = 0; round < 20; ++round) {
    sink = FakeSink();
    pages.threads = 4;
    const auto extracted = run();
    ASSERT_TRUE(extracted) << core::describe(extracted.error());
    ASSERT_EQ(sink.rows, alone);
  }
}

TEST_F(Extract, AFailureAmongPagesFetchedAheadEndsTheLoad) {
  selection.indicators = {"*"};
  pages.threads = 4;
  pages.otherwise = "<html>";
  EXPECT_EQ(run().error().code, "kolada.html");
}

TEST_F(Extract, StopsWhenAsked) {
  for (const int threads : {1, 4}) {
    pages.threads = threads;
    std::stop_source stop;
    stop.request_stop();
    Kolada kolada(base, pages, clock);
    const auto extracted = kolada.extract(selection, sink, stop.get_token());
    ASSERT_FALSE(extracted);
    EXPECT_EQ(extracted.error().error_class, core::ErrorClass::cancelled);
  }
}

}  // namespace
}  // namespace sluss::connectors::kolada
