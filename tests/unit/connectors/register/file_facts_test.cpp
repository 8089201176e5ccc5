// What a run says of its file is read as it was written.
#include "connectors/file_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "connectors/file_words.h"
#include "connectors/register/mapping/locate.h"
#include "connectors/register/source/findings.h"

namespace sluss::connectors {
namespace {

using ::testing::ElementsAre;

core::Finding finding_of(const registers::Summary& summary) {
  const registers::Mapping mapping{.title = "Lista", .publisher = "Ingen", .select = "select 1"};
  return registers::read_finding({.name = "lista.xlsx", .recognised = "Excel-arbetsbok", .period = "2025"}, mapping,
                                 summary);
}

FileFacts facts_of(const registers::Summary& summary) {
  return file_facts(std::vector{finding_of(summary)});
}

core::Finding read(const FileRows& rows) {
  return {.code = std::string(file_read),
          .subject = "lista.xlsx",
          .what = "Filen är läst som Lista.\nKolumner: A.",
          .facts = read_facts_text(rows, {}, core::FileRemedy::correct)};
}

TEST(FileFacts, RowsAndColumnsAreReadAsTheyAreWritten) {
  registers::TableSummary table{.table = "hela",
                                .file = "lista.xlsx",
                                .sheet = "Total, alla",
                                .header_row = 3,
                                .read = 12'345,
                                .given = 12'343,
                                .rejected = 1,
                                .cells_rejected = 2};
  table.found = {{.name = "kommun", .heading = "Kommun, stad", .letters = "A"},
                 {.name = "index", .heading = "Total \"index\"", .letters = "AB"}};
  table.unused = {{.name = "", .heading = "Not", .letters = "C"}};
  const registers::Summary summary{.tables = {table}};
  const FileRows rows{.read = 12'345, .taken = 12'343, .left_out = 1, .skipped = 1, .cells = 2};
  const auto facts = facts_of(summary);
  EXPECT_EQ(facts.rows, rows);
  EXPECT_THAT(facts.columns, ElementsAre(FileColumn{"Total, alla", "kommun", "A", "Kommun, stad"},
                                         FileColumn{"Total, alla", "index", "AB", "Total \"index\""}));
  EXPECT_EQ(column_words(facts, "Total, alla", "kommun"), "A (rubriken Kommun, stad)");
  EXPECT_EQ(column_words(facts, "Total, alla", "AB"), "AB (rubriken Total \"index\")");
  EXPECT_EQ(column_words(facts, "Total, alla", "C"), "C") << "no column that is read";
}

TEST(FileFacts, AHeadingMayHaveWhatTextsAreDividedBy) {
  registers::TableSummary table{.table = "hela", .file = "lista: en.csv", .read = 1, .given = 1};
  table.found = {{.name = "kommun", .heading = "Från \" → till, \"B", .letters = "A"},
                 {.name = "index", .heading = "Rader: 7, med: 6", .letters = "B"}};
  const auto facts = facts_of({.tables = {table}});
  EXPECT_THAT(facts.columns, ElementsAre(FileColumn{"", "kommun", "A", "Från \" → till, \"B"},
                                         FileColumn{"", "index", "B", "Rader: 7, med: 6"}));
  EXPECT_EQ(facts.rows, (FileRows{.read = 1, .taken = 1}));
}

TEST(FileFacts, WhatTheFindingSaysHasItsRows) {
  const registers::TableSummary table{.table = "hela", .file = "lista.csv", .read = 9, .given = 8, .rejected = 1};
  const auto finding = finding_of({.tables = {table}});
  EXPECT_EQ(finding.what.find("Rader: "), std::string::npos) << "they are among its facts";
  const std::string begin = "Filen är läst som Lista (Ingen), period 2025.\n";
  EXPECT_TRUE(told(finding).starts_with(
      begin + "Rader: 9, med: 8, inte med: 1, överhoppade: 0, utelämnade celler: 0.\nFilens slag: Excel-arbetsbok.\n"))
      << told(finding);
  auto facts = file_facts(std::vector{finding});
  EXPECT_EQ(facts.remedy, core::FileRemedy::correct);
  EXPECT_EQ(begin + detail_lines(finding, facts), told(finding));
  facts.rows->taken = 7;
  EXPECT_TRUE(detail_lines(finding, facts).starts_with("Rader: 9, med: 7, ")) << detail_lines(finding, facts);
}

TEST(FileFacts, FactsOfAnotherFormAreNotKnown) {
  for (const auto* facts : {"[]", "{", R"({"version":2})", R"({"version":"1"})", R"({"version":1,"rows":7})",
                            R"({"version":1,"columns":[],"remedy":"x","rows":{"read":"7"}})"}) {
    auto finding = read({.read = 7});
    finding.facts = facts;
    EXPECT_EQ(file_facts(std::vector{finding}).rows, std::nullopt) << facts;
    EXPECT_EQ(told(finding), finding.what);
    EXPECT_EQ(detail_lines(finding, {}), "Kolumner: A.");
    finding.code = file_older;
    EXPECT_FALSE(is_older_than_waiting(finding)) << facts;
  }
}

TEST(FileFacts, AFileWithoutSheetsHasNumbersOfColumns) {
  registers::TableSummary table{.table = "hela", .file = "lista.csv"};
  table.found = {{.name = "kommun", .heading = "Kommun", .letters = "AA"}};
  const auto facts = facts_of({.tables = {table}});
  EXPECT_EQ(column_words(facts, "", "kommun"), "27 (rubriken Kommun)");
  EXPECT_EQ(column_words(facts, "", "C"), "3") << "no column that is read";
  EXPECT_EQ(column_words(facts, "", "totalindex"), "totalindex") << "the mapping's name, where nothing else is known";
  EXPECT_EQ(column_name("", "Antal", false), "Antal");
}

TEST(FileFacts, OfAVeryWideFileTheFirstColumnsAreKnownWhole) {
  registers::TableSummary table{.table = "hela", .file = "bred.csv", .read = 7, .given = 7};
  for (int i = 1; i <= 2'000; ++i)
    table.found.push_back({.name = "k" + std::to_string(i), .heading = "Rubrik " + std::to_string(i), .letters = "A"});
  const auto facts = facts_of({.tables = {table}});
  EXPECT_EQ(facts.rows->taken, 7);
  ASSERT_GT(facts.columns.size(), 500U);
  ASSERT_LT(facts.columns.size(), 2'000U);
  for (std::size_t i = 0; i < facts.columns.size(); ++i) {
    const auto number = std::to_string(i + 1);
    EXPECT_EQ(facts.columns[i], (FileColumn{"", "k" + number, "A", "Rubrik " + number}));
  }
}

TEST(FileFacts, RowsOfNoKnownAreaAreNotIn) {
  const FileRows rows{.read = 290, .taken = 289, .left_out = 1};
  std::vector findings{
      read(rows), core::Finding{.code = std::string(file_area_unknown), .count = 1},
      core::Finding{.code = "run.unread", .count = 2},
      core::Finding{.code = std::string(file_own_missing), .what = "Er egen kommun, Sala, är inte med."}};
  auto facts = file_facts(findings);
  EXPECT_EQ(rows_words(*facts.rows), "Av 290 rader är 288 med och 2 inte med.");
  EXPECT_EQ(rows_headline(*facts.rows), "2 av 290 rader är inte med");
  EXPECT_EQ(facts.wrong, 2);
  EXPECT_EQ(facts.own, "Er egen kommun, Sala, är inte med.");
  auto kept = rows;
  kept.keeps_unknown = true;
  findings.front() = read(kept);
  EXPECT_EQ(file_facts(findings).rows->taken, 289) << "a table as it is has them too";
}

TEST(FileFacts, WordsOfRows) {
  EXPECT_EQ(rows_words({.read = 1, .taken = 1}), "Filen har 1 rad. Den är med.");
  EXPECT_EQ(rows_words({.read = 290, .taken = 290, .cells = 1}),
            "Filen har 290 rader. Alla är med, men 1 cell är utelämnad.");
  EXPECT_EQ(rows_words({.read = 291, .taken = 290, .skipped = 1}), "Av 291 rader är 290 med och 1 överhoppad.");
  const std::vector<std::int64_t> numbers{9, 5};
  EXPECT_EQ(rows_words({.read = 290, .taken = 287, .left_out = 2, .skipped = 1, .cells = 3}, numbers),
            "Av 290 rader är 287 med, 1 överhoppad och 2 inte med (rad 5 och 9). Dessutom är 3 celler utelämnade ur "
            "rader som är med.");
  EXPECT_EQ(rows_headline({.read = 290, .taken = 290}), "");
  EXPECT_EQ(rows_headline({.read = 290, .taken = 290, .cells = 3}), "3 celler är utelämnade");
  EXPECT_EQ(stands_words({.read = 290, .taken = 290}), "");
  EXPECT_EQ(stands_words({.read = 290, .taken = 288, .left_out = 2}),
            "2 rader lästes inte; deras tidigare uppgifter gäller. Inget att besluta.");
  EXPECT_EQ(stands_words({.read = 290, .taken = 290, .cells = 1}),
            "1 cell lästes inte; dess tidigare uppgifter gäller. Inget att besluta.");
  EXPECT_TRUE(
      is_older_than_waiting({.code = "register.older", .what = "Den är äldre.", .facts = older_facts_text(true)}));
  EXPECT_FALSE(is_older_than_waiting(
      {.code = "register.older", .what = "Filen väntar på beslut 2025.csv", .facts = older_facts_text(false)}));
  EXPECT_EQ(figures_words(1), "Ur den blev det 1 uppgift.");
  EXPECT_EQ(row_numbers({7, 5, 7, 6}, 2), "rad 5, 6 och 1 till");
}

}  // namespace
}  // namespace sluss::connectors
