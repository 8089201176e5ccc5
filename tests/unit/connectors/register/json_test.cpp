#include "connectors/register/json/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "tests/unit/connectors/register/shown_rows.h"

namespace sluss::connectors::registers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Json : public testing::Test {
 protected:
  core::Result<std::unique_ptr<Document>> open(std::string_view text, const JsonOptions& options = {},
                                               const Limits& limits = {}) {
    std::ofstream(path_, std::ios::binary) << text;
    return open_json(path_, options, limits);
  }
  std::vector<std::string> rows(std::string_view text, const JsonOptions& options = {}) {
    return tests::shown_rows(*tests::must(open(text, options)), 0, true);
  }
  core::Error error(std::string_view text, const JsonOptions& options = {}, const Limits& limits = {}) {
    const auto document = open(text, options, limits);
    if (document) return {};
    EXPECT_FALSE(document.error().remedy.empty()) << document.error().code;
    EXPECT_EQ(document.error().place.file, path_.string());
    return document.error();
  }

  tests::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "poster.json";
};

TEST_F(Json, RecordsAreRowsBelowTheirKeys) {
  constexpr auto text = R"([
  {"kommun": "Sala", "index": 71.90, "plats": 118, "preliminär": false},
  {"plats": -0, "kommun": "Åre\n\"x\"", "not": null, "län": "Jämtl\u00e4nd \ud83d\ude00"},
  {}
])";
  EXPECT_THAT(rows(text), ElementsAre("1: kommun | index | plats | preliminär | not | län",
                                      "2: Sala | 71.90:number | 118:number | false:boolean",
                                      "3: Åre\n\"x\" | :empty | -0:number | :empty | :empty | Jämtländ 😀", "4:"));
  EXPECT_EQ(tests::must(open(text))->recognised(), "JSON, 3 poster, 6 kolumner");
}

TEST_F(Json, NumbersAreAsWritten) {
  EXPECT_EQ(rows(R"([{"a":12345678901234567890123456789,"b":1E5,"c":-1.500e-07,"d":0.1,"e":1e999,"f":""}])").back(),
            "2: 12345678901234567890123456789:number | 1E5:number | -1.500e-07:number | 0.1:number | 1e999:number | ");
}

TEST_F(Json, ObjectsInsideRecordsAreFlattened) {
  EXPECT_THAT(rows(R"([{"a":{"b":{"c":1},"d":"x"},"e":{}},{"a.d":"y","a":{"b":null}}])"),
              ElementsAre("1: a.b.c | a.d | a.b", "2: 1:number | x", "3: :empty | y"));
}

TEST_F(Json, RecordsMayBeAMember) {
  const auto document = tests::must(open(R"({"amne":"x","data":[{"varde":"39,3"}],"sida":1,"fel":[],"val":[1,2]})"));
  EXPECT_EQ(document->sheets().front().name, "data");
  EXPECT_THAT(tests::shown_rows(*document, 0), ElementsAre("1: varde", "2: 39,3"));
  EXPECT_THAT(rows(R"({"fel":[1],"data":[]})"), ElementsAre("1:"));
  EXPECT_THAT(rows(R"({"a.b":[{"c":1}]})"), ElementsAre("1: c", "2: 1:number"));
  constexpr auto deep = R"({"svar":{"rader":[{"a":1}],"svar":{"rader":[{"b":2}]}},"rader":[{"c":3}]})";
  EXPECT_THAT(rows(deep, {.records = "svar.rader"}), ElementsAre("1: a", "2: 1:number"));
  EXPECT_THAT(rows(deep, {.records = "rader"}), ElementsAre("1: c", "2: 3:number"));
  EXPECT_EQ(error(deep, {.records = "svar.x"}).code, "json.no_records");
  EXPECT_EQ(error(deep, {.records = "svar"}).code, "json.no_records");
  EXPECT_EQ(error(R"([{"a":1}])", {.records = "data"}).code, "json.no_records");
  EXPECT_EQ(error(R"({"a":[{"b":1}],"c":[{"d":1}]})").code, "json.several_records");
  EXPECT_EQ(error(R"({"a":1,"b":{"c":[{"d":1}]}})").code, "json.no_records");
  EXPECT_EQ(error("17").code, "json.no_records");
  EXPECT_EQ(error(R"({"data":[{"a":1}],"data":[{"b":1}]})", {.records = "data"}).code, "json.repeated_key");
}

