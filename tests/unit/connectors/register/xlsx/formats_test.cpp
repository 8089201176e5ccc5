// Which number formats show a day or a time.
#include <gtest/gtest.h>

#include "connectors/register/xlsx/number_formats.h"
#include "tests/unit/connectors/register/xlsx/parts.h"

namespace sluss::connectors::registers {
namespace {

TEST(XlsxFormats, CodesThatShowADay) {
  for (const auto* code :
       {"yyyy-mm-dd", "YYYY\\-MM\\-DD", "d/m/yy", "mmm yy", "mm", "[$-41D]d mmmm yyyy",
        "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "\"den \"d mmmm;@", "[Red]yyyy", "yyyy-mm-dd;0.0", "mmmm", "dddd"})
    EXPECT_EQ(style_of_format(code), NumberStyle::date) << code;
}

TEST(XlsxFormats, CodesThatShowATime) {
  for (const auto* code : {"h:mm", "hh:mm:ss", "mm:ss", "mm:ss.0", "h:mm AM/PM", "[$-F400]h:mm:ss\\ AM/PM", "h A/P",
                           "\"kl. \"hh.mm", "HH:MM"})
    EXPECT_EQ(style_of_format(code), NumberStyle::time) << code;
  for (const auto* code : {"[h]:mm", "[hh]:mm:ss", "[mm]:ss", "[S]", "[h]:mm:ss;@"})
    EXPECT_EQ(style_of_format(code), NumberStyle::elapsed) << code;
}

TEST(XlsxFormats, CodesThatShowBoth) {
  for (const auto* code :
       {"yyyy-mm-dd hh:mm", "d/m/yy h:mm", "yyyy\\-mm\\-dd\\ hh:mm:ss", "m/d/yy h:mm AM/PM", "yyyy-mm-dd\"T\"hh:mm:ss"})
    EXPECT_EQ(style_of_format(code), NumberStyle::timestamp) << code;
}

TEST(XlsxFormats, CodesThatShowANumber) {
  for (const auto* code : {"", "General", "GENERAL", "Standard", "0", "#,##0.00", "0.00E+00", "##0.0e-0", "0%", "@",
                           "#,##0\\ \"kr\"", "0 \"dagar\"", "_-* #,##0.00\\ _k_r_-;-* #,##0.00\\ _k_r_-", "[Red]0",
                           "[$SEK] #,##0", "[>=100]0;0.0", "\"år \"0", "0\\d", "\"oavslutad yyyy"})
    EXPECT_EQ(style_of_format(code), NumberStyle::number) << code;
}

TEST(XlsxFormats, MonthsAndMinutesByTheirNeighbours) {
  EXPECT_EQ(style_of_format("h:mm"), NumberStyle::time);
  EXPECT_EQ(style_of_format("mm:ss"), NumberStyle::time);
  EXPECT_EQ(style_of_format("mm-dd"), NumberStyle::date);
  EXPECT_EQ(style_of_format("h:mm mm/yy"), NumberStyle::timestamp);
}

std::string shown_as(const std::string& digits, NumberStyle style, bool since_1904 = false) {
  const auto value = value_of_serial(digits, style, since_1904);
  return value ? text_of({value->kind, value->text}) : "number";
}

TEST(XlsxFormats, TimesToTheMillisecondAndNoFurther) {
  EXPECT_EQ(shown_as("0", NumberStyle::time), "t:00:00:00");
  EXPECT_EQ(shown_as("0.9999999999", NumberStyle::time), "t:23:59:59.999");
  EXPECT_EQ(shown_as("1", NumberStyle::time), "ts:1900-01-01T00:00:00");
  EXPECT_EQ(shown_as("0.5000057870370371", NumberStyle::time), "t:12:00:00.500");
  EXPECT_EQ(shown_as("45443.9999999999", NumberStyle::timestamp), "ts:2024-06-01T00:00:00");
  EXPECT_EQ(shown_as("100.25", NumberStyle::elapsed), "t:2406:00:00");
  EXPECT_EQ(shown_as("4.5443E4", NumberStyle::date), "d:2024-05-31");
}

TEST(XlsxFormats, SerialsWithoutADayStayNumbers) {
  for (const auto* digits : {"-1", "0", "60", "60.5", "2958466", "1e300", "nan", "inf", "", "x", "1x"})
    EXPECT_EQ(shown_as(digits, NumberStyle::date), "number") << digits;
  EXPECT_EQ(shown_as("2957003", NumberStyle::date, true), "d:9999-12-31");
  EXPECT_EQ(shown_as("2957004", NumberStyle::date, true), "number");
  EXPECT_EQ(shown_as("45443", NumberStyle::number), "number");
}

TEST(XlsxFormats, BuiltInOnesAndThoseOfTheCells) {
  std::string cells, rows;
  int style = 0;
  for (const int id : {0, 1, 9, 11, 14, 17, 18, 21, 22, 37, 45, 46, 47, 49, 164, 999}) {
    cells += fmt::format(R"(<xf numFmtId="{}"/>)", id);
    rows += fmt::format(R"(<c s="{}"><v>1.5</v></c>)", style++);
  }
  const Parts parts("<row>" + rows + "</row>", "",
                    R"(<numFmts><numFmt numFmtId="164" formatCode="0.0"/></numFmts><cellStyleXfs><xf numFmtId="14"/>)"
                    "</cellStyleXfs><cellXfs>" +
                        cells + "</cellXfs><dxfs><dxf><xf numFmtId=\"14\"/></dxf></dxfs>");
  const std::string when = " ts:1900-01-01T12:00:00";
  EXPECT_EQ(rows_of(parts.zipped()).at(0), "1: 1.5 1.5 1.5 1.5" + when + when + when + when + when + " 1.5" + when +
                                               " t:36:00:00" + when + " 1.5 1.5 1.5");
}

}  // namespace
}  // namespace sluss::connectors::registers
