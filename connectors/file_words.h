#pragma once
// What a source that reads files reports of one, for whoever made it and whoever sees to it: Swedish. Any thread.

#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/finding_codes.h"

namespace sluss::connectors {

/// The code of the finding in which a run reports the file that it read: `subject` is its name, `what` as what
/// it was read, and from its second line on by which headings and columns; `remedy` what to do, `count` its rows.
inline constexpr std::string_view file_read = "file.read";

/// What else is known of it (core/finding_codes.h).
inline constexpr std::string_view file_area_unknown = core::area_unknown_finding;
inline constexpr std::string_view file_own_missing = core::own_missing_finding;

/// Of a file that the run did not need: a later one of its series is loaded (severity warning: it was put away), or the
/// same one. `subject` is its name.
inline constexpr std::string_view file_older = "register.older";
inline constexpr std::string_view file_same = "register.same";
/// What became of an older one, in Swedish: in "läs mig" and on the pages alike.
inline constexpr std::string_view file_older_outcome = "Inte inläst: äldre än det som finns";

/// Sentences.
struct FileWords {
  std::string_view wrong;
  std::string_view change;  ///< in the file
};

/// In connectors/registry.cpp. Of the code of an error or a reject of a file, a row or a cell. Nothing: the code is of
/// no file.
[[nodiscard]] std::optional<FileWords> file_words(std::string_view code);
/// In connectors/registry.cpp. Where in the file an error is: "cellen C3 i bladet Bilar", "rad 3"; empty: it has no
/// place.
[[nodiscard]] std::string file_place_words(const core::Place& place);
/// In connectors/registry.cpp. Of the code of a reject of a file: its own, else those of any row.
[[nodiscard]] FileWords row_words(std::string_view code);

}  // namespace sluss::connectors
