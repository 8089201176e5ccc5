#pragma once
// One line of the journal: {"number":1,"at":"…","kind":"…","who":"…","body":{…},"prev":"…","hash":"…"}
// hash is the SHA-256 of the line's own text before `,"hash":`, which contains prev, the hash of the line before.

#include <string>
#include <string_view>

#include "core/error.h"
#include "warehouse/journal/journal.h"

namespace sluss::warehouse::journal {

/// The value of prev in the first line.
inline constexpr std::string_view first_prev = "0000000000000000000000000000000000000000000000000000000000000000";

/// `body` must be a JSON object; config class "journal.bad_body" when it is not. Sets entry.body (compact) and
/// entry.hash. The line ends with its line feed.
[[nodiscard]] core::Result<std::string> write_line(Entry& entry, std::string_view prev);

struct Line {
  Entry entry;
  std::string prev;
};
/// Checks the line's own hash, not the link to the line before it. Without its line feed.
[[nodiscard]] core::Result<Line> read_line_alone(std::string_view line, const core::Place& place);

/// Without its line feed. An error names what is wrong.
[[nodiscard]] core::Result<Entry> read_line(std::string_view line, std::int64_t number, std::string_view prev,
                                            const core::Place& place);

}  // namespace sluss::warehouse::journal
