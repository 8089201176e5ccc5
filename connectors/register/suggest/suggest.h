#pragma once
// A mapping to start from, made of one file: which rows are headers, which columns there are and of what type, years
// and sexes among the headings, marks among the numbers, which members of a zip explain codes. What cannot be known
// from a file (what a mark means, who publishes it, of which level a row is, what the figures are) is left in comments
// for a person. The TOML parses, and where nothing is left open the file loads by it.
//
// Columns whose values are the numbers of persons (core/identity_scan.h) are left out, and no value of theirs is read
// into the text. Errors: data class "register.no_table" when the file has nothing that is a table; those of the
// documents. Memory: 100 rows, and for each column a few dozen of its texts; the codes of one key file, 20,000.
// Threads: one, the documents'.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/locate.h"
#include "core/error.h"

namespace sluss::connectors::registers {

struct SuggestOptions {
  /// Whether a text is an area's code or name; empty: no column is one of areas.
  std::function<bool(std::string_view)> is_area = {};
  std::string id = {};  ///< of the mapping; empty: made of the file's name
};

struct Suggestion {
  std::string id;
  std::string toml;
  std::vector<std::string> open;  ///< English, what a person has to decide; also comments in the TOML
};

/// `file` is the file's name; its parts are itself, or the members of a zip.
[[nodiscard]] core::Result<Suggestion> suggest_mapping(std::string_view file, std::span<const Part> parts,
                                                       const SuggestOptions& options);

}  // namespace sluss::connectors::registers
