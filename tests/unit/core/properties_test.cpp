#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "core/batch.h"
#include "core/decimal.h"
#include "core/duration.h"
#include "core/fact.h"
#include "core/ids.h"
#include "core/period.h"

namespace sluss::core {
namespace {

Day any_day() {
  return {*rc::gen::inRange(day_of(1000, 1, 8).days, day_of(9999, 12, 25).days)};
}

Period any_period() {
  const auto day = any_day();
  const int year = year_of(day);
  const auto week = iso_week(day);
  const auto digits = to_text(day);
  const int month = std::stoi(digits.substr(5, 2));
  const int month_day = std::stoi(digits.substr(8, 2));
  const int codes[] = {year,
                       year * 10 + (month + 5) / 6,
                       year * 10 + (month + 3) / 4,
                       year * 10 + (month + 2) / 3,
                       year * 100 + month,
                       week.year * 100 + week.week,
                       year * 100 + month,
                       std::max(year, 1002),
                       year * 10000 + month * 100 + month_day,
                       year * 10000 + month * 100 + month_day};
  const int kind = *rc::gen::inRange(0, 10);
  return Period::make(static_cast<PeriodKind>(kind + 1), codes[kind]).value();
}

RC_GTEST_PROP(Period, WhatIsWrittenIsReadBack, ()) {
  const auto period = any_period();
  RC_PRE(period.kind() != PeriodKind::window);  // a window is written as its last day
  const auto read = Period::parse(period.text());
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == period);
}

RC_GTEST_PROP(Period, NoTextMakesItCrash, (const std::string& text)) {
  const auto period = Period::parse(text);
  if (!period) return;
  RC_ASSERT(Period::parse(period->text()).value() == *period);
}

RC_GTEST_PROP(IsoWeek, ItsMondayIsInIt, ()) {
  const auto day = any_day();
  const auto monday = monday_of(iso_week(day));
  RC_ASSERT(monday <= day && day.days - monday.days < 7);
  RC_ASSERT(iso_week(monday) == iso_week(day));
}

RC_GTEST_PROP(SwedishDay, EndsWhereTheNextBegins, ()) {
  const Day day{*rc::gen::inRange(day_of(1980, 1, 1).days, day_of(2100, 1, 1).days)};
  const auto end = end_of_swedish_day(day);
  RC_ASSERT(swedish_day(end).days == day.days + 1);
  RC_ASSERT(swedish_day(end.plus(std::chrono::microseconds(-1))) == day);
}

RC_GTEST_PROP(Instant, WhatIsWrittenIsReadBack, ()) {
  const Instant instant{*rc::gen::inRange<std::int64_t>(-62135596800000000, 253402300799999999)};
  RC_ASSERT(parse_instant(to_text(instant)).value() == instant);
}

RC_GTEST_PROP(Duration, WhatIsWrittenIsReadBack, ()) {
  const std::chrono::milliseconds duration{*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000)};
  RC_ASSERT(parse_duration(to_text(duration)).value() == duration);
}

RC_GTEST_PROP(Decimal, WhatIsWrittenIsReadBack, ()) {
  const auto high = *rc::gen::inRange<std::int64_t>(-99'999'999'999'999'999, 99'999'999'999'999'999);
  const auto low = *rc::gen::inRange<std::int64_t>(0, 999'999'999'999'999'999);
  const auto scale = static_cast<std::uint8_t>(*rc::gen::inRange(0, 39));
  const Int128 value = static_cast<Int128>(high) * 1'000'000'000'000'000'000 + low;
  const auto read = parse_decimal(decimal_text(value, scale), 38, scale);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == value);
}

RC_GTEST_PROP(SameFigure, IsSymmetricAndReflexive, (double a, double b)) {
  for (const auto by : {SameFigure::exact, SameFigure::sixth_decimal, SameFigure::relative}) {
    RC_ASSERT(same_figure(a, a, by));
    RC_ASSERT(same_figure(a, b, by) == same_figure(b, a, by));
  }
}

RC_GTEST_PROP(EditDistance, IsADistance, (const std::string& a, const std::string& b)) {
  const auto distance = edit_distance(a, b);
  RC_ASSERT((distance == 0) == (a == b));
  RC_ASSERT(distance == edit_distance(b, a));
  RC_ASSERT(distance <= std::max(a.size(), b.size()));
}

RC_GTEST_PROP(Column, RemembersEachValueAndEachNull, (const std::vector<std::pair<bool, std::string>>& rows)) {
  Column column({.name = "t", .type = Type::text});
  for (const auto& [null, text] : rows) {
    if (null) {
      column.append_null();
    } else {
      column.append_text(text);
    }
  }
  RC_ASSERT(column.size() == rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    RC_ASSERT(column.is_null(row) == rows[row].first);
    RC_ASSERT(column.text(row) == (rows[row].first ? "" : rows[row].second));
  }
}

}  // namespace
}  // namespace sluss::core
