#pragma once
// One value of a batch as text, and what spreadsheets do with text.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/batch.h"

namespace sluss::transforms::datasets {

/// The shortest text that reads back as the same double: "12.5", "1e+30", "NaN", "Infinity". Never loses a digit.
[[nodiscard]] std::string number_text(double value);

/// Text of a cell that is not null: decimals with a dot, "2026-03-31", "2026-03-31 14:00:00", offsets as "+02:00", what
/// has no end as "infinity", octets as hexadecimal digits, true and false.
[[nodiscard]] std::string cell_text(const core::Column& column, std::size_t row);

/// A spreadsheet would run or swallow a text that begins so: = + - @, tab, carriage return, line feed.
/// Source: OWASP, CSV Injection.
[[nodiscard]] bool runs_as_formula(std::string_view text);

/// The text with octets that are no UTF-8, and NUL, replaced by U+FFFD.
[[nodiscard]] std::string printable_utf8(std::string_view text);

/// Columns of a terminal that a text takes: 0 for combining marks, 2 for wide letters and emoji.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The text cut to so many columns, with "…" last when something was cut.
[[nodiscard]] std::string cut_to_width(std::string_view text, std::size_t width);

}  // namespace sluss::transforms::datasets
