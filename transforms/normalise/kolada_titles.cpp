#include "transforms/normalise/kolada_titles.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <vector>

#include "core/text.h"

namespace sluss::transforms::normalise {

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<std::int32_t> four_digits(std::string_view text) {
  if (text.size() != 4 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::int32_t year = 0;
  for (const char c : text) year = year * 10 + (c - '0');
  return year;
}

/// "(- 2024)" at the end: where it begins, and its year.
struct Ending {
  std::size_t begin;
  std::int32_t year;
};
std::optional<Ending> ending_of(std::string_view title) {
  const auto text = core::trimmed(title);
  if (!text.ends_with(')')) return std::nullopt;
  const auto open = text.rfind('(');
  if (open == std::string_view::npos) return std::nullopt;
  auto inner = core::trimmed(text.substr(open + 1, text.size() - open - 2));
  if (!inner.starts_with('-')) return std::nullopt;
  const auto year = four_digits(core::trimmed(inner.substr(1)));
  if (!year) return std::nullopt;
  return Ending{static_cast<std::size_t>(text.data() - title.data()) + open, *year};
}

/// Parts between commas that are outside brackets.
std::vector<std::string_view> parts_of(std::string_view title) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < title.size(); ++i) {
    if (title[i] == '(') ++depth;
    if (title[i] == ')') --depth;
    if (title[i] == ',' && depth <= 0) {
      parts.push_back(core::trimmed(title.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(core::trimmed(title.substr(begin)));
  return parts;
}

bool has_word(std::string_view text, std::string_view word) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || static_cast<unsigned char>(c) >= 0x80U;
  };
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !letter(text[at - 1]);
    const auto end = at + word.size();
    if (begins && (end == text.size() || !letter(text[end]))) return true;
  }
  return false;
}

/// "antal slutenvårdstillfällen/100 000 inv" → "antal/100 000 inv". The longest scale first.
std::optional<std::string> rate_of(std::string_view part) {
  struct Scale {
    std::string_view spelling;
    std::string_view shown;
  };
  static constexpr std::array<Scale, 7> scales{{{"/100 000", "100 000"},
                                                {"/100000", "100 000"},
                                                {"/10 000", "10 000"},
                                                {"/10000", "10 000"},
                                                {"/1 000", "1000"},
                                                {"/1000", "1000"},
                                                {"/100", "100"}}};
  for (const auto& scale : scales) {
    const auto at = part.find(scale.spelling);
    if (at == std::string_view::npos) continue;
    const auto end = at + scale.spelling.size();
    if (end < part.size() && is_digit(part[end])) continue;
    const bool inhabitants = part.substr(end).find("inv") != std::string_view::npos;
    return "antal/" + std::string(scale.shown) + (inhabitants ? " inv" : "");
  }
  return std::nullopt;
}

/// "kr/inv", "kWh/kvm": one word on either side of the stroke, the left one a unit. Searched in lower case, shown as
/// spelled ("kr/DRG-poäng").
std::optional<std::string> quotient_of(std::string_view part, std::string_view spelling) {
  static constexpr std::array<std::string_view, 12> units{"kr",  "tkr", "kg",   "ton",   "liter",  "mwh",
                                                          "kwh", "kbm", "gram", "meter", "timmar", "antal"};
  for (auto stroke = part.find('/'); stroke != std::string_view::npos; stroke = part.find('/', stroke + 1)) {
    const auto space = part.rfind(' ', stroke);
    const auto begin = space == std::string_view::npos ? 0 : space + 1;
    if (std::ranges::find(units, part.substr(begin, stroke - begin)) == units.end()) continue;
    const auto end = std::min(part.find_first_of(" ,.)", stroke), part.size());
    if (end == stroke + 1) continue;
    if (part.substr(stroke + 1).starts_with("invånare"))
      return std::string(spelling.substr(begin, stroke - begin)) + "/inv";
    return std::string(spelling.substr(begin, end - begin));
  }
  return std::nullopt;
}

std::optional<std::string> measure_of_part(std::string_view part, std::string_view spelling) {
  if (part.find("ja=1") != std::string_view::npos || part.find("ja = 1") != std::string_view::npos)
    return "(Ja=1, Nej=0)";
  if (auto rate = rate_of(part)) return rate;
  if (auto quotient = quotient_of(part, spelling)) return quotient;
  if (has_word(part, "mkr") || has_word(part, "mnkr") || part.find("miljoner kronor") != std::string_view::npos)
    return "mkr";
  if (has_word(part, "tkr")) return "tkr";
  const bool percent = part.find('%') != std::string_view::npos;
  if (percent) return part.find("andel") != std::string_view::npos ? "andel (%)" : "(%)";
  if (has_word(part, "procent") || has_word(part, "procentenheter")) return "(%)";
  if (part.find("index") != std::string_view::npos) return "index";
  if (part == "dagar" || part.find("antal dagar") != std::string_view::npos) return "dagar";
  if (part.starts_with("medelvärde")) return "medelvärde";
  if (part.starts_with("median")) return "median";
  if (part.starts_with("genomsnitt")) return "genomsnitt";
  if (part == "kr" || part == "kronor") return "kr";
  if (has_word(part, "antal")) return "antal";
  return std::nullopt;
}

}  // namespace

