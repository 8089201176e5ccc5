#include "daemon/program/evidence_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "core/numbers.h"
#include "core/text.h"

namespace sluss::daemon::program {
namespace {

using api::ColumnChange;
using api::Evidence;
using api::Example;

/// Beyond these a number is written with its exponent.
constexpr double least_plain = 1e-6;
constexpr double most_plain = 1e15;

std::string line(const std::string& text) {
  return "        " + text + "\n";
}

/// The shortest decimals that are this number.
std::string whole_text(double number) {
  std::array<char, 64> digits{};
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
  auto digits = size;
  while (digits < 0.1) {
    digits *= 10;
    scale *= 10;
  }
  return std::round(number * scale) / scale;
}

std::string number_text(double number) {
  return whole_text(rounded(number));
}

/// Two that differ get as many decimals as show it.
std::string change_text(const std::optional<double>& before, const std::optional<double>& now) {
  const bool hidden = before && now && *before != *now && number_text(*before) == number_text(*now);
  const auto shown = [&](const std::optional<double>& one) {
    return !one ? std::string("–") : hidden ? whole_text(*one) : number_text(*one);
  };
  return shown(before) + " → " + shown(now);
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

/// With as many decimals as show that it is more than the limit.
std::string too_great_text(double share, double limit) {
  int places = 1;
  while (places < most_places && share > limit && percent(share, places) <= percent(limit, most_places)) ++places;
  return share_text(share, places);
}

std::string shares_text(const Evidence& evidence, const FiredGate& fired) {
  std::string text;
  const auto add = [&](const std::optional<double>& share, const std::string& word, bool held, double most) {
    if (!share) return;
    const bool beside = held && fired.limits;
    text += (text.empty() ? "" : ", ") + (beside ? too_great_text(*share, most) : share_text(*share)) + " " + word;
    if (beside) text += " (held above " + limit_text(most) + ")";
  };
  const auto limits = fired.limits.value_or(warehouse::GateLimits());
  add(evidence.revised_share, "revised", fired.gate == "revised_share", limits.revised_share);
  add(evidence.gone_share, "gone", fired.gate == "gone", limits.gone_share);
  return text.empty() ? text : line("of what was known: " + text);
}

std::string ratio_text(const Evidence& evidence, const FiredGate& fired) {
  std::string text;
  const auto add = [&](const std::optional<double>& value, const char* word) {
    if (value) text += (text.empty() ? "" : ", ") + std::string(word) + " " + number_text(*value);
  };
  add(evidence.least, "least");
  add(evidence.quarter, "a quarter below");
  add(evidence.median, "median");
  add(evidence.three_quarters, "a quarter above");
  add(evidence.most, "most");
  if (!text.empty() && fired.gate == "ratio" && fired.limits)
    text += " (held when the median is below " + number_text(fired.limits->ratio_least) + " or above " +
            number_text(fired.limits->ratio_most) + ")";
  return text.empty() ? text : line("|new/old|: " + text);
}

std::string gender_text(std::string_view code) {
  return code == "K" ? ", women" : code == "M" ? ", men" : "";
}

/// "Sala 2024, women: 848 → 861 (revised)"
std::string example_text(const Example& example) {
  auto text = example.area;
  if (!example.period.empty()) text += " " + example.period;
  text += gender_text(example.gender);
  if (!example.unit.empty()) text += ", unit " + example.unit;
  text += ": " + change_text(example.before, example.after);
  if (!example.kind.empty()) text += " (" + example.kind + ")";
  return line(core::one_line(text));
}

std::string definition_text(const Evidence& evidence) {
  const auto changed = [](const std::string& words, const std::string& before, const std::string& now) {
    return line(words + ": " + core::one_line(before + " → " + now));
  };
  const auto word = [](bool split) { return std::string(split ? "true" : "false"); };
  std::string text;
  if (evidence.measure) text += changed("its measure changed", evidence.measure->first, evidence.measure->second);
  if (evidence.by_gender)
    text += changed("its split by sex changed", word(evidence.by_gender->first), word(evidence.by_gender->second));
  return text;
}

std::string column_text(const ColumnChange& change) {
  return line("the column " + core::one_line(change.column + ": " + change.before + " → " + change.now));
}

std::string table_text(const Evidence& evidence) {
  const auto count = [](const std::optional<std::int64_t>& rows) {
    return rows ? core::grouped(*rows) : std::string("–");
  };
  std::string text;
  if (evidence.of_table()) text += line("rows: " + count(evidence.rows_before) + " → " + count(evidence.rows_now));
  for (const auto& column : evidence.lost_columns) text += line("the column " + core::one_line(column) + " is gone");
  for (const auto& change : evidence.changed_columns) text += column_text(change);
  return text;
}

/// "blad1 row 17, index: 104, not 100"
std::string unmet_row_text(const core::UnmetRow& row) {
  std::string text;
  for (const auto& part : {row.file, row.sheet})
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (row.row != 0) add("row " + std::to_string(row.row));
  if (!row.column.empty()) add(row.column);
  if (!row.shown.empty()) text += ": " + row.shown;
  if (!row.expected.empty()) text += ", not " + row.expected;
  return line("  " + core::one_line(text));
}

std::string unmet_text(const Evidence& evidence) {
  std::string text;
  for (const auto& one : evidence.unmet) {
    auto what = one.table + (one.column.empty() ? "" : "." + one.column);
    if (!one.level.empty()) what += " of level " + one.level;
    what += ", " + one.kind + ": expected " + one.expected;
    if (!one.found.empty()) what += ", found " + one.found;
    const bool counts_rows = one.kind != "rows" && one.kind != "areas";
    if (counts_rows)
      what += ", wrong in " + (one.kind == "one_value" ? core::counted(one.count, "figure", "figures")
                                                       : core::counted(one.count, "row", "rows"));
    text += line(core::one_line(what));
    for (const auto& row : one.rows) text += unmet_row_text(row);
  }
  return text;
}

std::string named_text(const std::string& key, const std::string& value) {
  return line(core::one_line(key + ": " + value));
}

}  // namespace

std::string evidence_text(std::string_view stored, const api::AreaTitles& titles, const FiredGate& gate,
                          std::string_view own) {
  auto evidence = api::parse_evidence(stored);
  const auto fired = evidence.waits_with == 0 ? gate : FiredGate();  // by no share of its own
  api::own_first(evidence, own);
  api::name_areas(evidence, titles);
  std::string text;
  if (evidence.waits_with != 0)
    text = line("by itself it would have passed: it waits because rows of run " + std::to_string(evidence.waits_with) +
                " do");
  text += unmet_text(evidence) + shares_text(evidence, fired) + ratio_text(evidence, fired) +
          definition_text(evidence) + table_text(evidence);
  if (!evidence.reason.empty()) text += line("reason: " + core::one_line(evidence.reason));
  for (const auto& [key, value] : evidence.others) text += named_text(key, value);
  for (const auto& example : evidence.examples) text += example_text(example);
  return text;
}

}  // namespace sluss::daemon::program
