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

}  // namespace
}  // namespace sluss::connectors::registers