std::string clean_title(std::string_view title) {
  std::string out;
  out.reserve(title.size());
  for (const char c : core::trimmed(title)) {
    if (!is_space(c)) {
      out.push_back(c);
    } else if (out.back() != ' ') {
      out.push_back(' ');
    }
  }
  return out;
}

std::string clean_description(std::string_view description) {
  std::string out;
  out.reserve(description.size());
  for (std::size_t i = 0; i < description.size(); ++i) {
    if (description[i] == '\\' && i + 1 < description.size() && description[i + 1] == 'n') {
      out.push_back('\n');
      ++i;
    } else {
      out.push_back(description[i]);
    }
  }
  return std::string(core::trimmed(out));
}

std::optional<std::int32_t> discontinued_year(std::string_view title) {
  const auto ending = ending_of(title);
  return ending ? std::optional(ending->year) : std::nullopt;
}

std::optional<std::string> measure_of(std::string_view title) {
  const auto ending = ending_of(title);
  const std::string spelling = clean_title(title.substr(0, ending ? ending->begin : title.size()));
  const std::string text = core::lower(spelling);  // octet for octet as long as `spelling`
  // The measure comes last; what comes before it is the matter.
  for (const std::string_view part : std::views::reverse(parts_of(text))) {
    const auto begin = static_cast<std::size_t>(part.data() - text.data());
    auto measure = measure_of_part(part, std::string_view(spelling).substr(begin, part.size()));
    if (!measure) continue;
    // "Väntetid i antal dagar …, medelvärde": a mean of days.
    const bool mean = *measure == "medelvärde" || *measure == "median" || *measure == "genomsnitt";
    if (mean && text.find("antal dagar") != std::string::npos) return "dagar";
    return measure;
  }
  return std::nullopt;
}

GroupTitle group_title(std::string_view title) {
  const std::string text = clean_title(title);
  auto whole = GroupTitle{.theme = text, .owner = {}, .year = std::nullopt};
  const auto last = text.rfind(", ");
  if (last == std::string::npos) return whole;
  const auto year = four_digits(std::string_view(text).substr(last + 2));
  if (!year) return whole;
  const std::string_view rest = std::string_view(text).substr(0, last);
  const auto comma = rest.rfind(", ");
  if (comma == std::string_view::npos) return {.theme = std::string(core::trimmed(rest)), .owner = {}, .year = year};
  return {.theme = std::string(core::trimmed(rest.substr(0, comma))),
          .owner = std::string(core::trimmed(rest.substr(comma + 2))),
          .year = year};
}

}  // namespace sluss::transforms::normalise
