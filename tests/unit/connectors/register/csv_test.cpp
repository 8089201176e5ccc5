#include "connectors/register/csv/csv.h"

#include <random>

#include "tests/unit/connectors/register/files.h"

namespace sluss::connectors::registers {
namespace {

using namespace std::string_literals;

class Csv : public RegisterFiles {
 protected:
  ReadRows read(std::string_view bytes, const CsvOptions& options = {}, const Limits& limits = {}) {
    return rows_of(open_csv(write(bytes), options, limits));
  }
  std::string text(std::string_view bytes, const CsvOptions& options = {}) {
    const auto rows = read(bytes, options);
    EXPECT_EQ(rows.error, "");
    return shown(rows.rows);
  }
};

TEST_F(Csv, LineEndsMayBeMixedAndTheLastMissing) {
  const auto rows = "1: [a] [b]\n2: [c] [d]\n3: [e] [f]\n4: [g] [h]\n";
  EXPECT_EQ(text("a;b\nc;d\r\ne;f\rg;h"), rows);
  EXPECT_EQ(text("a;b\nc;d\r\ne;f\rg;h\n"), rows);
  EXPECT_EQ(text("a;b\r\nc;d\r\ne;f\r\ng;h\r\n"), rows);
  EXPECT_EQ(text("a;b\rc;d\re;f\rg;h\r"), rows);
}

TEST_F(Csv, BlankLinesAreRowsWithoutCells) {
  EXPECT_EQ(text("\n\na;b\n\n;\n\n"), "1:\n2:\n3: [a] [b]\n4:\n5: - -\n6:\n");
  EXPECT_EQ(text(""), "");
  EXPECT_EQ(text("\n"), "1:\n");
  EXPECT_EQ(text(" ;x\n \n"), "1: [ ] [x]\n2: [ ]\n");
}

TEST_F(Csv, RowsAreAsLongAsInTheFile) {
  EXPECT_EQ(text("a;b;c\n1\n1;2;3;4\n1;2;3\n"), "1: [a] [b] [c]\n2: [1]\n3: [1] [2] [3] [4]\n4: [1] [2] [3]\n");
  EXPECT_EQ(text("a;b;c\n1\n1;;\n1;;;\n"), "1: [a] [b] [c]\n2: [1]\n3: [1] - -\n4: [1] - - -\n");
}

TEST_F(Csv, AnEmptyCellIsNotAnEmptyText) {
  EXPECT_EQ(text("a;\"\";\n\"\"\n"), "1: [a] [] -\n2: []\n");
}

TEST_F(Csv, CellsInQuotesMayHaveLinesDelimitersAndQuotes) {
  EXPECT_EQ(text("a;\"b\nc;\r\n\"\"d\"\"\";e\nf;g;h\n"), "1: [a] [b\nc;\r\n\"d\"] [e]\n4: [f] [g] [h]\n");
  EXPECT_EQ(text("\"\"\"\"\"\"\n"), "1: [\"\"]\n");
  EXPECT_EQ(text("5\" rör;a \"b\" c\n"), "1: [5\" rör] [a \"b\" c]\n");
}

TEST_F(Csv, NothingIsTrimmed) {
  EXPECT_EQ(text(" a ;\tb\xC2\xA0; \"c\" \n"), "1: [ a ] [\tb\xC2\xA0] [ \"c\" ]\n");
}

TEST_F(Csv, ANulByteIsPartOfItsCell) {
  const auto rows = read("a;b\n1;x\0y\n"s).rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].cells[1], "=x\0y"s);
}

TEST_F(Csv, TextAfterAClosingQuoteIsAFlawAndTheCellIsAsInTheFile) {
  EXPECT_EQ(text("a;b\n\"c\"d;e\nf;\"g\" \nh;i\n"), "1: [a] [b]\n2!: [\"c\"d] [e]\n3!: [f] [\"g\" ]\n4: [h] [i]\n");
}

TEST_F(Csv, AQuoteThatIsNeverClosedIsAFlawOfTheRowWhereItBegan) {
  EXPECT_EQ(text("a;b\n1;2\n3;\"vård\n5;6\n"), "1: [a] [b]\n2: [1] [2]\n3!: [3] [\"vård\n5;6\n]\n");
  EXPECT_EQ(text("a;b\n1;\""), "1: [a] [b]\n2!: [1] [\"]\n");
}

