#include "daemon/views/evidence.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "daemon/views/numbers.h"

namespace sluss::daemon::views {
namespace {

using nlohmann::json;

/// Beyond these a number is told with its exponent.
constexpr double least_plain = 1e-6;
constexpr double most_plain = 1e15;

/// Told in a line of their own below, or with the held series.
constexpr std::array<std::string_view, 16> told_in_words{
    "known",    "inserted", "revised", "deleted",   "absent",   "revised_share", "gone_share",      "ratio",
    "examples", "measure",  "reason",  "by_gender", "rows_now", "lost_columns",  "changed_columns", "rows_before"};

std::string line(const std::string& text) {
  return "        " + text + "\n";
}

std::string text_of(const json& value) {
  return core::one_line(value.is_string() ? value.get<std::string>() : core::json_text(value));
}

const json& part(const json& object, const char* name) {
  static const json nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

/// Whole numbers, and the shortest decimals that are this number; – where there is none.
std::string whole_text(const json& value) {
  if (!value.is_number()) return "–";
  if (value.is_number_integer()) return grouped(value.get<std::int64_t>());
  std::array<char, 64> digits{};
  const auto number = value.get<double>();
  const auto size = std::abs(number);
  const bool plain = number == 0 || (size >= least_plain && size < most_plain);
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                 plain ? std::chars_format::fixed : std::chars_format::general)
                       .ptr;
  return {digits.data(), end};
}

/// To three decimals, one below 1 to three figures.
double rounded(double number) {
  const auto size = std::abs(number);
  if (size < least_plain || size >= most_plain) return number;
  constexpr double thousand = 1000;
  double scale = thousand;
  for (auto digits = size; digits < 0.1; digits *= 10) scale *= 10;
  return std::round(number * scale) / scale;
}

std::string number_text(const json& value) {
  return value.is_number_float() ? whole_text(rounded(value.get<double>())) : whole_text(value);
}

/// Two that differ are told so that they do.
std::string change_text(const json& before, const json& now) {
  const auto arrow = [](const std::string& one, const std::string& other) { return one + " → " + other; };
  const bool hidden = before.is_number() && now.is_number() && before != now && number_text(before) == number_text(now);
  return hidden ? arrow(whole_text(before), whole_text(now)) : arrow(number_text(before), number_text(now));
}

constexpr int most_places = 6;

double percent(double share, int places) {
  const double scale = std::pow(10.0, places);
  return std::round(share * 100 * scale) / scale;
}

std::string share_text(double share, int places = 1) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f %%", places, percent(share, places));
  return text.data();
}

/// With as many decimals as it has, at least one.
std::string limit_text(double limit) {
  int places = 1;
  while (places < most_places && percent(limit, places) != percent(limit, most_places)) ++places;
  return share_text(limit, places);
}

/// With as many decimals as tell that it is more than the limit.
std::string too_great_text(double share, double limit) {
  int places = 1;
  while (places < most_places && share > limit && percent(share, places) <= percent(limit, most_places)) ++places;
  return share_text(share, places);
}

std::string shares_text(const json& evidence, const Fired& fired) {
  std::string text;
  const auto told = [&](const char* key, const std::string& word, bool held, double most) {
    const auto& share = part(evidence, key);
    if (!share.is_number()) return;
    const auto seen = share.get<double>();
    const bool beside = held && fired.limits;
    text += (text.empty() ? "" : ", ") + (beside ? too_great_text(seen, most) : share_text(seen)) + " " + word;
    if (beside) text += " (held above " + limit_text(most) + ")";
  };
  const auto limits = fired.limits.value_or(warehouse::GateLimits());
  told("revised_share", "revised", fired.gate == "revised_share", limits.revised_share);
  told("gone_share", "gone", fired.gate == "gone", limits.gone_share);
  return text.empty() ? text : line("of what was known: " + text);
}

std::string ratio_text(const json& ratio, const Fired& fired) {
  std::string text;
  if (!ratio.is_object()) return text;
  for (const auto& [key, word] : {std::pair{"least", "least"},
                                  {"quarter", "a quarter below"},
                                  {"median", "median"},
                                  {"three_quarters", "a quarter above"},
                                  {"most", "most"}}) {
    const auto& value = part(ratio, key);
    if (value.is_number()) text += (text.empty() ? "" : ", ") + std::string(word) + " " + number_text(value);
  }
  if (!text.empty() && fired.gate == "ratio" && fired.limits)
    text += " (held when the median is below " + number_text(fired.limits->ratio_least) + " or above " +
            number_text(fired.limits->ratio_most) + ")";
  return text.empty() ? text : line("|new/old|: " + text);
}

std::string gender_text(const std::string& code) {
  return code == "K" ? ", women" : code == "M" ? ", men" : "";
}

/// "Sala 2024, women: 848 → 861 (revised)"
std::string example_text(const json& example, const std::map<std::string, std::string>& titles) {
  if (!example.is_object() || !part(example, "area_id").is_string()) return line("example: " + text_of(example));
  const auto area = part(example, "area_id").get<std::string>();
  const auto title = titles.find(area);
  auto text = core::one_line(title == titles.end() ? area : title->second);
  if (const auto& period = part(example, "period"); !period.is_null()) text += " " + text_of(period);
  if (const auto& gender = part(example, "gender"); gender.is_string()) text += gender_text(gender.get<std::string>());
  if (const auto& unit = part(example, "ou_id"); !unit.is_null()) text += ", unit " + text_of(unit);
  text += ": " + change_text(part(example, "old"), part(example, "new"));
  if (const auto& kind = part(example, "kind"); kind.is_string()) text += " (" + text_of(kind) + ")";
  return line(text);
}

std::string definition_text(const json& evidence) {
  std::string text;
  const auto told = [&](const char* key, const std::string& words) {
    const auto& change = part(evidence, key);
    if (change.is_object())
      text += line(words + ": " + text_of(part(change, "before")) + " → " + text_of(part(change, "now")));
  };
  told("measure", "its measure changed");
  told("by_gender", "its split by sex changed");
  return text;
}

std::string table_text(const json& evidence) {
  std::string text;
  if (evidence.contains("rows_before"))
    text +=
        line("rows: " + number_text(part(evidence, "rows_before")) + " → " + number_text(part(evidence, "rows_now")));
  for (const auto& column : part(evidence, "lost_columns")) text += line("the column " + text_of(column) + " is gone");
  for (const auto& column : part(evidence, "changed_columns")) {
    if (column.is_object())
      text += line("the column " + text_of(part(column, "column")) + ": " + text_of(part(column, "before")) + " → " +
                   text_of(part(column, "now")));
  }
  return text;
}

std::string other_text(const json& evidence) {
  std::string text;
  for (const auto& [key, value] : evidence.items()) {
    if (std::ranges::find(told_in_words, key) == told_in_words.end())
      text += line(core::one_line(key) + ": " + text_of(value));
  }
  return text;
}

}  // namespace

std::vector<std::string> areas_of_evidence(std::string_view evidence) {
  std::vector<std::string> areas;
  const auto read = json::parse(evidence, nullptr, false);
  if (!read.is_object()) return areas;
  for (const auto& example : part(read, "examples")) {
    if (example.is_object() && part(example, "area_id").is_string())
      areas.push_back(part(example, "area_id").get<std::string>());
  }
  return areas;
}

std::string evidence_text(std::string_view evidence, const std::map<std::string, std::string>& titles,
                          const Fired& fired) {
  const auto read = json::parse(evidence, nullptr, false);
  if (!read.is_object()) return {};
  auto text =
      shares_text(read, fired) + ratio_text(part(read, "ratio"), fired) + definition_text(read) + table_text(read);
  if (const auto& reason = part(read, "reason"); reason.is_object())
    text += definition_text(reason) + other_text(reason);
  else if (!reason.is_null())
    text += line("reason: " + text_of(reason));
  text += other_text(read);
  for (const auto& example : part(read, "examples")) text += example_text(example, titles);
  return text;
}

}  // namespace sluss::daemon::views
