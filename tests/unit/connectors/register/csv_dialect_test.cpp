#include <gtest/gtest.h>

#include <string>

#include "connectors/register/csv/csv.h"
#include "connectors/register/csv/dialect.h"

namespace sluss::connectors::registers {
namespace {

/// "; \"": the delimiter and the quote.
std::string dialect_of(std::string_view sample, bool whole = true) {
  const auto dialect = recognise_dialect(sample, whole);
  return dialect.delimiter + " " + dialect.quote;
}

std::string repeated(std::string_view line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line;
  return text;
}

TEST(RecogniseDialect, EachDelimiter) {
  EXPECT_EQ(dialect_of("a;b;c\n1;2;3\n"), "; \"");
  EXPECT_EQ(dialect_of("a,b,c\n1,2,3\n"), ", \"");
  EXPECT_EQ(dialect_of("a\tb\tc\n1\t2\t3\n"), "\t \"");
  EXPECT_EQ(dialect_of("a|b|c\n1|2|3\n"), "| \"");
  EXPECT_EQ(dialect_of("a,b"), ", \"");
}

TEST(RecogniseDialect, DecimalCommasAreNoDelimiters) {
  EXPECT_EQ(dialect_of("Kommun;Index;Rang\nSala;71,9;118\nHeby;68,9;103\n"), "; \"");
  EXPECT_EQ(dialect_of("1,5;2,5;3,5\n1,5;2,5;3,5\n"), "; \"");
  EXPECT_EQ(dialect_of("a\tb\n1,5\t2,5\n3,5\t4,5\n"), "\t \"");
  EXPECT_EQ(dialect_of("a;b\n1 234,5;2,5\n1 234,5;2,5\n"), "; \"");
}

TEST(RecogniseDialect, CommasOfProseAreNoDelimiters) {
  EXPECT_EQ(dialect_of("Kommun;Område;Antal\nSala;Vård, omsorg;5\nHeby;Vård, omsorg;6\n"), "; \"");
  EXPECT_EQ(dialect_of("id\ttext\n1\tså, ja, nog; kanske\n2\tnej, aldrig; inte\n"), "\t \"");
}

TEST(RecogniseDialect, TitlesAboveTheHeaderDoNotMislead) {
  const std::string titles =
      "Öppna jämförelser 2025, hemtjänst, enheter, kommuner\n"
      "Källa: Socialstyrelsen, Sveriges Kommuner och Regioner, 2025-11-28, preliminär\n\n"
      "Uppgifter saknas för några kommuner, se anmärkning, och andra, här\n\n";
  EXPECT_EQ(dialect_of(titles + "Kommun;2024;2025\n" + repeated("Sala;71,9;68,9\n", 6)), "; \"");
  EXPECT_EQ(dialect_of(titles + "Kommun\t2024\t2025\nSala\t71,9\t68,9\nHeby\t71,9\t68,9\n"), "\t \"");
  EXPECT_EQ(dialect_of("Titel; med; semikolon; i\n;;;\nKälla; SCB\na,b,c\n" + repeated("x,1,2\n", 9)), ", \"");
}

TEST(RecogniseDialect, RaggedRowsDoNotMislead) {
  EXPECT_EQ(dialect_of("a;b;c\n1;2\n1;2;3;4;5\n1;2;3\n1,5\n"), "; \"");
}

TEST(RecogniseDialect, WhatIsInQuotesDoesNotCount) {
  EXPECT_EQ(dialect_of("a,b\n\"1;2;3;4\",x\n\"1;2;3;4\",y\n"), ", \"");
  EXPECT_EQ(dialect_of("a;b\n\"x\n1,2,3\n1,2,3\n1,2,3\n1,2,3\";y\n"), "; \"");
}

TEST(RecogniseDialect, QuotesMayBeApostrophes) {
  EXPECT_EQ(dialect_of("'a';'b'\n'1;2';'3'\n'4;5';'6'\n"), "; '");
  EXPECT_EQ(dialect_of("a;b\nd'Artagnan;l'Oréal\n'n annan;x\n"), "; \"");
  EXPECT_EQ(dialect_of("a;b\n\"Gula huset\" AB;5\n\"Röda\" huset;6\n"), "; \"");
  EXPECT_EQ(dialect_of("a;b\n\"Gula huset\";5\n\"Röda\" huset;6\n"), "; \"");
}

TEST(RecogniseDialect, AFirstLineMayNameIt) {
  EXPECT_EQ(dialect_of("sep=|\na;b;c\n1;2;3\n"), "| \"");
  EXPECT_EQ(dialect_of("SEP=\t\r\na,b\n"), "\t \"");
  EXPECT_EQ(dialect_of("sep=\na,b\n"), ", \"");
}

TEST(RecogniseDialect, NothingToTellByIsASemicolon) {
  EXPECT_EQ(dialect_of(""), "; \"");
  EXPECT_EQ(dialect_of("Kommun\nSala\nHeby\n"), "; \"");
}

TEST(RecogniseDialect, TheRowThatTheSampleCutsDoesNotCount) {
  const auto rows = repeated("Sala;1,5;x\n", 20);
  EXPECT_EQ(dialect_of(rows + "Heby;\"en text som", false), "; \"");
  EXPECT_EQ(dialect_of("en enda, mycket lång rad;utan;slut", false), "; \"");
}

}  // namespace
}  // namespace sluss::connectors::registers
