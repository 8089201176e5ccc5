#include "core/duration.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <utility>

#include "core/shown.h"
#include "core/text.h"
#include "core/time.h"

namespace sluss::core {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t millis;
};

// Largest first: to_text() writes them in this order.
constexpr std::array<Unit, 5> units = {{{"d", 86400000}, {"h", 3600000}, {"min", 60000}, {"s", 1000}, {"ms", 1}}};

Result<std::chrono::milliseconds> bad_duration(std::string_view text, std::string_view why) {
  return fail(ErrorClass::data, "duration.invalid", fmt::format("\"{}\" is not a duration: {}", shown(text), why),
              "Write a number and its unit (d, h, min, s, ms), for example 90s or 1h 30min");
}

/// What people write for a unit: "12 timmar", "3 hours".
std::string_view meant_by(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> begins = {{{"dag", "d"},
                                                                                     {"dygn", "d"},
                                                                                     {"day", "d"},
                                                                                     {"tim", "h"},
                                                                                     {"hour", "h"},
                                                                                     {"minut", "min"},
                                                                                     {"sek", "s"},
                                                                                     {"sec", "s"},
                                                                                     {"milli", "ms"},
                                                                                     {"vecka", "d"},
                                                                                     {"veckor", "d"},
                                                                                     {"week", "d"}}};
  for (const auto& [begin, unit] : begins)
    if (word.starts_with(begin)) return unit;
  return {};
}

/// A word after a space, or one that is no unit.
Result<std::chrono::milliseconds> bad_unit(std::string_view text, std::int64_t number, std::string_view word) {
  const auto shown_word = shown(word, 20);
  const auto unit = meant_by(lower(word));
  const bool week = word.starts_with("v") || word.starts_with("w");
  return fail(ErrorClass::data, "duration.invalid",
              fmt::format("\"{}\" is not a duration: \"{}\" is not a unit", shown(text), shown_word),
              unit.empty()
                  ? "Write a number and its unit (d, h, min, s, ms), for example 90s or 1h 30min"
                  : fmt::format("Write {}{}; the units are d, h, min, s and ms", week ? number * 7 : number, unit));
}

const Unit* unit_of(std::string_view name) {
  for (const auto& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 2;
  std::int64_t total = 0;
  std::size_t at = 0;
  bool any = false;
  const auto skip_spaces = [&] {
    while (at < text.size() && text[at] == ' ') ++at;
  };
  for (skip_spaces(); at < text.size(); skip_spaces()) {
    std::int64_t number = 0;
    const std::size_t first_digit = at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      if (number > 1'000'000'000'000) return bad_duration(text, "the number is too large");
      number = number * 10 + (text[at] - '0');
    }
    if (at == first_digit) return bad_duration(text, "a number is expected");
    const std::size_t first_letter = at;
    while (at < text.size() && text[at] >= 'a' && text[at] <= 'z') ++at;
    const auto name = text.substr(first_letter, at - first_letter);
    if (name.empty()) {
      skip_spaces();
      const auto word = text.substr(at, text.find_first_of(" 0123456789", at) - at);
      return word.empty() ? bad_duration(text, "the unit is missing") : bad_unit(text, number, word);
    }
    const Unit* const unit = unit_of(name);
    if (unit == nullptr) return bad_unit(text, number, name);
    if (number > (most - total) / unit->millis) return bad_duration(text, "it is too long");
    total += number * unit->millis;
    any = true;
  }
  if (!any) return bad_duration(text, "it is empty");
  return std::chrono::milliseconds{total};
}

std::string to_text(std::chrono::milliseconds duration) {
  std::int64_t rest = duration.count();
  if (rest == 0) return "0s";
  std::string text = rest < 0 ? "-" : "";
  if (rest < 0) rest = -rest;
  std::string_view space;
  for (const auto& unit : units) {
    if (const auto number = rest / unit.millis; number > 0) {
      text += fmt::format("{}{}{}", space, number, unit.name);
      space = " ";
    }
    rest %= unit.millis;
  }
  return text;
}

}  // namespace sluss::core