TEST_F(Csv, TheDelimiterAndTheQuoteMayBeNamed) {
  EXPECT_EQ(text("a::b:c\n1::2\n", {.delimiter = "::"}), "1: [a] [b:c]\n2: [1] [2]\n");
  EXPECT_EQ(text("a§|§b\n1§|2\n", {.delimiter = "§|§"}), "1: [a] [b]\n2: [1§|2]\n");
  EXPECT_EQ(text("a~~~~b\n", {.delimiter = "~~~~"}), "1: [a] [b]\n");
  EXPECT_EQ(text("'a;b';c\n", {.quote = "'"}), "1: [a;b] [c]\n");
  EXPECT_EQ(text("\"a;b\"\n", {.delimiter = ";", .quote = ""}), "1: [\"a] [b\"]\n");
}

TEST_F(Csv, ADialectThatCannotBeIsRefused) {
  for (const auto& options : std::vector<CsvOptions>{{.delimiter = "12345"},
                                                     {.delimiter = "\n"},
                                                     {.delimiter = "\xE5"},
                                                     {.delimiter = ";\""},
                                                     {.delimiter = "'", .quote = "'"},
                                                     {.quote = "\"\""},
                                                     {.quote = "å"},
                                                     {.quote = "a"}})
    EXPECT_EQ(read("a;b\n", options).error, "csv.dialect");
}

TEST_F(Csv, OfEveryEncodingAreTheSameRows) {
  const auto rows = "1: [Kommun] [Andel]\n2: [Åre] [71,9]\n";
  EXPECT_EQ(text("Kommun;Andel\r\nÅre;71,9\r\n"), rows);
  EXPECT_EQ(text("\xEF\xBB\xBFKommun;Andel\r\nÅre;71,9\r\n"), rows);
  EXPECT_EQ(text("Kommun;Andel\r\n\xC5re;71,9\r\n"), rows);
  std::string little = "\xFF\xFE", big = "\xFE\xFF";
  for (const char16_t unit : std::u16string_view(u"Kommun;Andel\r\nÅre;71,9\r\n")) {
    little += {static_cast<char>(unit & 0xFFU), static_cast<char>(unit >> 8U)};
    big += {static_cast<char>(unit >> 8U), static_cast<char>(unit & 0xFFU)};
  }
  EXPECT_EQ(text(little), rows);
  EXPECT_EQ(text(big), rows);
  EXPECT_EQ(text("\xC3\xA5;1\n", {.encoding = Encoding::windows_1252}), "1: [Ã¥] [1]\n");
}

TEST_F(Csv, ABrokenByteEndsTheRowsWithItsLineAfterTheRowsBefore) {
  const auto read = this->read("Åre;1\nÖrebro;2\n\xE5rsta;3\nHeby;4\n");
  EXPECT_EQ(shown(read.rows), "1: [Åre] [1]\n2: [Örebro] [2]\n");
  EXPECT_EQ(read.error, "encoding.utf8");
  EXPECT_EQ(read.place.line, 3);
}

TEST_F(Csv, WhatIsRecognisedIsInSwedish) {
  const auto recognised = [this](std::string_view bytes, const CsvOptions& options = {}) {
    const auto document = open_csv(write(bytes), options, {});
    return document ? (*document)->recognised() : document.error().code;
  };
  EXPECT_EQ(recognised("a;b\n"), "CSV, UTF-8, semikolon, citattecken");
  EXPECT_EQ(recognised("\xEF\xBB\xBF"
                       "a,b\n"),
            "CSV, UTF-8 med BOM, komma, citattecken");
  EXPECT_EQ(recognised("\xE5\t'b'\n"), "CSV, Windows-1252, tabb, apostrofer");
  EXPECT_EQ(recognised("a|b\n", {.quote = ""}), "CSV, UTF-8, lodstreck, inga citattecken");
  EXPECT_EQ(recognised("a::b\n", {.delimiter = "::"}), "CSV, UTF-8, avgränsare ::, citattecken");
}

