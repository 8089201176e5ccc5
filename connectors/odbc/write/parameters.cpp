#include "connectors/odbc/write/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "core/text.h"
#include "core/time.h"

namespace sluss::connectors::odbc {
namespace {

using core::Type;

constexpr std::int64_t micros_a_second = 1'000'000;
constexpr std::int64_t micros_a_day = 86'400 * micros_a_second;
constexpr std::size_t moment_width = 40;  ///< "2026-12-31 23:59:59.999999" and its end
constexpr std::size_t number_width = 48;  ///< a decimal of 38 digits; a uuid
constexpr SQLULEN long_text = 1U << 20U;  ///< passed to a driver as the size of a column without a bound

/// The years that every database has, which leaves out the warehouse's infinite ones.
bool has_year(std::int64_t day) {
  static const std::int64_t first = core::day_of(1, 1, 1).days;
  static const std::int64_t last = core::day_of(9999, 12, 31).days;
  return first <= day && day <= last;
}

std::int64_t day_of_micros(std::int64_t micros) {
  return micros / micros_a_day - (micros % micros_a_day < 0 ? 1 : 0);
}

std::string date_text(std::int64_t days) {
  return core::to_text(core::Day{static_cast<std::int32_t>(days)});
}

std::string time_text(std::int64_t micros) {
  const auto seconds = micros / micros_a_second;
  return fmt::format("{:02}:{:02}:{:02}.{:06}", seconds / 3600, seconds / 60 % 60, seconds % 60,
                     micros % micros_a_second);
}

std::string timestamp_text(std::int64_t micros) {
  const auto days = day_of_micros(micros);
  return date_text(days) + " " + time_text(micros - days * micros_a_day);
}

/// Of a column of days or times: whether a database has the value's year.
bool can_be_written(const core::Column& column, std::size_t row) {
  switch (column.type()) {
    case Type::date:
      return has_year(column.values<std::int32_t>()[row]);
    case Type::timestamp:
      return has_year(day_of_micros(column.values<std::int64_t>()[row]));
    case Type::timestamp_tz:
      return has_year(day_of_micros(column.values<core::OffsetTimestamp>()[row].utc_micros));
    default:
      return true;
  }
}

/// Nothing when it is not UTF-8.
std::optional<std::u16string> utf16(std::string_view text) {
  std::u16string out;
  for (std::size_t at = 0; at < text.size();) {
    if (core::letter_at(text, at) == 0) return std::nullopt;
    const auto [code, length] = core::code_point_at(text, at);
    at += length;
    if (code >= 0x10000) {
      out += static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10U));
      out += static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FFU));
    } else {
      out += static_cast<char16_t>(code);
    }
  }
  return out;
}

/// What every database reads as a value of the column's type.
std::string text_of(const core::Column& column, std::size_t row) {
  switch (column.type()) {
    case Type::decimal:
      return core::decimal_text(column.values<core::Int128>()[row], column.spec().scale);
    case Type::uuid:
      return core::uuid_text(column.values<core::Uuid>()[row]);
    case Type::date:
      return date_text(column.values<std::int32_t>()[row]);
    case Type::time:
      return time_text(column.values<std::int64_t>()[row]);
    case Type::timestamp:
      return timestamp_text(column.values<std::int64_t>()[row]);
    case Type::timestamp_tz:
      return timestamp_text(column.values<core::OffsetTimestamp>()[row].utc_micros);
    case Type::boolean:
    case Type::int32:
    case Type::int64:
    case Type::float64:
    case Type::text:
    case Type::bytes:
      break;
  }
  return std::string(column.text(row));
}

/// The octets of one value that is not null.
std::optional<std::string> octets(const ParameterPlan& plan, const core::Column& column, std::size_t row) {
  const auto raw = [](const auto& value) { return std::string(reinterpret_cast<const char*>(&value), sizeof value); };
  switch (plan.c_type) {
    case SQL_C_BIT:
      return raw(column.values<std::uint8_t>()[row]);
    case SQL_C_SLONG:
      return raw(column.values<std::int32_t>()[row]);
    case SQL_C_SBIGINT:
      return raw(column.values<std::int64_t>()[row]);
    case SQL_C_DOUBLE:
      return raw(column.values<double>()[row]);
    case SQL_C_WCHAR: {
      const auto wide = utf16(text_of(column, row));
      if (!wide) return std::nullopt;
      return std::string(reinterpret_cast<const char*>(wide->data()), wide->size() * sizeof(char16_t));
    }
    default:
      return text_of(column, row);
  }
}

std::size_t value_octets(const ParameterPlan& plan, const core::Column& column, std::size_t row) {
  if (plan.width != 0 || column.is_null(row)) return plan.width;
  // UTF-16 takes at most two octets for one of UTF-8; a terminator besides.
  return column.text(row).size() * (plan.c_type == SQL_C_WCHAR ? 2 : 1) + 2;
}

}  // namespace

