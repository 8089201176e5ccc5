#pragma once
// Texts: UTF-8 that is well-formed (RFC 3629), cuts that respect letters, and small helpers that every room shares.
// "Letter" here is a code point: Swedish needs no more.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluss::core {

/// Bytes of the well-formed UTF-8 sequence that begins at `at`; 0 when there is none.
[[nodiscard]] std::size_t letter_at(std::string_view text, std::size_t at);

/// A letter: its value, and its length in bytes. A byte that belongs to no well-formed sequence is U+FFFD of length 1.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;
};
/// `at` is within the text.
[[nodiscard]] CodePoint code_point_at(std::string_view text, std::size_t at);

[[nodiscard]] bool is_well_formed(std::string_view text);

/// Each byte that belongs to no well-formed sequence becomes U+FFFD. Control characters stay.
[[nodiscard]] std::string well_formed(std::string_view text);

/// A text of unknown encoding as UTF-8: as it is when it is well-formed UTF-8, else read as Windows-1252.
[[nodiscard]] std::string decoded(std::string_view text);

/// The longest beginning of at most `most` bytes that does not end amid a letter.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t most);

/// At most `most` letters, the last one "…" when it was cut.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most);

/// How many letters: the places that a text takes on a terminal.
[[nodiscard]] std::size_t width_of(std::string_view text);

/// Well-formed UTF-8 on one line: control characters, line ends and marks of direction become spaces.
[[nodiscard]] std::string one_line(std::string_view text);

/// Without the spaces, tabulators and line ends around it: a part of `text`, even where it is empty.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// Of other blanks; they are single bytes.
[[nodiscard]] std::string_view trimmed(std::string_view text, std::string_view blanks);

/// 0 to 15 for a hexadecimal digit, else -1.
[[nodiscard]] constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Any bytes in base64 (RFC 4648 §4), padded.
[[nodiscard]] std::string base64(std::string_view bytes);

/// A text in SQL: 'x', quotes doubled.
[[nodiscard]] std::string sql_text(std::string_view text);

/// A name in SQL: "x", quotes doubled.
[[nodiscard]] std::string sql_name(std::string_view name);

/// A cell of an answer as a whole number; 0 of NULL and of what is none.
[[nodiscard]] std::int64_t whole_number(const std::optional<std::string>& cell);

/// A to Z made small; other letters stay as they are. For keywords, hosts and names of columns.
[[nodiscard]] std::string lower(std::string_view text);

}  // namespace sluss::core
