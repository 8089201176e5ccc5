// Columns of a batch as ODBC takes them.
#include <gtest/gtest.h>

#include <limits>

#include "connectors/odbc/write/parameters.h"
#include "core/time.h"

namespace sluss::connectors::odbc {
namespace {

using core::Type;

std::string shown(const ParameterArray& array, std::size_t row) {
  const auto size = static_cast<std::size_t>(array.indicators[row]);
  const std::string raw = array.data.substr(row * array.width, size);
  if (array.plan.c_type != SQL_C_WCHAR) return raw;
  std::string text;
  for (std::size_t i = 0; i < raw.size(); i += 2) {
    const auto unit = static_cast<unsigned>(static_cast<unsigned char>(raw[i])) |
                      static_cast<unsigned>(static_cast<unsigned char>(raw[i + 1])) << 8U;
    text += (text.empty() ? "" : " ") + std::to_string(unit);
  }
  return text;
}

std::string sent(Dialect dialect, const core::Column& column, std::size_t row = 0) {
  const auto array = parameter_array(parameter_plan(dialect, column.spec()), column, 0, column.size());
  return array ? shown(*array, row) : array.error().code;
}

TEST(Parameters, DaysAndTimesKeepEveryMicrosecond) {
  core::Column day({.name = "dag", .type = Type::date});
  day.append<std::int32_t>(core::day_of(2024, 2, 29).days);
  day.append<std::int32_t>(core::day_of(1, 1, 1).days);
  day.append<std::int32_t>(core::day_of(9999, 12, 31).days);
  EXPECT_EQ(sent(Dialect::postgresql, day, 0), "2024-02-29");
  EXPECT_EQ(sent(Dialect::postgresql, day, 1), "0001-01-01");
  EXPECT_EQ(sent(Dialect::postgresql, day, 2), "9999-12-31");
  core::Column moment({.name = "tid", .type = Type::timestamp});
  moment.append<std::int64_t>(core::parse_instant("2026-03-31T12:00:00.000001Z").value().micros);
  moment.append<std::int64_t>(-1);
  EXPECT_EQ(sent(Dialect::sqlite, moment, 0), "2026-03-31 12:00:00.000001");
  EXPECT_EQ(sent(Dialect::sqlite, moment, 1), "1969-12-31 23:59:59.999999");
}

TEST(Parameters, DaysThatNoDatabaseHasAreRefused) {
  using Limits = std::numeric_limits<std::int32_t>;
  for (const std::int32_t days :
       {Limits::max(), -Limits::max(), core::day_of(10000, 1, 1).days, core::day_of(1, 1, 1).days - 1}) {
    core::Column day({.name = "dag", .type = Type::date});
    day.append<std::int32_t>(days);
    EXPECT_EQ(sent(Dialect::postgresql, day), "delivery.value") << days;
  }
  for (const std::int64_t micros :
       {std::numeric_limits<std::int64_t>::max(), -std::numeric_limits<std::int64_t>::max()}) {
    core::Column moment({.name = "recorded_to", .type = Type::timestamp});
    moment.append<std::int64_t>(micros);
    EXPECT_EQ(sent(Dialect::sqlite, moment), "delivery.value") << micros;
    core::Column zoned({.name = "recorded_to", .type = Type::timestamp_tz});
    zoned.append(core::OffsetTimestamp{.utc_micros = micros});
    EXPECT_EQ(sent(Dialect::mariadb, zoned), "delivery.value") << micros;
  }
  core::Column nothing({.name = "dag", .type = Type::date});
  nothing.append_null();
  const auto array = parameter_array(parameter_plan(Dialect::postgresql, nothing.spec()), nothing, 0, 1);
  ASSERT_TRUE(array);
  EXPECT_EQ(array->indicators[0], SQL_NULL_DATA) << "no day is no day outside";
}

TEST(Parameters, TextsAreUtf16WhereTheDriverWantsIt) {
  core::Column text({.name = "text"});
  text.append_text("Å😀");
  text.append_text("");
  EXPECT_EQ(sent(Dialect::postgresql, text, 0), "197 55357 56832");
  EXPECT_EQ(sent(Dialect::sqlite, text, 0), "Å😀");
  EXPECT_EQ(sent(Dialect::sqlite, text, 1), "");
  for (const auto* wrong : {"\xFF", "\xC3", "\xE2\x82", "\xC0\xAF"}) {
    core::Column bad({.name = "text"});
    bad.append_text(wrong);
    EXPECT_EQ(sent(Dialect::mariadb, bad), "delivery.value");
  }
}

TEST(Parameters, NullsAreMarked) {
  core::Column number({.name = "n", .type = Type::int64});
  number.append<std::int64_t>(7);
  number.append_null();
  const auto array = parameter_array(parameter_plan(Dialect::mariadb, number.spec()), number, 0, 2);
  ASSERT_TRUE(array);
  EXPECT_EQ(array->indicators, (std::vector<SQLLEN>{8, SQL_NULL_DATA}));
}

TEST(Parameters, RowsAreTakenUntilTheyFillTheBuffer) {
  core::Batch batch(core::Schema{{.name = "text"}});
  for (int i = 0; i < 10; ++i) batch[0].append_text(std::string(100, 'x'));
  batch[0].append_text(std::string(100'000, 'y'));
  const std::vector<ParameterPlan> plans{parameter_plan(Dialect::sqlite, batch[0].spec())};
  EXPECT_EQ(rows_that_fit(plans, batch, 0, 1'000'000), 10U);  // eleven as wide as the last do not fit
  EXPECT_EQ(rows_that_fit(plans, batch, 0, 100'000'000), 11U);
  EXPECT_EQ(rows_that_fit(plans, batch, 10, 10), 1U);
}

}  // namespace
}  // namespace sluss::connectors::odbc
