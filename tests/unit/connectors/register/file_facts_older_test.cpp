// What findings of files of older programs say in their text is read still.
#include "connectors/file_facts_older.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "connectors/file_facts.h"
#include "connectors/file_words.h"

namespace sluss::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

core::Finding read(const std::string& details) {
  return {.code = std::string(file_read), .subject = "lista.xlsx", .what = "Filen är läst som Lista.\n" + details};
}

/// As it was stored.
constexpr const char* lines =
    "Rader: 12345, med: 12343, inte med: 1, överhoppade: 1, utelämnade celler: 2.\n"
    "Filens slag: Excel-arbetsbok.\n"
    "Tabell hela, lista.xlsx, blad Total, alla.\n"
    "Rubriker på rad: 3.\n"
    "Kolumner: A \"Kommun, stad\" → kommun, AB \"Total \"index\"\" → index.\n"
    "Kolumner som inte används: C \"Not\".";

TEST(OlderFileFacts, RowsAndColumnsAreReadOfTheText) {
  const auto finding = read(lines);
  const auto facts = file_facts(std::vector{finding});
  EXPECT_EQ(facts.rows, (FileRows{.read = 12'345, .taken = 12'343, .left_out = 1, .skipped = 1, .cells = 2}));
  EXPECT_THAT(facts.columns, ElementsAre(FileColumn{"Total, alla", "kommun", "A", "Kommun, stad"},
                                         FileColumn{"Total, alla", "index", "AB", "Total \"index\""}));
  EXPECT_EQ(told(finding), finding.what);
  auto known = facts;
  known.rows->taken = 12'340;
  known.rows->left_out = 4;
  EXPECT_TRUE(detail_lines(finding, known)
                  .starts_with("Rader: 12345, med: 12340, inte med: 4, överhoppade: 1, utelämnade celler: 2.\n"
                               "Filens slag: Excel-arbetsbok.\n"))
      << detail_lines(finding, known);
}

TEST(OlderFileFacts, WhatTheRemedyAsksForIsReadOfItsWords) {
  const auto remedy = [](const std::string& text) {
    auto finding = read(lines);
    finding.remedy = text;
    return file_facts(std::vector{finding}).remedy;
  };
  EXPECT_EQ(remedy("Ingenting behöver göras."), core::FileRemedy::nothing);
  EXPECT_EQ(remedy("Rätta det som inte är med i filen, och lägg in den igen. Varje fel står med rad och kolumn."),
            core::FileRemedy::correct);
  EXPECT_EQ(remedy("Jämför några tal."), core::FileRemedy::other);
}

TEST(OlderFileFacts, OfAStillOlderRunNothingIsKnown) {
  EXPECT_EQ(file_facts(std::vector{read("Rubriker på rad: 3. Rader: 7 lästa, 6 tagna, 1 underkända.")}).rows,
            std::nullopt);
  EXPECT_EQ(file_facts({}).rows, std::nullopt);
  EXPECT_THAT(file_facts({}).columns, IsEmpty());
}

TEST(OlderFileFacts, OfAnOlderFileItsTextSaysWhetherTheLaterOneWaits) {
  EXPECT_TRUE(is_older_than_waiting({.code = "register.older", .what = "Den gäller 2023, men 2025 väntar på beslut."}));
  EXPECT_FALSE(is_older_than_waiting({.code = "register.older", .what = "Den gäller 2023, men 2025 är redan inläst."}));
  EXPECT_FALSE(is_older_than_waiting({.code = "register.same", .what = "Den väntar på beslut."}));
}

TEST(OlderFileFacts, OneLineIsPutInPlaceOfAnother) {
  EXPECT_EQ(with_rows_of_older("Rader: 7, med: 7, inte med: 0, överhoppade: 0, utelämnade celler: 0.\nKolumner: A.",
                               {.read = 7, .taken = 5, .left_out = 2}),
            "Rader: 7, med: 5, inte med: 2, överhoppade: 0, utelämnade celler: 0.\nKolumner: A.");
}

}  // namespace
}  // namespace sluss::connectors
