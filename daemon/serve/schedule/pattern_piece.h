#pragma once
// What the text of a calendar expression is made of: words with their places, and the numbers in them. For
// pattern_parser.cpp only.

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/serve/schedule/pattern.h"

namespace sluss::daemon::schedule {

inline constexpr int most_from_month_end = 28;  // so far from its end every month reaches; as systemd
inline constexpr std::string_view example =
    "Write for example \"Mon..Fri 06:15\", \"*-*-01 05:00\" or \"last-workday 06:00\"";

/// A part of the text, with its place.
struct Piece {
  std::string_view text;
  std::size_t start = 0;  ///< in the whole text

  [[nodiscard]] bool empty() const { return text.empty(); }
  [[nodiscard]] char front() const { return text.empty() ? '\0' : text.front(); }
  void advance(std::size_t count) {
    text.remove_prefix(count);
    start += count;
  }
  bool take(std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    advance(expected.size());
    return true;
  }
};

/// "schedule.calendar", at the piece.
[[nodiscard]] std::unexpected<core::Error> error_at(const Piece& at, std::string what,
                                                    std::string_view remedy = example);
/// Between quotation marks, cut where it is long.
[[nodiscard]] std::string quoted(std::string_view text);
[[nodiscard]] bool is_letter(char c);
[[nodiscard]] bool is_digit(char c);
/// What blanks part.
[[nodiscard]] std::vector<Piece> words_of(std::string_view text);

/// A place in an expression that holds numbers.
struct Field {
  std::string_view name;  ///< with its article
  int low;
  int high;
};
inline constexpr Field year_field{"a year", first_year, last_year};
inline constexpr Field month_field{"a month", 1, 12};
inline constexpr Field day_field{"a day", 1, 31};
inline constexpr Field day_from_end_field{"a day from the month's end", 1, most_from_month_end};
inline constexpr Field hour_field{"an hour", 0, 23};
inline constexpr Field minute_field{"a minute", 0, 59};
inline constexpr Field second_field{"a second", 0, 59};

[[nodiscard]] core::Result<int> take_number(Piece& piece, const Field& field);

using Numbers = std::vector<int>;
/// A list of components ("7", "1..5", "1..5/2", "0/15"), or "*".
[[nodiscard]] core::Result<Numbers> take_numbers(Piece& piece, const Field& field);

}  // namespace sluss::daemon::schedule