TEST_F(Json, WhatIsNoCellIsAnErrorWithItsPlace) {
  const auto array = error(R"([{"a":1},{"a":2,"b":{"c":[1,2]}}])");
  EXPECT_EQ(array.code, "json.array");
  EXPECT_EQ(array.place.line, 3);
  EXPECT_EQ(array.place.field, "B");
  EXPECT_EQ(array.place.column, 2);
  EXPECT_THAT(array.what, HasSubstr("\"b.c\""));
  const auto twice = error(R"([{"a":1},{"a":2,"b":3,"a":4}])");
  EXPECT_EQ(twice.code, "json.repeated_key");
  EXPECT_EQ(twice.place.line, 3);
  EXPECT_EQ(twice.place.field, "A");
  EXPECT_EQ(error(R"([{"a":null,"a":1}])").code, "json.repeated_key");
  EXPECT_EQ(error(R"([{"a":{"b":1},"a.b":2}])").code, "json.repeated_key");
  for (const auto* text : {R"([{"a":1},7])", R"([{"a":1},[1]])", R"([{"a":1},null])"}) {
    const auto record = error(text);
    EXPECT_EQ(record.code, "json.record") << text;
    EXPECT_EQ(record.place.line, 3);
  }
  EXPECT_THAT(error(R"([{"19121212-1212":[1]}])").what, Not(HasSubstr("1212")));
}

TEST_F(Json, WhatIsNotJsonIsAnErrorWithItsPlace) {
  const auto syntax = error("[{\"a\":1},\n {\"b\":01}]");
  EXPECT_EQ(syntax.code, "json.syntax");
  EXPECT_EQ(syntax.place.line, 2);
  EXPECT_EQ(syntax.place.column, 8);
  for (const auto* text :
       {"[{\"a\":1,}]", "[{'a':1}]", "[{\"a\":NaN}]", "[{\"a\":\"x\ty\"}]", "[{\"a\":\"\\ud800\"}]", "x"})
    EXPECT_EQ(error(text).code, "json.syntax") << text;
  EXPECT_EQ(error("[{\"a\":\"\xe5\"}]").code, "json.encoding");
  EXPECT_EQ(error(std::string_view("\xff\xfe[\0]\0", 6)).code, "json.encoding");
  EXPECT_EQ(error(std::string_view("[\0{\0", 4)).code, "json.encoding");
  const auto trailing = error("[{\"a\":1}]\n[]");
  EXPECT_EQ(trailing.code, "json.trailing");
  EXPECT_EQ(trailing.place.line, 2);
  EXPECT_EQ(error("[{\"a\":1e99999999999}]").code, "json.number");
  EXPECT_EQ(error(std::string(33, '[')).code, "json.depth");
  std::string deep = "[";
  for (int i = 0; i < 40; ++i) deep += "{\"a\":";
  EXPECT_EQ(error(deep).code, "json.depth");
  constexpr std::string_view whole = "[{\"a\":\"x\",\"b\":-1.5},{\"b\":true}]";
  for (std::size_t size = 0; size < whole.size(); ++size)
    ASSERT_EQ(error(whole.substr(0, size)).code, "json.cut_short") << size;
  EXPECT_THAT(rows("\xef\xbb\xbf[{\"a\":1}] \r\n"), ElementsAre("1: a", "2: 1:number"));
}

TEST_F(Json, LimitsEndTheReading) {
  constexpr auto limit = "register.limit";
  EXPECT_EQ(error(R"([{"a":1,"b":2,"c":3}])", {}, {.columns = 2}).code, limit);
  EXPECT_EQ(error(R"([{"a":1},{"a":1},{"a":1}])", {}, {.rows = 2}).code, limit);
  EXPECT_EQ(error(R"([{"a":"xxx"}])", {}, {.cell_bytes = 2}).code, limit);
  EXPECT_EQ(error(R"([{"a":123}])", {}, {.cell_bytes = 2}).code, limit);
  EXPECT_EQ(error(R"([{"abc":1}])", {}, {.cell_bytes = 2}).code, limit);
  EXPECT_EQ(error(R"([{"a":{"b":{"c":1}}}])", {}, {.cell_bytes = 3}).code, limit);
  EXPECT_EQ(error(R"([{"a":12}])", {}, {.columns = 1, .rows = 1, .cell_bytes = 2}).code, "");
}

TEST_F(Json, TokensMaySpanBlocks) {
  std::string text = "{\"data\":[";
  for (int i = 0; i < 20'000; ++i) {
    text += (i == 0 ? "" : ",") + std::string("{\"namn\":\"åäö\\n") + std::to_string(i) +
            "\",\"tal\":" + std::to_string(i) + ".25}";
  }
  const auto shown = rows(text + "]}");
  ASSERT_EQ(shown.size(), 20'001);
  for (int i = 0; i < 20'000; ++i) {
    const auto number = std::to_string(i);
    ASSERT_EQ(shown[static_cast<std::size_t>(i) + 1],
              std::to_string(i + 2) + ": åäö\n" + number + " | " + number + ".25:number");
  }
}

}  // namespace
}  // namespace sluss::connectors::registers
