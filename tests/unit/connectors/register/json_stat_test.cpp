#include "connectors/register/json/json_stat.h"

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
using testing::StartsWith;

class JsonStat : public testing::Test {
 protected:
  core::Result<std::unique_ptr<Document>> open(std::string_view text, const Limits& limits = {}) {
    std::ofstream(path_, std::ios::binary) << text;
    return open_json_stat(path_, limits);
  }
  std::vector<std::string> rows(std::string_view text, const Limits& limits = {}) {
    return tests::shown_rows(*tests::must(open(text, limits)), 0, true);
  }
  /// Of opening, or of the rows.
  core::Error error(std::string_view text, const Limits& limits = {}) {
    const auto document = open(text, limits);
    const auto found = document ? tests::first_error(**document, 0) : document.error();
    EXPECT_FALSE(found.remedy.empty()) << found.code;
    EXPECT_TRUE(found.code.empty() || found.place.file == path_.string());
    return found;
  }

  tests::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "tabell.json";
};

/// Two regions and two years, with these values (and more members).
std::string small(std::string_view members) {
  return R"({"version":"2.0","class":"dataset","id":["Region","Tid"],"size":[2,2],"dimension":{
    "Region":{"label":"region","category":{"index":{"0114":1,"00":0},"label":{"00":"Riket","0114":"Upplands Väsby"}}},
    "Tid":{"category":{"index":["2023","2024"]}}},)" +
         std::string(members) + "}";
}

TEST_F(JsonStat, EachCellIsARow) {
  EXPECT_THAT(rows(small(R"("value":[10, 11.50, null, -4])")),
              ElementsAre("1: Region | Region.label | Tid | Tid.label | value | status",
                          "2: 00 | Riket | 2023 | :empty | 10:number", "3: 00 | Riket | 2024 | :empty | 11.50:number",
                          "4: 0114 | Upplands Väsby | 2023", "5: 0114 | Upplands Väsby | 2024 | :empty | -4:number"));
}

TEST_F(JsonStat, StatusesStandBesideValuesOrInTheirPlace) {
  const auto marks = [&](std::string_view members) { return rows(small(members)); };
  EXPECT_THAT(
      marks(R"("value":[0,1,null,2],"status":{"0":".","2":".."})"),
      ElementsAre(StartsWith("1:"), "2: 00 | Riket | 2023 | :empty | 0:number | .",
                  "3: 00 | Riket | 2024 | :empty | 1:number", "4: 0114 | Upplands Väsby | 2023 | :empty | :empty | ..",
                  "5: 0114 | Upplands Väsby | 2024 | :empty | 2:number"));
  EXPECT_EQ(marks(R"("status":["a",null,"b","c"],"value":[0,1,2,3])")[3],
            "4: 0114 | Upplands Väsby | 2023 | :empty | 2:number | b");
  EXPECT_EQ(marks(R"("status":["a",null,"b","c"],"value":[0,1,2,3])")[2], "3: 00 | Riket | 2024 | :empty | 1:number");
  for (const auto* all : {R"("status":"p","value":[0,1,2,3])", R"("value":[0,1,2,3],"status":["p"])"}) {
    for (const auto& row : rows(small(all))) EXPECT_TRUE(row.starts_with("1:") || row.ends_with(":number | p")) << row;
  }
}

TEST_F(JsonStat, ValuesMayBeSparseAndInAnyOrder) {
  const std::vector<std::string> wanted = rows(small(R"("value":[7,null,null,8],"status":{"3":"x"})"));
  EXPECT_EQ(rows(small(R"("value":{"0":7,"3":8},"status":{"3":"x"})")), wanted);
  EXPECT_EQ(rows(small(R"("value":{"3":8,"0":7},"status":{"3":"x"})")), wanted);
  EXPECT_EQ(rows(small(R"("status":{"3":"x","1":null},"value":{"3":8,"0":7,"2":null})")), wanted);
  EXPECT_EQ(error(small(R"("value":{"0":7,"4":8})")).code, "json_stat.cells");
  EXPECT_EQ(error(small(R"("value":{"4":7,"0":8})")).code, "json_stat.cells");
  EXPECT_EQ(error(small(R"("value":{"0":7,"00":8})")).code, "json_stat.cells");
  EXPECT_EQ(error(small(R"("value":{"0":7,"x":8})")).code, "json_stat.cells");
  EXPECT_EQ(error(small(R"("value":{"0":7,"0":8})")).code, "json.repeated_key");
  EXPECT_EQ(error(small(R"("value":{"1":7,"0":8,"1":9})")).code, "json.repeated_key");
  EXPECT_EQ(error(small(R"("value":{"3":1,"2":1,"1":1,"0":1})"), {.shared_strings_bytes = 100}).code, "register.limit");
}

TEST_F(JsonStat, MembersMayComeInAnyOrder) {
  EXPECT_THAT(rows(R"({"value":[1,2],"status":{"1":"e"},"size":[1,2],"dimension":{"B":{"category":{"label":{"y":"Y",
                       "x":"X"},"index":{"x":0,"y":1}}},"A":{"category":{"label":{"a":"bara"}}}},
                       "extension":{"value":[9,9],"px":{"status":"q"}},"id":["A","B"],"class":"dataset","version":"2.1"})"),
              ElementsAre("1: A | A.label | B | B.label | value | status", "2: a | bara | x | X | 1:number",
                          "3: a | bara | y | Y | 2:number | e"));
}

