#include <gtest/gtest.h>

#include <memory>
#include <tuple>

#include "core/error.h"

namespace sluss::core {
namespace {

TEST(Error, DescribesCodeWhatPlaceAndRemedy) {
  struct Case {
    Error error;
    std::string_view text;
  };
  const Case cases[] = {{{.code = "a.b", .what = "it broke"}, "a.b: it broke"},
                        {{.code = "a.b", .what = "it broke", .remedy = "Mend it"}, "a.b: it broke. Mend it"},
                        {{.code = "a.b", .what = "w", .remedy = "R", .place = {"sluss.toml", 3, 7, "job.name"}},
                         "a.b: w (sluss.toml:3:7 job.name). R"},
                        {{.code = "a.b", .what = "w", .place = {"sluss.toml", 3, 0, ""}}, "a.b: w (sluss.toml:3)"},
                        {{.code = "a.b", .what = "w", .place = {"sluss.toml", 0, 5, ""}}, "a.b: w (sluss.toml)"},
                        {{.code = "a.b", .what = "w", .place = {"", 4, 2, ""}}, "a.b: w (line 4:2)"},
                        {{.code = "a.b", .what = "w", .place = {"", 0, 0, "value"}}, "a.b: w (value)"}};
  for (const auto& c : cases) EXPECT_EQ(describe(c.error), c.text);
}

Result<int> number(bool good) {
  if (good) return 3;
  return fail(ErrorClass::source, "test.no_number", "there is no number", "Give one", {.file = "here", .line = 2});
}

Result<> tried(bool good) {
  std::ignore = SLUSS_TRY(number(good));
  return {};
}

Result<std::unique_ptr<int>> assigned(bool good) {
  const int value = SLUSS_TRY(number(good));
  auto pointer = SLUSS_TRY(Result<std::unique_ptr<int>>(std::make_unique<int>(value)));
  return pointer;
}

TEST(Error, TryAndAssignHandTheErrorOn) {
  EXPECT_TRUE(tried(true));
  ASSERT_TRUE(assigned(true));
  EXPECT_EQ(**assigned(true), 3);
  ASSERT_FALSE(tried(false));
  ASSERT_FALSE(assigned(false));
  EXPECT_EQ(describe(assigned(false).error()), "test.no_number: there is no number (here:2). Give one");
  EXPECT_EQ(tried(false).error().error_class, ErrorClass::source);
}

TEST(Error, NeverHoldsAPersonalNumberThatASourceSaid) {
  // Skatteverket's test numbers, as PostgreSQL and DuckDB report a value that they could not convert.
  for (const char* words :
       {"invalid input syntax for type integer: \"19121212-1212\"", "Could not convert string '191212121212' to INT32",
        "near 121212-1212", "121212+1212", "\"121212 1212\"", "of 1912 12 12-1212", "19121212 1212"}) {
    const auto what = fail(ErrorClass::data, "odbc.query", words).error().what;
    EXPECT_NE(what.find("***"), std::string::npos) << words;
    EXPECT_EQ(what.find("1212"), std::string::npos) << words;
  }
  for (const char* words : {"kolada-20261127131133420006.seg", "12 345 678 rows", "1234567890 bytes", "2026-11-27", ""})
    EXPECT_EQ(fail(ErrorClass::data, "x.y", words).error().what, words);
}

TEST(Error, CutsNoPersonalNumberInTwo) {
  for (std::size_t before = 4070; before < 4100; ++before) {
    const auto what = fail(ErrorClass::data, "a.b", std::string(before, 'x') + " 191212121212 y").error().what;
    EXPECT_EQ(what.find_first_of("0123456789"), std::string::npos) << before;
  }
}

TEST(Error, EveryClassHasAName) {
  for (const auto c : {ErrorClass::config, ErrorClass::source, ErrorClass::transient, ErrorClass::data,
                       ErrorClass::storage, ErrorClass::busy, ErrorClass::cancelled}) {
    EXPECT_NE(name_of(c), "unknown");
  }
}

}  // namespace
}  // namespace sluss::core
