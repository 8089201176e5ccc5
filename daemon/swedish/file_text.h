#pragma once
// What a run reports of the file that it read, for mails and pages alike. Pure.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/file_remedy.h"

namespace sluss::daemon::swedish {

struct FileText {
  std::string what;     ///< as what it was read
  std::string rows;     ///< how many rows of it, and how many of them are in
  std::string details;  ///< by which headings in which columns, lines for who knows the mapping; may be empty
  std::string remedy;
};
/// What is known of its rows.
struct FileCounts {
  std::string words;          ///< as connectors::rows_words() gives them; empty: of an older run
  bool whole = true;          ///< nothing of it is left out
  std::int64_t read = 0;      ///< rows; of an older run
  std::int64_t rejected = 0;  ///< rows and cells; of an older run
  core::FileRemedy remedy = core::FileRemedy::other;
};
/// Of the finding of a file that was read: its `what` has the details from its second line on.
[[nodiscard]] FileText file_text(std::string_view what, std::string_view remedy, const FileCounts& counts);

}  // namespace sluss::daemon::swedish
