#include "daemon/serve/schedule/pattern_piece.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "core/text.h"

namespace sluss::daemon::schedule {

std::unexpected<core::Error> error_at(const Piece& at, std::string what, std::string_view remedy) {
  return core::fail(core::ErrorClass::config, "schedule.calendar",
                    fmt::format("{}, at column {} of the schedule", what, at.start + 1), std::string(remedy),
                    {.column = static_cast<std::int64_t>(at.start) + 1});
}

std::string quoted(std::string_view text) {
  return fmt::format("\"{}\"", core::shortened(text, 40));
}

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::vector<Piece> words_of(std::string_view text) {
  std::vector<Piece> words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \t", at)) != std::string_view::npos) {
    const auto end = std::min(text.find_first_of(" \t", at), text.size());
    words.push_back({text.substr(at, end - at), at});
    at = end;
  }
  return words;
}

namespace {

constexpr int longest_number = 4;  // digits

}  // namespace

core::Result<int> take_number(Piece& piece, const Field& field) {
  std::size_t count = 0;
  int number = 0;
  while (count < piece.text.size() && is_digit(piece.text[count]) && count <= longest_number)
    number = number * 10 + (piece.text[count++] - '0');
  if (count == 0 || count > longest_number) {
    return error_at(
        piece, fmt::format("{} is not {}", piece.empty() ? "nothing" : quoted(piece.text), field.name),
        fmt::format("Write {} as a number from {} to {}, a list 1,2, a range {}..{}, a repetition {}/2, or *",
                    field.name, field.low, field.high, field.low, field.low + 4, field.low));
  }
  if (field.low == first_year && number < 100) number += number < 70 ? 2000 : 1900;  // two digits, as systemd
  if (number < field.low || number > field.high) {
    return error_at(piece, fmt::format("{} is not {}", number, field.name),
                    fmt::format("Write {} as a number from {} to {}", field.name, field.low, field.high));
  }
  piece.advance(count);
  return number;
}

namespace {

Numbers steps(int from, int to, int step) {
  Numbers numbers;
  for (int number = from; number <= to; number += step) numbers.push_back(number);
  return numbers;
}

/// "7", "1..5", "1..5/2" or "0/15".
core::Result<Numbers> take_component(Piece& piece, const Field& field) {
  const Piece start = piece;
  const int from = SLUSS_TRY(take_number(piece, field));
  const bool ranged = piece.take("..");
  int to = from;
  if (ranged) {
    to = SLUSS_TRY(take_number(piece, field));
  }
  if (to < from) {
    return error_at(start, fmt::format("the range {}..{} goes backwards", from, to),
                    fmt::format("Write the lower number first; a range over the end is two: {}..{},{}..{}", from,
                                field.high, field.low, to));
  }
  if (!piece.take("/")) return steps(from, to, 1);
  const Field step_field{"a repetition", 1, field.high - field.low};
  const int step = SLUSS_TRY(take_number(piece, step_field));
  if (ranged) return steps(from, to, step);
  // Days counted from the month's end go towards it: ~07/1 is the last seven days.
  if (field.name != day_from_end_field.name) return steps(from, field.high, step);
  Numbers towards_end;
  for (int number = from; number >= field.low; number -= step) towards_end.push_back(number);
  return towards_end;
}

}  // namespace

core::Result<Numbers> take_numbers(Piece& piece, const Field& field) {
  if (piece.take("*")) {
    if (piece.front() == '/') {
      return error_at(piece, "a repetition needs its first value",
                      fmt::format("Write {}{} for */{}", field.low, piece.text.substr(0, 3), piece.text.substr(1, 2)));
    }
    return steps(field.low, field.high, 1);
  }
  Numbers numbers;
  do {
    const auto more = SLUSS_TRY(take_component(piece, field));
    numbers.insert(numbers.end(), more.begin(), more.end());
  } while (piece.take(","));
  return numbers;
}

}  // namespace sluss::daemon::schedule
