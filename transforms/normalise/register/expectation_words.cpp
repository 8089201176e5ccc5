#include "transforms/normalise/register/expectation_words.h"

#include <fmt/format.h>

#include "core/swedish_number.h"

namespace sluss::transforms::normalise::registers {

namespace {

using connectors::registers::Expectation;
using connectors::registers::Range;

std::string in_plain(const Range& range) {
  if (range.least == range.most) return plain_text(range.least);
  return plain_text(range.least) + ".." + plain_text(range.most);
}

std::string in_swedish(const Range& range) {
  if (range.least == range.most) return core::swedish_number(range.least);
  return fmt::format("mellan {} och {}", core::swedish_number(range.least), core::swedish_number(range.most));
}

std::string summands(const Expectation& expectation, std::string_view between, std::string_view last) {
  std::string text;
  const auto& names = expectation.sum_of;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : i + 1 == names.size() ? last : between, names[i]);
  return text;
}

std::string sum_text(const Expectation& expectation) {
  const auto sum = summands(expectation, " + ", " + ");
  return expectation.tolerance > 0 ? fmt::format("{} ± {}", sum, plain_text(expectation.tolerance)) : sum;
}

std::string sum_words(const Expectation& expectation) {
  const auto sum = "summan av " + summands(expectation, ", ", " och ");
  if (expectation.tolerance <= 0) return sum + ".";
  return fmt::format("{}, med högst {} i skillnad.", sum, core::swedish_number(expectation.tolerance));
}

}  // namespace

std::string plain_text(double number) {
  return fmt::format("{:.12g}", number);
}

core::Unmet described(const std::string& table, const Expectation& expectation) {
  core::Unmet unmet{.table = table, .column = expectation.column, .level = expectation.level};
  const auto of_level = expectation.level.empty() ? "" : fmt::format(" (nivån {})", expectation.level);
  const auto where = fmt::format("abellen {}{}", table, of_level);
  const auto begin = fmt::format("Kolumnen {} i t{} ska ", expectation.column, where);
  if (expectation.rows) {
    unmet.kind = "rows";
    unmet.expected = in_plain(*expectation.rows);
    const bool one = expectation.rows->most == 1;
    unmet.expectation = fmt::format("T{} ska ha {} {}.", where, in_swedish(*expectation.rows), one ? "rad" : "rader");
  } else if (expectation.areas) {
    unmet.kind = "areas";
    unmet.expected = in_plain(*expectation.areas);
    unmet.expectation = fmt::format("{}ha {} olika texter.", begin, in_swedish(*expectation.areas));
  } else if (expectation.range) {
    unmet.kind = "range";
    unmet.expected = in_plain(*expectation.range);
    const bool one = expectation.range->least == expectation.range->most;
    unmet.expectation = fmt::format("{}ha {} {}.", begin, one ? "värdet" : "värden", in_swedish(*expectation.range));
  } else if (expectation.ranks) {
    unmet.kind = "ranks";
    unmet.expected = "1, 2, 2, 4";
    unmet.expectation = begin + "ha platserna från 1, där lika delar plats (1, 2, 2, 4).";
  } else {
    unmet.kind = "sum_of";
    unmet.expected = sum_text(expectation);
    unmet.expectation = begin + "vara " + sum_words(expectation);
  }
  return unmet;
}

std::string has_words(std::int64_t found) {
  return fmt::format("Den har {}.", core::swedish_integer(found));
}

std::string unread_words(const std::vector<std::string>& places, std::int64_t count) {
  if (count == 1 && places.size() == 1) return places.front();
  std::string text;
  for (std::size_t i = 0; i < places.size(); ++i)
    text += (i == 0 ? "" : i + 1 == places.size() && count == std::ssize(places) ? " och " : ", ") + places[i];
  if (count > std::ssize(places)) text += " med flera";
  return fmt::format("{} {} ({})", core::swedish_integer(count), count == 1 ? "rad" : "rader", text);
}

std::string rows_words(std::int64_t count) {
  return fmt::format("På {} {} stämmer det inte.", core::swedish_integer(count), count == 1 ? "rad" : "rader");
}

}  // namespace sluss::transforms::normalise::registers
