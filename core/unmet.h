#pragma once
// What a load was expected to satisfy and does not: found by its normaliser, a reason to hold the whole load. Values;
// no text here contains an identity.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluss::core {

/// The gate that holds such a load, as it is stored.
inline constexpr std::string_view expectation_gate = "expectation";

/// A place in the source's file that shows it.
struct UnmetRow {
  std::string file;  ///< its name, or that of a member of a zip
  std::string sheet;
  std::int64_t row = 0;  ///< from 1; 0: it was made of several, or its row is not known
  std::string column;    ///< the mapping's name of it; empty: the row as a whole
  std::string shown;     ///< what is there, at most 40 letters
  std::string expected;  ///< what should be there in its place; empty: the expectation says it
  bool operator==(const UnmetRow&) const = default;
};

struct Unmet {
  static constexpr std::size_t most_rows = 20;

  std::string table;           ///< "facts": the figures
  std::string kind;            ///< "rows", "areas", "range", "ranks", "sum_of"; "one_value" of figures
  std::string column;          ///< empty: of the table as a whole
  std::string level;           ///< of these rows only; empty: of all
  std::string expectation;     ///< Swedish, what must hold: "Filen har 289 kommuner, den ska ha 290."
  std::string outcome;         ///< Swedish, what more there is to say: "På 2 rader stämmer det inte."; may be empty
  std::string expected;        ///< the same for programs: "290", "0..100", "1, 2, 2, 4", "kvinnor + man"
  std::string found;           ///< "289", "-1..104"; empty: the rows say it
  std::int64_t count = 0;      ///< rows or texts that are too few or too many, or that do not satisfy it
  std::vector<UnmetRow> rows;  ///< the first that show it, at most most_rows
  bool operator==(const Unmet&) const = default;
};

/// All of it, as a person reads it.
[[nodiscard]] inline std::string words_of(const Unmet& unmet) {
  if (unmet.expectation.empty() || unmet.outcome.empty()) return unmet.expectation + unmet.outcome;
  return unmet.expectation + " " + unmet.outcome;
}

}  // namespace sluss::core
