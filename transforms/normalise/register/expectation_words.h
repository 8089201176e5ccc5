#pragma once
// An expectation in words. Private to register/.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/unmet.h"

namespace sluss::transforms::normalise::registers {

/// "12.5": at most twelve digits.
[[nodiscard]] std::string plain_text(double number);

/// How many, of what one counts: "1 kommun", "60 kommuner", "2 rader".
struct Counted {
  std::string one;
  std::string many;
};
/// Of rows, or of the areas of one level; "" is of no level, or of several.
[[nodiscard]] Counted rows_of_level(const std::string& level);
[[nodiscard]] Counted areas_of_level(const std::string& level);

/// With table, kind, column, level and expected. `expectation`: what must hold, of range, ranks and sum_of.
[[nodiscard]] core::Unmet described(const connectors::registers::Table& table,
                                    const connectors::registers::Expectation& expectation);
/// "Filen har 60 kommuner, den ska ha 290."
[[nodiscard]] std::string count_words(std::string_view whose, std::int64_t found,
                                      const connectors::registers::Range& expected, const Counted& counted);

/// "2 namn eller koder i kolumnen Kommun är inte bland de kommuner som Sluss känner till."; empty: of none.
[[nodiscard]] std::string strangers_words(std::int64_t count, std::string_view column, const Counted& counted);

/// "rad 5", "3 rader (rad 5, rad 7 och rad 8)".
[[nodiscard]] std::string unread_words(const std::vector<std::string>& places, std::int64_t count);
/// The column is made of several of the file's, by their headings (an unpivot): its name is the mapping's alone.
[[nodiscard]] bool is_of_headings(const connectors::registers::Table& table, std::string_view column);
/// "På 1 rad stämmer det inte."
[[nodiscard]] std::string rows_words(std::int64_t count);

}  // namespace sluss::transforms::normalise::registers