TEST_F(Csv, LimitsEndTheReadingWithRowAndColumn) {
  auto over = read("a;b\n1;2;3;4\n", {}, {.columns = 3});
  EXPECT_EQ(shown(over.rows), "1: [a] [b]\n");
  EXPECT_EQ(over.error, "register.limit");
  EXPECT_EQ(over.place.line, 2);
  EXPECT_EQ(over.place.field, "D");
  EXPECT_EQ(over.place.column, 4);

  over = read("a;b\n1;12345\n", {}, {.cell_bytes = 4});
  EXPECT_EQ(over.error, "register.limit");
  EXPECT_EQ(over.what,
            "the cell is longer than 4 bytes Check that it is a text file of rows, and its delimiter; if it is, "
            "shorten the text.");
  EXPECT_EQ(over.place.line, 2);
  EXPECT_EQ(over.place.field, "B");

  over = read("a\nb\nc\n", {}, {.rows = 2});
  EXPECT_EQ(over.rows.size(), 2U);
  EXPECT_EQ(over.error, "register.limit");
  EXPECT_EQ(over.place.line, 3);
  EXPECT_EQ(read("a\nb\n", {}, {.rows = 2}).error, "");
}

TEST_F(Csv, AQuoteThatSwallowsTheFileIsNamedWithItsRow) {
  std::string bytes = "a;b\n1;\"x\n";
  for (int i = 0; i < 200'000; ++i) bytes += "fler;rader\n";
  const auto over = read(bytes);
  EXPECT_EQ(shown(over.rows), "1: [a] [b]\n");
  EXPECT_EQ(over.error, "csv.open_quote");
  EXPECT_EQ(over.place.line, 2);
  EXPECT_NE(over.what.find("quote"), std::string::npos);
}

TEST_F(Csv, ALineWithoutEndCostsNoMoreThanItsLimit) {
  const auto cell = read(std::string(5 << 20, 'x'));
  EXPECT_EQ(cell.error, "register.limit");
  EXPECT_EQ(cell.what,
            "the cell is longer than 1048576 bytes Check that it is a text file of rows, and its delimiter; if it is, "
            "shorten the text.");
  EXPECT_EQ(cell.place.field, "A");
  std::string row;
  for (int i = 0; i < 400; ++i) row += std::string(20'000, 'x') + ";";
  const auto over = read("a;b\n" + row, {.delimiter = ";"}, {.cell_bytes = 20'000});
  EXPECT_EQ(over.error, "register.limit");
  EXPECT_EQ(over.what,
            "the row is longer than 1280000 bytes Check that it is a text file of rows, and its delimiter; if it is, "
            "shorten the texts of the row.")
      << "64 cells of the greatest size, and no cell is";
  EXPECT_EQ(over.place.line, 2);
  EXPECT_EQ(over.place.field, "");
}

/// Texts of the bytes that matter and of others, in every way to write them, over many blocks.
TEST_F(Csv, WhatWasWrittenIsRead) {
  std::mt19937 random(20261128);
  constexpr std::string_view letters[] = {"a", "å", "€", "😀", ";", ",", "\t", "|", "\"", "'", "\n", "\r\n", "\r", " "};
  for (int round = 0; round < 60; ++round) {
    const std::string delimiter(1, ";,\t|"[random() % 4]), end = round % 3 == 0 ? "\n" : round % 3 == 1 ? "\r\n" : "\r";
    std::string bytes = round % 2 == 0 ? "" : "\xEF\xBB\xBF";
    std::vector<std::vector<std::string>> table(random() % 3000 + 1);
    for (auto& row : table) {
      row.resize(random() % 6 + 2);
      for (std::size_t i = 0; i < row.size(); ++i) {
        for (auto left = random() % 12; left > 0; --left) row[i] += letters[random() % std::size(letters)];
        bytes += (i > 0 ? delimiter : "") + tests::in_quotes(row[i]);
      }
      bytes += end;
    }
    const auto read = this->read(bytes, {.delimiter = delimiter});
    ASSERT_EQ(read.error, "");
    ASSERT_EQ(read.rows.size(), table.size());
    for (std::size_t i = 0; i < table.size(); ++i) {
      ASSERT_FALSE(read.rows[i].flawed);
      ASSERT_EQ(read.rows[i].cells.size(), table[i].size());
      for (std::size_t cell = 0; cell < table[i].size(); ++cell)
        ASSERT_EQ(read.rows[i].cells[cell], "=" + table[i][cell]);
    }
  }
}

TEST_F(Csv, ReadersBeginAgain) {
  const auto document = open_csv(write("a;b\n"), {}, {});
  ASSERT_TRUE(document);
  EXPECT_EQ((*document)->sheets().size(), 1U);
  for (int i = 0; i < 2; ++i) {
    const auto reader = (*document)->open(0);
    ASSERT_TRUE(reader);
    EXPECT_TRUE((*reader)->next()->has_value());
    EXPECT_FALSE((*reader)->next()->has_value());
  }
}

}  // namespace
}  // namespace sluss::connectors::registers
