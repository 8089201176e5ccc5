#include "connectors/register/csv/fixed_width.h"

#include "tests/unit/connectors/register/files.h"

namespace sluss::connectors::registers {
namespace {

class FixedWidth : public RegisterFiles {
 protected:
  ReadRows read(std::string_view bytes, const FixedWidthOptions& options, const Limits& limits = {}) {
    return rows_of(open_fixed_width(write(bytes), options, limits));
  }
};

TEST_F(FixedWidth, ColumnsAreCountedInLettersAndNothingIsTrimmed) {
  const auto read = this->read("0180Åre   71,9\r\n0181Älm    5,0\r0182x     6,1", {.widths = {4, 6, 4}});
  EXPECT_EQ(shown(read.rows), "1: [0180] [Åre   ] [71,9]\n2: [0181] [Älm   ] [ 5,0]\n3: [0182] [x     ] [6,1]\n");
  const auto windows = this->read("0180\xC5re71,9\n", {.widths = {4, 3, 4}});
  EXPECT_EQ(shown(windows.rows), "1: [0180] [Åre] [71,9]\n");
}

TEST_F(FixedWidth, LinesMayEndEarlyOrLateAndNothingIsLost) {
  const auto read = this->read("0180Sala\n01\n\n0180Salamer \n\"a;b\n", {.widths = {4, 4}});
  EXPECT_EQ(shown(read.rows), "1: [0180] [Sala]\n2: [01]\n3:\n4: [0180] [Sala] [mer ]\n5: [\"a;b]\n");
}

TEST_F(FixedWidth, WidthsThatCannotBeAreRefused) {
  EXPECT_EQ(read("a\n", {}).error, "csv.widths");
  EXPECT_EQ(read("a\n", {.widths = {2, 0}}).error, "csv.widths");
  EXPECT_EQ(read("a\n", {.widths = {1, 1, 1}}, {.columns = 2}).error, "csv.widths");
}

TEST_F(FixedWidth, LimitsEndTheReadingWithItsRow) {
  auto over = read("ab\nabc\n", {.widths = {1, 1}}, {.columns = 2});
  EXPECT_EQ(shown(over.rows), "1: [a] [b]\n");
  EXPECT_EQ(over.error, "register.limit");
  EXPECT_EQ(over.place.line, 2);
  over = read("ab\nabcd\n", {.widths = {1, 1}}, {.cell_bytes = 3});
  EXPECT_EQ(over.error, "register.limit");
  EXPECT_EQ(over.what, "the line is longer than 3 bytes Check that it is a text file of lines.");
  EXPECT_EQ(over.place.line, 2);
}

TEST_F(FixedWidth, WhatIsRecognisedIsInSwedish) {
  const auto document = open_fixed_width(write("\xE5\n"), {.widths = {1}}, {});
  ASSERT_TRUE(document);
  EXPECT_EQ((*document)->recognised(), "Fast bredd, Windows-1252, 1 kolumner");
}

}  // namespace
}  // namespace sluss::connectors::registers
