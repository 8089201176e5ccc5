#pragma once
// Instants are UTC in microseconds; days are Swedish. The clock is a port: nothing but SystemClock reads the machine's.

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/duration.h"
#include "core/error.h"

namespace sluss::core {

/// Microseconds since 1970-01-01T00:00:00Z.
struct Instant {
  std::int64_t micros = 0;
  auto operator<=>(const Instant&) const = default;
  [[nodiscard]] Instant plus(std::chrono::microseconds d) const { return {micros + d.count()}; }
};

/// A day in the proleptic Gregorian calendar, days since 1970-01-01.
struct Day {
  std::int32_t days = 0;
  auto operator<=>(const Day&) const = default;
};

struct IsoWeek {
  int year = 0;
  int week = 0;  ///< 1..53
  auto operator<=>(const IsoWeek&) const = default;
};

/// "2026-03-31T12:00:00Z"; microseconds are written only when they are not zero.
[[nodiscard]] std::string to_text(Instant instant);
/// "20260331T060000Z", without the part of a second: for the names of files.
[[nodiscard]] std::string compact_text(Instant instant);
/// "2026-03-31"
[[nodiscard]] std::string to_text(Day day);
/// RFC 3339 with Z or an offset.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);
/// "YYYY-MM-DD", a day that exists.
[[nodiscard]] Result<Day> parse_day(std::string_view text);
[[nodiscard]] Day day_of(int year, int month, int day);
[[nodiscard]] int year_of(Day day);
[[nodiscard]] IsoWeek iso_week(Day day);
/// The Monday of an ISO week.
[[nodiscard]] Day monday_of(IsoWeek week);
/// The day that it is in Sweden (Europe/Stockholm) at an instant.
[[nodiscard]] Day swedish_day(Instant instant);
/// The first instant after a Swedish day.
[[nodiscard]] Instant end_of_swedish_day(Day day);
/// "2026-03-31 14:00" in Swedish time.
[[nodiscard]] std::string swedish_text(Instant instant);
/// The same with its zone, as the English texts of commands show a time: "2026-07-01 14:00 CEST". JSON has it in UTC.
[[nodiscard]] std::string shown_time(Instant instant);

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
};

/// Does not move until it is set; for tests and for `--now`.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant now) : now_(now) {}
  [[nodiscard]] Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }

 private:
  Instant now_;
};

}  // namespace sluss::core
