#pragma once
// Key files of a zip: what its codes mean. Private to suggest/.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/suggest/shape.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// A member of two columns, a code and its text.
struct KeyFile {
  std::string name;             ///< what its codes are of: "kon" of "bistand - kön.csv"
  std::string files;            ///< the pattern of its name
  std::string key, value;       ///< headings, as patterns
  std::string total;            ///< a text of it that is a total; empty: none
  std::string country;          ///< the code whose text is the country; empty: none
  bool counties = false;        ///< it has codes of two digits,
  bool municipalities = false;  ///< and of four
};

/// Nothing where the sheet is none: of other columns, with a code twice, with numbers as texts. Errors: the document's.
[[nodiscard]] core::Result<std::optional<KeyFile>> find_key_file(const Part& part, std::size_t sheet,
                                                                 const FoundShape& shape);
/// That whose codes a column of this heading has; nullptr: none.
[[nodiscard]] const KeyFile* key_file_of(const std::vector<KeyFile>& keys, std::string_view heading);
/// [[lookup]]
[[nodiscard]] std::string lookup_text(const KeyFile& key);

/// "Totalt", "Samtliga hushåll", "Båda könen": the text of a row that is a total of the others.
[[nodiscard]] bool is_total(std::string_view text);
/// "Riket"
[[nodiscard]] bool is_country(std::string_view text);

}  // namespace sluss::connectors::registers
