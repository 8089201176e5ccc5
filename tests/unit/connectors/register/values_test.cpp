#include "connectors/register/mapping/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

namespace sluss::connectors::registers {
namespace {

using ::testing::Eq;
using ::testing::Optional;

Value read(const Cell& cell, bool exact) {
  TableColumn column;
  column.exact = exact;
  return read_value(cell, reading_of(column), Marks({}, {}));
}

std::optional<std::string> text_of(const Cell& cell, bool exact) {
  auto value = read(cell, exact);
  EXPECT_EQ(value.code, "");
  return std::move(value.text);
}

TEST(Values, AnExactTextIsAsTheFileHasIt) {
  for (const std::string text : {" Sala ", "\tSala\r\n", " ", "", "\u00A0Sala\u2029", "007", "5,6"})
    EXPECT_THAT(text_of({.kind = CellKind::text, .text = text}, true), Optional(text));
  EXPECT_EQ(text_of({}, true), std::nullopt);
  EXPECT_THAT(text_of({.kind = CellKind::number, .text = "1e2"}, true), Optional(Eq("1e2")));
}

TEST(Values, AnotherTextHasNoBlanksAtItsEnds) {
  EXPECT_THAT(text_of({.kind = CellKind::text, .text = "\t Sala gård \r\n"}, false), Optional(Eq("Sala gård")));
  for (const std::string text : {"", " ", "\r\n"})
    EXPECT_EQ(text_of({.kind = CellKind::text, .text = text}, false), std::nullopt);
}

TEST(Values, AnErrorOfASpreadsheetIsNoText) {
  EXPECT_EQ(read({.kind = CellKind::error, .text = "#N/A"}, true).code, "register.cell");
}

/// What usual() takes is what figure() would have given, and it leaves nothing of the value that was there before.
TEST(Values, AUsualNumberIsTheFigureItWouldBe) {
  const Mark nines{.texts = {"999"}, .status = MarkStatus::missing};
  for (const auto& marks : {Marks({}, {}), Marks({nines}, {})})
    for (const auto type : {ColumnType::integer, ColumnType::number, ColumnType::percent})
      for (const auto kind : {CellKind::text, CellKind::number, CellKind::date, CellKind::error})
        for (const std::string text : {"0", "12", "-12", "007", "3,5", "-3.5", "3,0", ",5", "5,", "1,2,3", "1 234",
                                       "999", "1e5", "-", "", " 7", "123456789012345", "1234567890123456", "12a"}) {
          const Cell cell{.kind = kind, .text = text};
          const Reading reading{.type = type};
          Value used{.text = "was here",
                     .code = "register.mark",
                     .status = "at_most",
                     .least = "0",
                     .most = "4",
                     .marked = true};
          if (!marks.usual(cell, reading, used)) continue;
          const auto figure = marks.figure(cell, reading);
          EXPECT_EQ(used.text, figure.text) << text;
          EXPECT_EQ(used.code, figure.code) << text;
          EXPECT_EQ(used.status, figure.status) << text;
          EXPECT_EQ(used.least, figure.least) << text;
          EXPECT_EQ(used.most, figure.most) << text;
          EXPECT_EQ(used.marked, figure.marked) << text;
        }
  Value value;
  EXPECT_TRUE(Marks({}, {}).usual({.kind = CellKind::text, .text = "-3,5"}, {.type = ColumnType::number}, value));
  EXPECT_THAT(value.text, Optional(Eq("-3.5")));
  EXPECT_FALSE(Marks({nines}, {}).usual({.kind = CellKind::text, .text = "999"}, {.type = ColumnType::integer}, value));
}

Value whole_number(const std::string& text, CellKind kind = CellKind::text) {
  const Cell cell{.kind = kind, .text = text};
  const Reading reading{.type = ColumnType::integer};
  const Marks marks({}, {});
  Value value;
  return marks.usual(cell, reading, value) ? value : read_value(cell, reading, marks);
}

/// Twelve thousand, or twelve with decimals: of a whole number nobody knows. Other decimals were never whole.
TEST(Values, ATextOfThreeZerosBehindASignIsNoWholeNumber) {
  for (const auto* text : {"12.000", "1,000", "-999.000", " 5,000 "})
    EXPECT_EQ(whole_number(text).code, "register.thousands") << text;
  EXPECT_EQ(whole_number("12.500").code, "register.whole");
  EXPECT_EQ(whole_number("1.000.000").code, "register.mark");
  EXPECT_THAT(whole_number("12.000", CellKind::number).text, Optional(Eq("12")));
  for (const auto* text : {"12,0", "12,00", "12,0000", "1234,000", "1 234,000"})
    EXPECT_EQ(whole_number(text).code, "") << text;
  EXPECT_THAT(whole_number("1 234,000").text, Optional(Eq("1234")));
  EXPECT_THAT(whole_number("0,000").text, Optional(Eq("0")));
  const Marks marks({{.texts = {"{value:number}\\*"}, .status = MarkStatus::preliminary},
                     {.texts = {"minst {n:number}"}, .status = MarkStatus::at_least, .least = "{n}"}},
                    {});
  const auto marked = [&](const char* text) {
    return marks.figure({.kind = CellKind::text, .text = text}, {.type = ColumnType::integer});
  };
  EXPECT_EQ(marked("12.000*").code, "register.mark");
  EXPECT_EQ(marked("minst 12.000").code, "register.thousands");
  EXPECT_THAT(marked("minst 12000").least, Optional(Eq("12000")));
}

/// Java's programs write a workbook's numbers so, from ten million up.
TEST(Values, ANumberWithAPowerIsWholeWhenItsValueIs) {
  const auto read_as = [](const char* text) {
    const auto value = whole_number(text, CellKind::number);
    return value.text ? *value.text : std::string(value.code);
  };
  EXPECT_EQ(read_as("1.2345678E7"), "12345678");
  EXPECT_EQ(read_as("-1.2345678E7"), "-12345678");
  EXPECT_EQ(read_as("1E+3"), "1000");
  EXPECT_EQ(read_as("1.50E1"), "15");
  EXPECT_EQ(read_as("12000E-3"), "12");
  EXPECT_EQ(read_as("0.5E1"), "5");
  EXPECT_EQ(read_as(".5E1"), "5");
  EXPECT_EQ(read_as("0.00000000000000000000000001E27"), "10");
  EXPECT_EQ(read_as("0.05E1"), "register.whole");
  EXPECT_EQ(read_as("0.0E9"), "0");
  EXPECT_EQ(read_as("9.223372036854775807E18"), "9223372036854775807");
  EXPECT_EQ(read_as("1.5E0"), "register.whole");
  EXPECT_EQ(read_as("1.23E1"), "register.whole");
  EXPECT_EQ(read_as("1E-3"), "register.whole");
  EXPECT_EQ(read_as("1E-99999999999999999999"), "register.whole");
  EXPECT_EQ(read_as("1E19"), "register.number_size");
  EXPECT_EQ(read_as("1E300"), "register.number_size");
  EXPECT_EQ(read_as("1E99999999999999999999"), "register.number_size");
  // A text has lost the digits that it does not show.
  EXPECT_EQ(whole_number("1,23E+07").code, "register.whole");
}

/// A workbook keeps the nearest number that it can; people see 15 digits of it.
TEST(Values, APercentOfAFractionIsWhatTheSpreadsheetShows) {
  const auto percent = [](const char* text, CellKind kind = CellKind::number) {
    const Reading reading{.type = ColumnType::percent, .fraction = true};
    return read_value({.kind = kind, .text = text}, reading, Marks({}, {})).text.value_or("none");
  };
  EXPECT_EQ(percent("0.57999999999999996"), "58");
  EXPECT_EQ(percent("-0.28999999999999998"), "-29");
  EXPECT_EQ(percent("0.070000000000000007"), "7");
  EXPECT_EQ(percent("5.7000000000000002E-2"), "5.7e0");
  EXPECT_EQ(percent("9.9999999999999995E-2"), "10e0");
  EXPECT_EQ(percent("0.99999999999999989"), "100");
  EXPECT_EQ(percent("-0.99999999999999989"), "-100");
  EXPECT_EQ(percent("99999999999999999"), "10000000000000000000");
  EXPECT_EQ(percent("123456789012345678"), "12345678901234600000");
  EXPECT_EQ(percent("123456789012345.6"), "12345678901234600");
  EXPECT_EQ(percent("0.123456789012345"), "12.3456789012345");
  EXPECT_EQ(percent("0.1234567890123454"), "12.3456789012345");
  EXPECT_EQ(percent("0.456"), "45.6");
  EXPECT_EQ(percent("0.000"), "0");
  EXPECT_EQ(percent(".5"), "50");
  EXPECT_EQ(percent("57.99999999999999", CellKind::text), "57.99999999999999");
}

}  // namespace
}  // namespace sluss::connectors::registers
