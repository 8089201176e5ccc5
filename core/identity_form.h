#pragma once
// Whether a cell's text is the number of a person, in whatever way people and spreadsheets write it, and the one rule
// of its date; the check digit's is core/luhn.h. Private to core: core/identity_scan.h counts them by column,
// core/personnummer.h parses one.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluss::core {

enum class IdentityForm : std::uint8_t {
  none,
  number,     ///< digits, and signs between them, that are no identity
  unchecked,  ///< has the length, the signs or the century, and the date of one, but another check digit
  checked,    ///< date and check digit are right; or a T or TF number, which has none
  bare,       ///< ten digits without a sign, or parted by an unusual one, date and check digit right: may be an amount
  padded,     ///< the same after the zeros that a spreadsheet dropped: 7 to 9 digits
  lettered,   ///< a date and four characters with a letter among them: a reserve number of some region, or a batch
  rounded,    ///< twelve digits of which a spreadsheet kept the first: "1.91212E+11"
};

/// A cell's text as a whole, whatever surrounds the number (blanks, quotes, ="…"). Skatteverket SKV 704 and 707 for
/// personal and coordination numbers (the latter also without a real date); Inera's list of local reserve numbers for
/// those of regions. Never more than a few dozen bytes are looked at. Any thread.
[[nodiscard]] IdentityForm identity_form(std::string_view text);

namespace impl {
/// YYMMDD with a real date in some century, or one of a coordination number (day and 60; day or month may be zero).
[[nodiscard]] bool is_birth_date(std::string_view six);
[[nodiscard]] bool is_coordination_date(std::string_view six);
/// YYYYMMDD with a real date, or with 60 more than its day. Stricter: the century tells whether a year is a leap year.
[[nodiscard]] bool is_date_of_person(std::string_view eight);
/// T and three digits, TF and two; a letter of the interim numbers and three digits, the last one their check digit.
/// `ten`: capitals.
[[nodiscard]] bool is_letter_number(std::string_view ten);
/// "12/12/1912 1212": day, month and year, parted by the same sign, before the last four. `text` is folded
/// (core/identity_text.h). Not where the four may be the time of a day since 2000: that is when a file was made.
struct DayFirst {
  std::string digits;      ///< YYYYMMDD and the four
  std::size_t length = 0;  ///< in the text
};
[[nodiscard]] std::optional<DayFirst> day_first_at(std::string_view text, std::size_t at);
/// What stands behind '_' or ':' after such a date is the time of a day, as programs name what they write
/// ("20240601_1430"): twelve digits since 2000, or ten of the years 20 to 39.
[[nodiscard]] bool is_time_stamp(std::string_view digits);
/// Twelve digits of a year before 2000: few numbers but those of persons begin so.
[[nodiscard]] bool is_before_2000(std::string_view digits);
}  // namespace impl

}  // namespace sluss::core