ParameterPlan parameter_plan(Dialect dialect, const core::ColumnSpec& column) {
  // SQLite stores what it is given; psqlodbc takes wide texts only for what is text.
  const bool narrow = dialect == Dialect::sqlite;
  const SQLSMALLINT c_text = narrow ? SQL_C_CHAR : SQL_C_WCHAR;
  // MariaDB's driver refuses a time with a fraction; its server reads the text right.
  const bool as_text = narrow || dialect == Dialect::mariadb;
  switch (column.type) {
    case Type::boolean:
      return {SQL_C_BIT, SQL_BIT, 1, 0, sizeof(std::uint8_t)};
    case Type::int32:
      return {SQL_C_SLONG, SQL_INTEGER, 10, 0, sizeof(std::int32_t)};
    case Type::int64:
      return {SQL_C_SBIGINT, SQL_BIGINT, 19, 0, sizeof(std::int64_t)};
    case Type::float64:
      return {SQL_C_DOUBLE, SQL_DOUBLE, 15, 0, sizeof(double)};
    case Type::decimal:
      return {SQL_C_CHAR, static_cast<SQLSMALLINT>(narrow ? SQL_VARCHAR : SQL_DECIMAL), column.precision, column.scale,
              number_width};
    case Type::uuid:
      return {SQL_C_CHAR, static_cast<SQLSMALLINT>(dialect == Dialect::postgresql ? SQL_GUID : SQL_VARCHAR), 36, 0,
              number_width};
    case Type::date:
      return {SQL_C_CHAR, static_cast<SQLSMALLINT>(as_text ? SQL_VARCHAR : SQL_TYPE_DATE), 10, 0, moment_width};
    case Type::time:
      return {SQL_C_CHAR, static_cast<SQLSMALLINT>(as_text ? SQL_VARCHAR : SQL_TYPE_TIME), 15, 6, moment_width};
    case Type::timestamp:
    case Type::timestamp_tz:
      return {SQL_C_CHAR, static_cast<SQLSMALLINT>(as_text ? SQL_VARCHAR : SQL_TYPE_TIMESTAMP), 26, 6, moment_width};
    case Type::bytes:
      return {SQL_C_BINARY, SQL_LONGVARBINARY, long_text, 0, 0, narrow};
    case Type::text:
      break;
  }
  return {c_text, static_cast<SQLSMALLINT>(narrow ? SQL_LONGVARCHAR : SQL_WLONGVARCHAR), long_text, 0, 0};
}

core::Result<ParameterArray> parameter_array(const ParameterPlan& plan, const core::Column& column, std::size_t first,
                                             std::size_t rows) {
  ParameterArray array;
  array.plan = plan;
  array.indicators.resize(rows);
  array.width = std::max<std::size_t>(plan.width, 2);
  if (plan.width == 0) {
    for (std::size_t i = 0; i < rows; ++i) array.width = std::max(array.width, value_octets(plan, column, first + i));
    array.width += array.width % 2;
  }
  if (plan.width != 0) array.width = plan.width;
  array.data.assign(array.width * rows, '\0');
  for (std::size_t i = 0; i < rows; ++i) {
    if (column.is_null(first + i)) {
      array.indicators[i] = SQL_NULL_DATA;
      continue;
    }
    if (!can_be_written(column, first + i)) {
      return core::fail(core::ErrorClass::data, "delivery.value",
                        "a day of the column " + column.spec().name + " is not within the years 1 to 9999",
                        "The warehouse's \"infinity\" (what has not ended) has no counterpart in a database: write "
                        "nullif(" +
                            column.spec().name + ", 'infinity') in the dataset's SELECT.",
                        {.line = static_cast<std::int64_t>(first + i + 1), .field = column.spec().name});
    }
    const auto value = octets(plan, column, first + i);
    if (!value) {
      return core::fail(core::ErrorClass::data, "delivery.value",
                        "a text of the column " + column.spec().name + " is not UTF-8", "Correct it in its source.",
                        {.line = static_cast<std::int64_t>(first + i + 1), .field = column.spec().name});
    }
    std::memcpy(array.data.data() + i * array.width, value->data(), std::min(value->size(), array.width));
    array.indicators[i] = static_cast<SQLLEN>(value->size());
  }
  return array;
}

std::size_t rows_that_fit(const std::vector<ParameterPlan>& plans, const core::Batch& batch, std::size_t first,
                          std::size_t most_octets) {
  std::vector<std::size_t> widest(plans.size(), 0);
  const bool alone = std::ranges::any_of(plans, &ParameterPlan::alone);
  std::size_t rows = 0;
  while (first + rows < batch.rows()) {
    std::size_t row_octets = 0;
    for (std::size_t i = 0; i < plans.size(); ++i) {
      widest[i] = std::max(widest[i], value_octets(plans[i], batch[i], first + rows));
      row_octets += widest[i] + sizeof(SQLLEN);
    }
    if (rows > 0 && alone) break;
    if (rows > 0 && row_octets * (rows + 1) > most_octets) break;
    ++rows;
  }
  return rows;
}

}  // namespace sluss::connectors::odbc
