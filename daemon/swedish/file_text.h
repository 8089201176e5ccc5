#pragma once
// What a run reports of the file that it read, for mails and pages alike. Pure.

#include <cstdint>
#include <string>
#include <string_view>

namespace sluss::daemon::swedish {

struct FileText {
  std::string what;     ///< as what it was read, and how many rows of it
  std::string details;  ///< by which headings in which columns, for who knows the mapping; may be empty
  std::string remedy;
};
/// Of the finding of a file that was read: its `what` has the details from its second line on, its `count` is the rows.
/// `rejected`: rows and cells of the whole run, of which the source knows its own alone.
[[nodiscard]] FileText file_text(std::string_view what, std::string_view remedy, std::int64_t rows,
                                 std::int64_t rejected);

}  // namespace sluss::daemon::swedish
