#include <gtest/gtest.h>

#include "core/period.h"

namespace sluss::core {
namespace {

struct WrittenPeriod {
  std::string_view text;
  PeriodKind kind;
  std::int32_t code;
  int year;
};

TEST(Period, EveryKindIsReadAndWritten) {
  const WrittenPeriod cases[] = {{"2024", PeriodKind::year, 2024, 2024},
                                 {"2024H1", PeriodKind::half, 20241, 2024},
                                 {"2024T3", PeriodKind::tertial, 20243, 2024},
                                 {"2024Q4", PeriodKind::quarter, 20244, 2024},
                                 {"2024-05", PeriodKind::month, 202405, 2024},
                                 {"2024-W23", PeriodKind::week, 202423, 2024},
                                 {"2020-W53", PeriodKind::week, 202053, 2020},
                                 {"2024-01--2024-05", PeriodKind::year_to_date, 202405, 2024},
                                 {"2024-01--2024-01", PeriodKind::year_to_date, 202401, 2024},
                                 {"2022--2024", PeriodKind::rolling_three_years, 2024, 2024},
                                 {"2024-05-31", PeriodKind::day, 20240531, 2024},
                                 {"2024-02-29", PeriodKind::day, 20240229, 2024}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto period = Period::parse(c.text);
    ASSERT_TRUE(period);
    EXPECT_EQ(period->kind(), c.kind);
    EXPECT_EQ(period->code(), c.code);
    EXPECT_EQ(period->year(), c.year);
    EXPECT_EQ(period->text(), c.text);
    EXPECT_EQ(*Period::make(c.kind, c.code), *period);
  }
}

TEST(Period, AWindowIsItsLastDay) {
  const auto window = Period::make(PeriodKind::window, 20240531);
  ASSERT_TRUE(window);
  EXPECT_EQ(window->text(), "2024-05-31");
  EXPECT_EQ(window->year(), 2024);
  EXPECT_NE(*window, *Period::make(PeriodKind::day, 20240531)) << "kinds are never the same period";
}

TEST(Period, RefusesWhatDoesNotExist) {
  for (const std::string_view bad : {"",
                                     "24",
                                     "20244",
                                     "0999",
                                     "2024H0",
                                     "2024H3",
                                     "2024T4",
                                     "2024T0",
                                     "2024Q5",
                                     "2024Q0",
                                     "2024-00",
                                     "2024-13",
                                     "2024-W00",
                                     "2024-W53",
                                     "2024-W54",
                                     "2024-w23",
                                     "2024-02-30",
                                     "2023-02-29",
                                     "2024-04-31",
                                     "2024-00-10",
                                     "2024-1-1",
                                     "2024--2024",
                                     "2021--2024",
                                     "2024--2022",
                                     "2024-02--2024-05",
                                     "2023-01--2024-05",
                                     "2024-01--2024-13",
                                     "2024 ",
                                     " 2024",
                                     "2024q1",
                                     "-2024",
                                     "20x4",
                                     "2024-05-31T00:00",
                                     "--",
                                     "２０２４"}) {
    const auto period = Period::parse(bad);
    ASSERT_FALSE(period) << bad;
    EXPECT_EQ(period.error().code, "period.invalid");
    EXPECT_FALSE(period.error().remedy.empty());
  }
}

TEST(Period, RefusesCodesThatAreNotOfTheKind) {
  struct Case {
    PeriodKind kind;
    std::int32_t code;
  };
  for (const auto& c :
       {Case{PeriodKind::year, 0}, Case{PeriodKind::year, 20241}, Case{PeriodKind::year, -2024},
        Case{PeriodKind::half, 2024}, Case{PeriodKind::half, 20243}, Case{PeriodKind::month, 202400},
        Case{PeriodKind::week, 202453}, Case{PeriodKind::day, 20240230}, Case{PeriodKind::window, 202405},
        Case{PeriodKind::year_to_date, 202413}, Case{PeriodKind::quarter, 2147483647}}) {
    EXPECT_FALSE(Period::make(c.kind, c.code)) << name_of(c.kind) << " " << c.code;
  }
}

TEST(PeriodKind, NamesGoThereAndBack) {
  for (int number = 1; number <= 10; ++number) {
    const auto kind = static_cast<PeriodKind>(number);
    EXPECT_EQ(period_kind(name_of(kind)), kind);
  }
  EXPECT_EQ(name_of(PeriodKind::rolling_three_years), "rolling_three_years");
  EXPECT_EQ(period_kind("decade"), std::nullopt);
}

}  // namespace
}  // namespace sluss::core
