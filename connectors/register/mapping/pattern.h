#pragma once
// Patterns of file names, sheets, headings, cells and marks: a text with * and {captures} (docs/mappings.md,
// "Patterns"). Matching costs at most the pattern's length times the text's, squared for captures; a text of more than
// 512 letters matches nothing. A Pattern is a value and may be used by several threads.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace sluss::connectors::registers {

/// Name and text.
using Capture = std::pair<std::string, std::string>;
using Captures = std::vector<Capture>;

[[nodiscard]] const std::string* find_capture(const Captures& captures, std::string_view name);

/// Blanks of any kind squeezed to one space, none at the ends; letters as they are.
[[nodiscard]] std::string squeezed(std::string_view text);
/// What two spellings of one heading have in common: squeezed, small letters, one kind of dash, no soft hyphens.
[[nodiscard]] std::string spelling(std::string_view text);

/// A letter as it is compared, and as it was written.
struct Letter {
  std::string folded;
  std::string written;
};
[[nodiscard]] std::vector<Letter> letters_of(std::string_view text);

class Pattern {
 public:
  enum class Kind : std::uint8_t {
    text,
    word,
    digits,
    number,
    year,
    yy,
    month,
    day,
    quarter,
    tertial,
    half,
    date,
    code2,
    code4
  };

  /// Errors: config class "mapping.pattern", without a place.
  [[nodiscard]] static core::Result<Pattern> parse(std::string_view text);
  /// The captures, in the pattern's order; nothing when it does not match.
  [[nodiscard]] std::optional<Captures> match(std::string_view text) const;
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  /// A text that it matches, for people: captures as they look in that year ("bilar 2025.xlsx"), "…" where there may be
  /// anything.
  [[nodiscard]] std::string example(int year) const;

 private:
  struct Token {
    enum class What : std::uint8_t { letter, any, capture } what = What::letter;
    std::string folded = {};
    std::string written = {};
    std::string name = {};
    Kind kind = Kind::text;
  };
  struct Matching;
  [[nodiscard]] core::Result<Token> capture(std::string_view inside) const;
  void add_literal(std::string_view literal);
  std::vector<Token> tokens_;
  std::vector<std::string> names_;
};

/// Compiled patterns, of which one must match.
class Patterns {
 public:
  Patterns() = default;
  /// Of texts that parse_mapping() has checked; one that is none is a fault of ours.
  explicit Patterns(std::span<const std::string> texts);
  [[nodiscard]] std::optional<Captures> match(std::string_view text) const;
  [[nodiscard]] bool matches(std::string_view text) const { return match(text).has_value(); }
  [[nodiscard]] bool empty() const { return patterns_.empty(); }

 private:
  std::vector<Pattern> patterns_;
};

/// The text of a capture of that kind as it is kept ("okt" of month is "10"); nothing when it is none.
[[nodiscard]] std::optional<std::string> capture_text(Pattern::Kind kind, std::string_view text);

/// "{year}-{month}" with the captures' texts; nothing when one is not there.
[[nodiscard]] std::optional<std::string> filled_in(std::string_view text, const Captures& captures);
/// The names within braces of a text with captures.
[[nodiscard]] std::vector<std::string> names_within(std::string_view text);

/// A number as people write it ("1 234,5", any kind of space, "−3") with a decimal point; nothing when it is none.
[[nodiscard]] std::optional<std::string> plain_number(std::string_view text);

}  // namespace sluss::connectors::registers
