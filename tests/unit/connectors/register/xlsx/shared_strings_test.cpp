// Texts by number, in memory and in a file.
#include <gtest/gtest.h>

#include "connectors/register/xlsx/shared_strings.h"
#include "tests/unit/connectors/register/xlsx/parts.h"

namespace sluss::connectors::registers {
namespace {

std::string nth_text(std::size_t number) {
  if (number % 97 == 0) return "";
  if (number % 1'001 == 7) return std::string(70'000 + number % 10, static_cast<char>('a' + number % 26));
  return fmt::format("kommun {} å", number * number);
}

/// Reads all of them, in order and in another.
void expect_texts(SharedStrings& strings, std::size_t count) {
  ASSERT_EQ(strings.size(), count);
  for (const std::size_t step : {1UL, 7'919UL}) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto number = i * step % count;
      ASSERT_EQ(tests::must(strings.text(number)), nth_text(number)) << number;
    }
  }
}

SharedStrings strings_of(std::size_t count, std::int64_t limit, const std::filesystem::path& folder) {
  Limits limits;
  limits.shared_strings_bytes = limit;
  SharedStrings strings(limits, folder);
  for (std::size_t i = 0; i < count; ++i) tests::must(strings.add(nth_text(i)));
  tests::must(strings.finish());
  return strings;
}

TEST(XlsxSharedStrings, StayInMemoryWithinTheLimit) {
  auto strings = strings_of(5'000, 32'000'000, "/there/is/none");
  EXPECT_FALSE(strings.is_spilled());
  expect_texts(strings, 5'000);
}

TEST(XlsxSharedStrings, BeyondTheLimitAreInAFileWithoutAName) {
  const tests::TemporaryFolder folder;
  for (const std::int64_t limit : {0, 100, 50'000}) {
    auto strings = strings_of(5'000, limit, folder.path());
    EXPECT_TRUE(strings.is_spilled());
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    expect_texts(strings, 5'000);
  }
}

TEST(XlsxSharedStrings, TheLimitCountsSixteenBytesForEach) {
  const tests::TemporaryFolder folder;
  Limits limits;
  limits.shared_strings_bytes = 2 * (16 + 3);
  SharedStrings strings(limits, folder.path());
  for (const auto* text : {"abc", "def"}) tests::must(strings.add(text));
  EXPECT_FALSE(strings.is_spilled());
  tests::must(strings.add(""));
  EXPECT_TRUE(strings.is_spilled());
  tests::must(strings.finish());
  EXPECT_EQ(tests::must(strings.text(1)), "def");
}

TEST(XlsxSharedStrings, NoFolderToSpillIsAnErrorOfStorage) {
  Limits limits;
  limits.shared_strings_bytes = 0;
  SharedStrings strings(limits, "/there/is/none");
  const auto added = strings.add("text");
  ASSERT_FALSE(added.has_value());
  EXPECT_EQ(added.error().code, "xlsx.spill");
  EXPECT_EQ(added.error().error_class, core::ErrorClass::storage);
  EXPECT_EQ(added.error().place.file, "/there/is/none");
}

TEST(XlsxSharedStrings, AWorkbookReadsTheSameWithAndWithoutAFile) {
  std::string rows, shared;
  for (int i = 0; i < 3'000; ++i) {
    rows += fmt::format(R"(<row><c t="s"><v>{}</v></c><c t="s"><v>{}</v></c></row>)", i, 2'999 - i);
    shared += fmt::format("<si><t>text {}</t></si>", i);
  }
  const auto bytes = Parts(rows, shared).zipped();
  Limits small;
  small.shared_strings_bytes = 1'000;
  const auto spilled = rows_of(bytes, small);
  EXPECT_EQ(spilled.at(2), "3: 'text 2' 'text 2997'");
  EXPECT_EQ(spilled, rows_of(bytes));
}

}  // namespace
}  // namespace sluss::connectors::registers
