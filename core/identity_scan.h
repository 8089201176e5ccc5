#pragma once
// Columns whose values are the numbers of persons, found by the values and not by the heading. A file with such a
// column must not enter: the scan reports which column, how many values and which rows, never a value.
//
// What counts: personal and coordination numbers with or without century and sign, parted as people part them
// ("1912 12 12-1212", "19121212_1212", "12/12/1912 1212", any dash, blank or decimal digit of Unicode, with marks
// between them that nobody sees: core/identity_text.h), as a spreadsheet makes numbers of them ("191212121212.0",
// "1.91212121212E+11", "191 212 121 212", "1.91212E+11", leading zeros dropped), coordination numbers without a real
// date, interim numbers with a letter, T and TF numbers, reserve numbers of regions. The number of a company is none:
// its third digit is 2 or more, so it has no month. One tenth of all numbers that begin with a date (cases, times) have
// a check digit that is right by chance.
//
// A column is one of identities when one of these holds:
//   1. Of the values that are written as identities (twelve digits, or a sign before the last four) at least half have
//      the right check digit, or more of them than chance would give (a tenth, and four deviations).
//   2. The same with ten digits without a sign among all numbers of the column, since an amount may have ten digits.
//      With fewer, where zeros at the beginning are lost, at least three.
//   3. More than half of its values are identities when those without a check digit count: other letters, rounded ones.
//   4. Of what is written as an identity within its other texts ("Namn 19121212-1212") more has the right check digit
//      than chance would give, as by 1: a single name with its number among many others is enough, whatever times and
//      telephone numbers they have; a right check digit among many case numbers is not. Or more of its texts with ten
//      digits have an identity, however it is parted, than chance would give. Or more than half of all its values.
// A number that is split over two columns is not found. One column costs a few hundred bytes. One thread.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sluss::core {

struct IdentityColumn {
  static constexpr std::size_t most_rows = 10;

  std::int64_t values = 0;         ///< that are not empty
  std::int64_t identities = 0;     ///< of them, that have one; in a column of amounts, by chance, some
  std::vector<std::int64_t> rows;  ///< the first ones with an identity, as add() got them
  bool of_identities = false;      ///< by the rule above
};

class IdentityScan {
 public:
  /// A cell's text, UTF-8 as the file has it; `column` from 0, in any order. A text of fewer than seven digits costs
  /// one pass over its bytes.
  void add(std::size_t column, std::int64_t row, std::string_view text);
  /// Of what was added until now; to the last column that had a value.
  [[nodiscard]] std::vector<IdentityColumn> columns() const;
  /// One of them is of identities.
  [[nodiscard]] bool any() const;

 private:
  struct Counts {
    std::int64_t values = 0, numbers = 0, unchecked = 0, checked = 0, bare = 0, padded = 0, weak = 0, mentions = 0,
                 long_texts = 0, written = 0, written_wrong = 0, found = 0;
    std::vector<std::int64_t> rows;
  };
  /// Of a cell with several numbers; whether there is an identity.
  [[nodiscard]] static bool add_numbers(Counts& counts, std::string_view text);
  [[nodiscard]] static bool is_of_identities(const Counts& counts);

  std::vector<Counts> columns_;
};

}  // namespace sluss::core