TEST_F(JsonStat, WhatItSaysOfItselfIsRecognised) {
  const auto document = tests::must(open(small(R"("value":[1,2,3,4],"label":"Folkmängd efter region","source":"SCB",
    "updated":"2025-02-21T07:00:00Z","role":{"time":["Tid"],"geo":["Region"]},"note":["Fr o m 2007-01-01 överförs\nHeby",
    "Två"])")));
  EXPECT_EQ(
      document->recognised(),
      "json-stat2, dimensioner Region (2), Tid (2), 4 celler; titel: Folkmängd efter region; källa: SCB; "
      "uppdaterad: 2025-02-21T07:00:00Z; område: Region; tid: Tid; not: Fr o m 2007-01-01 överförs Heby; not: Två");
  EXPECT_EQ(document->sheets().size(), 1U);
}

TEST_F(JsonStat, WhatDoesNotFitTogetherIsAnError) {
  EXPECT_EQ(error(small(R"("value":[1,2,3])")).code, "json_stat.cells");
  EXPECT_EQ(error(small(R"("value":[1,2,3,4,5])")).code, "json_stat.cells");
  EXPECT_THAT(error(small(R"("value":[])")).remedy, HasSubstr("PxWeb"));
  EXPECT_EQ(error(small(R"("label":"x")")).code, "json_stat.cells");
  EXPECT_EQ(error(small(R"("value":7)")).code, "json_stat.cells");
  EXPECT_EQ(error(small(R"("value":[1,2,3,[4]])")).code, "json_stat.cells");
  EXPECT_EQ(error(small(R"("value":[1,2,3,true])")).code, "json_stat.cells");
  EXPECT_EQ(error(small(R"("value":[1,2,3,4],"status":["a","b"])")).code, "json_stat.cells");
  EXPECT_EQ(error(small(R"("value":[1,2,3,4],"value":[1,2,3,4])")).code, "json.repeated_key");
  EXPECT_EQ(error("[1]").code, "json_stat.class");
  EXPECT_EQ(error("7").code, "json_stat.class");
  EXPECT_EQ(error(R"({"dataset":{"value":[1]}})").code, "json_stat.class");
  EXPECT_EQ(error(R"({"class":"collection","version":"2.0"})").code, "json_stat.class");
  const auto of = [&](std::string_view id, std::string_view size, std::string_view dimension) {
    return error(R"({"version":"2.0","class":"dataset","id":)" + std::string(id) + R"(,"size":)" + std::string(size) +
                 R"(,"dimension":)" + std::string(dimension) + R"(,"value":{}})")
        .code;
  };
  constexpr auto wrong = "json_stat.dimension";
  EXPECT_EQ(of(R"(["A"])", "[2]", R"({"A":{"category":{"index":["a","b"]}}})"), "");
  EXPECT_EQ(of(R"(["A"])", "[3]", R"({"A":{"category":{"index":["a","b"]}}})"), wrong);
  EXPECT_EQ(of(R"(["A"])", "[2,2]", R"({"A":{"category":{"index":["a","b"]}}})"), wrong);
  EXPECT_EQ(of(R"(["B"])", "[2]", R"({"A":{"category":{"index":["a","b"]}}})"), wrong);
  EXPECT_EQ(of("[]", "[]", "{}"), wrong);
  EXPECT_EQ(of(R"(["A","A"])", "[1,1]", R"({"A":{"category":{"index":["a"]}}})"), wrong);
  EXPECT_EQ(of(R"(["A"])", "[2]", R"({"A":{"category":{"index":{"a":0,"b":0}}}})"), wrong);
  EXPECT_EQ(of(R"(["A"])", "[2]", R"({"A":{"category":{"index":{"a":0,"b":2}}}})"), wrong);
  EXPECT_EQ(of(R"(["A"])", "[2]", R"({"A":{"category":{"index":{"a":0,"b":"1"}}}})"), wrong);
  EXPECT_EQ(of(R"(["A"])", "[-1]", R"({"A":{"category":{"index":["a"]}}})"), wrong);
  EXPECT_EQ(of(R"(["A"])", "[2]", R"({"A":{"category":{"index":["a","a"]}}})"), "json.repeated_key");
  EXPECT_EQ(of(R"(["A"])", "[1]", R"({"A":{"category":{"index":["a"]}},"A":{}})"), "json.repeated_key");
  EXPECT_EQ(error(small(R"("value":[1,2)")).code, "json.syntax");
}

TEST_F(JsonStat, SizeBeyondTheLimitsIsRefused) {
  EXPECT_EQ(error(small(R"("value":{})"), {.rows = 3}).code, "register.limit");
  EXPECT_EQ(error(small(R"("value":{})"), {.rows = 4}).code, "");
  EXPECT_EQ(error(small(R"("value":{})"), {.columns = 5}).code, "register.limit");
  // 2^32 times 2^32 is 0 in 64 bits.
  EXPECT_EQ(
      error(R"({"version":"2.0","class":"dataset","id":["A","B"],"size":[4294967296,4294967296],"value":{}})").code,
      "register.limit");
}

}  // namespace
}  // namespace sluss::connectors::registers
