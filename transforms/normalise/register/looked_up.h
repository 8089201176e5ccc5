#pragma once
// What lookups of a load found, missed and mended, by column, as findings and rejects. Private to the normaliser.
// Threads: one.

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/finding.h"
#include "transforms/codelists/lookup.h"
#include "transforms/normalise/normaliser.h"
#include "transforms/normalise/register/seen_texts.h"

namespace sluss::transforms::normalise::registers {

/// Where in a file a text is.
struct TextPlace {
  std::string_view table;
  std::string_view column;
  std::string_view file;
  std::string_view sheet;
  std::int64_t row = 0;
  std::uint32_t raw = 0;
};

/// Ids by "table.column".
using AreasOfColumns = std::map<std::string, std::set<std::string>>;
[[nodiscard]] std::string column_key(std::string_view table, std::string_view column);

class LookedUp {
 public:
  explicit LookedUp(Output& output) : output_(output) {}

  /// An area's text. One that means nothing is rejected once, by give_rejects(): what the load lacks of that area
  /// proves nothing. Its row stays, without the area.
  void area(std::string_view text, const codelists::Match& match, core::Day day, const TextPlace& place);
  void mended(std::string_view text, const TextPlace& place);
  void unit(std::string_view text, bool known, const TextPlace& place);
  void code(std::string_view text, const codelists::Match& match, const TextPlace& place);

  /// After the last row. `found`: the ids of the areas that each column has, by "table.column": of the names that are
  /// equally near those are meant sooner that the column lacks. Errors: the output's.
  core::Result<> give_rejects(const AreasOfColumns& found);

  /// Whether any text means no area.
  [[nodiscard]] bool missed_areas() const;
  /// After it. One of each kind and column, with the texts and their counts. Of areas that are not known the count is
  /// of rows, each once: one with two such areas counts for the column that told of it first.
  [[nodiscard]] std::vector<core::Finding> findings() const;

 private:
  enum class What : std::uint8_t { area_unknown, area_mended, area_not_stated, unit_unknown, code_unknown };
  /// A text of no known area, the first time that it came.
  struct Unknown {
    core::Reject reject;
    std::string text;
    std::string column;  ///< "table.column"
    std::vector<codelists::Hit> near;
  };
  SeenTexts& seen(What what, const TextPlace& place);
  /// Of a table, whatever its columns: it is the first time that something of this row means no area. Beyond 200,000
  /// rows each is new.
  bool is_new_row(const TextPlace& place, const std::string& row);
  [[nodiscard]] std::int64_t count_of(const std::pair<What, std::string>& key, const SeenTexts& texts) const;

  Output& output_;
  std::map<std::pair<What, std::string>, SeenTexts> seen_;  ///< by "table.column"
  std::vector<Unknown> unknown_;
  std::map<std::string, std::string> meant_;           ///< by a text of no known area
  std::unordered_set<std::size_t> rows_without_area_;  ///< digests
  std::map<std::string, std::int64_t> unknown_rows_;   ///< by "table.column": of rows that no other column told of
  std::map<std::string, std::string> last_rows_;       ///< by "table.column": of an area that is not known
};

}  // namespace sluss::transforms::normalise::registers
