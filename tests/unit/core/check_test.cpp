// As it is shipped: NDEBUG takes assert() away, and leaves what is checked.
#ifndef NDEBUG
#define NDEBUG
#endif
#include <cassert>

#include <gtest/gtest.h>

#include "core/batch.h"
#include "core/check.h"
#include "core/decimal.h"
#include "core/exception.h"
#include "core/time.h"

namespace sluss::core {
namespace {

TEST(Check, HoldsAndIsSilent) {
  int times = 0;
  SLUSS_CHECK(++times == 1, "evaluated once");
  EXPECT_EQ(times, 1);
}

TEST(Check, StaysWhereAssertGoes) {
  bool reached = false;
  assert(false);  // NOLINT: gone
  EXPECT_THROW(
      {
        SLUSS_CHECK(1 + 1 == 3, "one and one are three");
        reached = true;
      },
      BrokenInvariant);
  EXPECT_FALSE(reached);
}

TEST(Check, SaysWhatAndWhereWithoutFolders) {
  try {
    SLUSS_CHECK(false, "what holds");
  } catch (const BrokenInvariant& broken) {
    EXPECT_EQ(std::string(broken.what()).find("this does not hold: what holds (check_test.cpp:"), 0U) << broken.what();
  }
}

// In a run: its outcome, not the daemon's end.
TEST(Check, BecomesTheOutcomeOfARun) {
  const auto ended = without_exceptions("run.exception", []() -> Result<> {
    SLUSS_CHECK(false, "what holds");
    return {};
  });
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, "run.exception");
  EXPECT_NE(ended.error().what.find("what holds"), std::string::npos);
}

TEST(Check, WhatWouldBeWrittenWrong) {
  EXPECT_THROW((void)day_of(2026, 2, 30), BrokenInvariant);
  EXPECT_THROW((void)parse_decimal("1", 0, 0), BrokenInvariant);
  const Batch batch(std::make_shared<const Schema>(std::vector<ColumnSpec>{{.name = "a", .type = Type::text}}));
  EXPECT_THROW((void)batch.column("b"), BrokenInvariant);
}

TEST(CheckDeathTest, EndsTheProgramWhereNothingCatches) {
  EXPECT_DEATH([]() noexcept { SLUSS_CHECK(false, "what holds"); }(), "what holds");
}

}  // namespace
}  // namespace sluss::core
