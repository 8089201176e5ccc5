#include "transforms/normalise/register/expectation_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/swedish_number.h"

namespace sluss::transforms::normalise::registers {

namespace {

using connectors::registers::Expectation;
using connectors::registers::Range;
using connectors::registers::Table;

struct LevelWords {
  std::string_view level;
  std::string_view one;
  std::string_view many;
};
constexpr std::array<LevelWords, 5> level_words{{{"kommun", "kommun", "kommuner"},
                                                 {"län", "län", "län"},
                                                 {"region", "region", "regioner"},
                                                 {"stadsdel", "stadsdel", "stadsdelar"},
                                                 {"enhet", "enhet", "enheter"}}};

const LevelWords* words_of_level(std::string_view level) {
  const auto* const found = std::ranges::find(level_words, level, &LevelWords::level);
  return found == level_words.end() ? nullptr : found;
}

/// " på raderna för kommuner"; empty: of all rows.
std::string on_level(const std::string& level) {
  if (level.empty()) return {};
  const auto* const words = words_of_level(level);
  if (words != nullptr) return fmt::format(" på raderna för {}", words->many);
  return level == "rike" ? " på raderna för riket" : fmt::format(" på raderna av nivån {}", level);
}

std::string in_plain(const Range& range) {
  if (range.least == range.most) return plain_text(range.least);
  return plain_text(range.least) + ".." + plain_text(range.most);
}

std::string in_swedish(const Range& range) {
  if (range.least == range.most) return core::swedish_number(range.least);
  return fmt::format("mellan {} och {}", core::swedish_number(range.least), core::swedish_number(range.most));
}

std::string summands(const std::vector<std::string>& names, std::string_view between, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : i + 1 == names.size() ? last : between, names[i]);
  return text;
}

std::string sum_text(const Expectation& expectation) {
  const auto sum = summands(expectation.sum_of, " + ", " + ");
  return expectation.tolerance > 0 ? fmt::format("{} ± {}", sum, plain_text(expectation.tolerance)) : sum;
}

std::string sum_words(const Table& table, const Expectation& expectation) {
  std::vector<std::string> titles;
  for (const auto& name : expectation.sum_of) titles.push_back(column_title(table, name));
  const auto sum = "summan av " + summands(titles, ", ", " och ");
  if (expectation.tolerance <= 0) return sum + ".";
  return fmt::format("{}, med högst {} i skillnad.", sum, core::swedish_number(expectation.tolerance));
}

}  // namespace

std::string plain_text(double number) {
  return fmt::format("{:.12g}", number);
}

Counted rows_of_level(const std::string& level) {
  if (level.empty()) return {.one = "rad", .many = "rader"};
  const auto* const words = words_of_level(level);
  const auto of = words != nullptr  ? fmt::format(" för {}", words->many)
                  : level == "rike" ? std::string(" för riket")
                                    : fmt::format(" av nivån {}", level);
  return {.one = "rad" + of, .many = "rader" + of};
}

Counted areas_of_level(const std::string& level) {
  const auto* const words = words_of_level(level);
  if (words != nullptr) return {.one = std::string(words->one), .many = std::string(words->many)};
  return {.one = "område", .many = "områden"};
}

core::Unmet described(const Table& table, const Expectation& expectation) {
  core::Unmet unmet{.table = table.name, .column = expectation.column, .level = expectation.level};
  const auto title = column_title(table, expectation.column);
  const auto where = on_level(expectation.level);
  if (expectation.rows) {
    unmet.kind = "rows";
    unmet.expected = in_plain(*expectation.rows);
  } else if (expectation.areas) {
    unmet.kind = "areas";
    unmet.expected = in_plain(*expectation.areas);
  } else if (expectation.range) {
    unmet.kind = "range";
    unmet.expected = in_plain(*expectation.range);
    const bool one = expectation.range->least == expectation.range->most;
    unmet.expectation =
        is_of_headings(table, expectation.column)
            ? fmt::format("{} ska vara {}{}.", one ? "Värdet" : "Värdena", in_swedish(*expectation.range), where)
            : fmt::format("I kolumnen {} ska {} vara {}{}.", title, one ? "värdet" : "värdena",
                          in_swedish(*expectation.range), where);
  } else if (expectation.ranks) {
    unmet.kind = "ranks";
    unmet.expected = "1, 2, 2, 4";
    unmet.expectation = fmt::format(
        "Placeringarna i kolumnen {} ska börja med 1 och följa på varandra{}; lika delar plats (1, 2, 2, 4).", title,
        where);
  } else {
    unmet.kind = "sum_of";
    unmet.expected = sum_text(expectation);
    unmet.expectation = fmt::format("Kolumnen {} ska{} vara {}", title, where, sum_words(table, expectation));
  }
  return unmet;
}

std::string count_words(std::string_view whose, std::int64_t found, const Range& expected, const Counted& counted) {
  return fmt::format("{} har {} {}, {} ska ha {}.", whose, core::swedish_integer(found),
                     found == 1 ? counted.one : counted.many, whose.starts_with("Bladet") ? "det" : "den",
                     in_swedish(expected));
}

std::string strangers_words(std::int64_t count, std::string_view column, const Counted& counted) {
  if (count == 0) return {};
  return fmt::format("{} namn eller {} i kolumnen {} är inte bland de {} som Sluss känner till.",
                     core::swedish_integer(count), count == 1 ? "kod" : "koder", column, counted.many);
}

std::string unread_words(const std::vector<std::string>& places, std::int64_t count) {
  if (count == 1 && places.size() == 1) return places.front();
  std::string text;
  for (std::size_t i = 0; i < places.size(); ++i)
    text += (i == 0 ? "" : i + 1 == places.size() && count == std::ssize(places) ? " och " : ", ") + places[i];
  if (count > std::ssize(places)) text += " med flera";
  return fmt::format("{} {} ({})", core::swedish_integer(count), count == 1 ? "rad" : "rader", text);
}

bool is_of_headings(const Table& table, std::string_view column) {
  return table.unpivot && table.unpivot->value == column;
}

std::string rows_words(std::int64_t count) {
  return fmt::format("På {} {} stämmer det inte.", core::swedish_integer(count), count == 1 ? "rad" : "rader");
}

}  // namespace sluss::transforms::normalise::registers
