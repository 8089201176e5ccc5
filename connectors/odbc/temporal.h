#pragma once
// Days, times and moments as drivers write them, by one strict check of calendar and clock for all of them. Pure.
// Nothing for a text that is not exactly such a value: a day that does not exist, 24:30, a leap second, a year before 1
// or after 9999, more than microseconds.

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/batch.h"

namespace sluss::connectors::odbc {

/// "2026-03-31": days since 1970-01-01.
[[nodiscard]] std::optional<std::int32_t> parse_day(std::string_view text);
/// "12:34:56.789012": microseconds since midnight. 24:00:00 is the end of a day.
[[nodiscard]] std::optional<std::int64_t> parse_time(std::string_view text);
/// "2026-03-31 12:34:56.789012", or a T between; a day alone is its midnight. Microseconds on the wall.
[[nodiscard]] std::optional<std::int64_t> parse_timestamp(std::string_view text);
/// A timestamp and its offset: "2026-03-31 12:34:56 +02:00", "+02", "+0200" or "Z". Without an offset it is no instant.
[[nodiscard]] std::optional<core::OffsetTimestamp> parse_instant(std::string_view text);

}  // namespace sluss::connectors::odbc
