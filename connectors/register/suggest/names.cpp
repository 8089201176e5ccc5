#include "connectors/register/suggest/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "connectors/register/mapping/pattern.h"
#include "connectors/register/mapping/table_schema.h"
#include "core/identities.h"
#include "core/plain_letter.h"
#include "core/shown.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string blanks_for(std::string_view text, std::string_view signs) {
  std::string made(text);
  for (char& c : made)
    if (signs.contains(c)) c = ' ';
  return made;
}

}  // namespace

std::string plain_name(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string name;
  for (const auto& letter : letters_of(spelling(core::without_identities(text)))) {
    const auto plain = core::plain_letter(letter.folded);
    if (!plain.empty()) {
      name += plain;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
    if (name.size() >= longest) break;
  }
  while (name.ends_with('_')) name.pop_back();
  if (name.empty()) return "x";
  return is_digit(name.front()) ? "x_" + name : name;
}

std::string id_of(std::string_view stem) {
  std::string text(stem);
  for (auto at = text.find("%20"); at != std::string::npos; at = text.find("%20")) text.replace(at, 3, " ");
  std::string words;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto blank = std::min(rest.find(' '), rest.size());
    const auto word = rest.substr(0, blank);
    if (!std::ranges::all_of(word, is_digit)) words += (words.empty() ? "" : " ") + std::string(word);
    rest.remove_prefix(std::min(blank + 1, rest.size()));
  }
  const auto id = plain_name(words);
  return id == "x" ? "fil" : id;
}

std::string free_name(std::string_view text, bool figure, std::set<std::string>& taken) {
  const auto base = plain_name(text);
  for (int number = 1;; ++number) {
    const auto name = number == 1 ? base : base + "_" + std::to_string(number);
    auto names = column_names(name, figure);
    if (std::ranges::any_of(names, [&](const std::string& one) { return taken.contains(one); })) continue;
    taken.insert(names.begin(), names.end());
    return name;
  }
}

std::string escaped(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (std::string_view("*{}\\").contains(c)) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

std::string toml_text(std::string_view text) {
  const auto right = core::well_formed(text);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; };
  const bool control = std::ranges::any_of(right, is_control);
  if (!control && !right.contains('\'') && (right.contains('\\') || right.contains('"'))) return "'" + right + "'";
  std::string made = "\"";
  for (const char c : right) {
    if (c == '"' || c == '\\') made += '\\';
    made += is_control(c) ? fmt::format("\\u{:04x}", static_cast<unsigned>(c)) : std::string(1, c);
  }
  return made + "\"";
}

std::string toml_text(const std::vector<std::string>& texts) {
  std::string made = "[";
  for (const auto& text : texts) made += (made.size() == 1 ? "" : ", ") + toml_text(text);
  return made + "]";
}

std::string remarked(std::string_view text) {
  constexpr std::size_t longest = 60;
  return core::shown(squeezed(text), longest);
}

std::size_t find_year(std::string_view text, std::size_t from) {
  constexpr std::size_t digits = 4;
  for (std::size_t at = from; at + digits <= text.size(); ++at) {
    if (!std::ranges::all_of(text.substr(at, digits), is_digit)) continue;
    const bool alone =
        (at == 0 || !is_digit(text[at - 1])) && (at + digits == text.size() || !is_digit(text[at + digits]));
    const auto century = text.substr(at, 2);
    if (alone && (century == "19" || century == "20" || century == "21")) return at;
  }
  return std::string_view::npos;
}

NamePattern name_pattern(std::string_view file) {
  NamePattern made;
  const auto point = file.rfind('.');
  const auto stem = file.substr(0, point == 0 ? std::string_view::npos : point);
  const auto end = stem.size() < file.size() ? std::string(".*") : std::string();
  const auto at = find_year(stem);
  if (at == std::string_view::npos) {
    made.pattern = escaped(stem) + end;
    made.stem = squeezed(blanks_for(stem, "_-"));
    return made;
  }
  made.has_year = true;
  made.year = stem.substr(at, 4);
  auto rest = stem.substr(at + 4);
  made.pattern = escaped(stem.substr(0, at)) + "{year}";
  constexpr std::size_t month_letters = 3;
  const auto month = rest.substr(0, month_letters);
  if (month.size() == month_letters && (month[0] == '-' || month[0] == '_') &&
      capture_text(Pattern::Kind::month, month.substr(1)) && is_digit(month[1]) && is_digit(month[2]) &&
      (rest.size() == month_letters || !is_digit(rest[month_letters]))) {
    made.has_month = true;
    made.pattern += month.substr(0, 1);
    made.pattern += "{month}";
    rest.remove_prefix(month_letters);
  }
  made.pattern += escaped(rest) + end;
  made.stem = squeezed(blanks_for(std::string(stem.substr(0, at)) + " " + std::string(rest), "_-"));
  return made;
}

}  // namespace sluss::connectors::registers
