#include "connectors/register/mapping/pattern.h"

#include <algorithm>
#include <iterator>

#include "connectors/register/mapping/words.h"
#include "core/check.h"
#include "core/period.h"
#include "core/swedish_text.h"
#include "core/text.h"

namespace sluss::connectors::registers {

namespace {

constexpr std::size_t most_letters = 512;
constexpr std::size_t longest_pattern = 1000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string spaced(const std::string& written) {
  return written == "\n" ? " " : written;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// A whole number of at most that many digits within the bounds, written with `width` digits.
std::optional<std::string> bounded(std::string_view text, std::size_t digits, int least, int most, std::size_t width) {
  if (!all_digits(text) || text.size() > digits) return std::nullopt;
  const int number = std::stoi(std::string(text));
  if (number < least || number > most) return std::nullopt;
  auto made = std::to_string(number);
  if (made.size() < width) made.insert(0, width - made.size(), '0');
  return made;
}

std::optional<std::string> month_text(std::string_view text) {
  if (auto number = bounded(text, 2, 1, 12, 2)) return number;
  const auto name = core::lower(text);
  for (int month = 1; month <= 12; ++month) {
    const auto whole = core::month_name(month);
    if (name == whole || name == whole.substr(0, 3)) return bounded(std::to_string(month), 2, 1, 12, 2);
  }
  return std::nullopt;
}

std::optional<std::string> date_text(std::string_view text) {
  std::string digits;
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    digits = std::string(text.substr(0, 4)) + std::string(text.substr(5, 2)) + std::string(text.substr(8));
  } else if (text.size() == 8) {
    digits = text;
  }
  if (digits.size() != 8 || !all_digits(digits)) return std::nullopt;
  const auto day = core::Period::make(core::PeriodKind::day, std::stoi(digits));
  return day ? std::optional(day->text()) : std::nullopt;
}

std::optional<std::string> two_digit_year(std::string_view text) {
  return text.size() == 2 && all_digits(text) ? std::optional("20" + std::string(text)) : std::nullopt;
}

std::optional<std::string> if_holds(bool holds, std::string_view text) {
  return holds ? std::optional(std::string(text)) : std::nullopt;
}

/// More letters than this no such capture has.
std::size_t longest(Pattern::Kind kind) {
  using Kind = Pattern::Kind;
  if (kind == Kind::text || kind == Kind::word) return most_letters;
  return kind == Kind::digits || kind == Kind::number ? 40 : 10;
}

core::Error pattern_error(std::string what, std::string remedy) {
  return core::fail(core::ErrorClass::config, "mapping.pattern", std::move(what), std::move(remedy)).error();
}

/// What such a capture is, by example.
std::string example_of(Pattern::Kind kind, int year) {
  using Kind = Pattern::Kind;
  switch (kind) {
    case Kind::year:
      return std::to_string(year);
    case Kind::yy:
      return std::to_string(year).substr(2);
    case Kind::month:
    case Kind::day:
      return "01";
    case Kind::quarter:
    case Kind::tertial:
    case Kind::half:
      return "1";
    case Kind::date:
      return std::to_string(year) + "-01-31";
    case Kind::code2:
      return "01";
    case Kind::code4:
      return "0180";
    case Kind::digits:
    case Kind::number:
      return "123";
    case Kind::text:
    case Kind::word:
      break;
  }
  return "…";
}

}  // namespace

std::optional<std::string> capture_text(Pattern::Kind kind, std::string_view found) {
  using Kind = Pattern::Kind;
  switch (kind) {
    case Kind::text:
      return if_holds(!found.empty(), found);
    case Kind::word:
      return if_holds(!found.empty() && found.find(' ') == std::string_view::npos, found);
    case Kind::digits:
      return if_holds(all_digits(found), found);
    case Kind::number:
      return plain_number(found);
    case Kind::year:
      return found.size() == 4 ? bounded(found, 4, 1900, 2199, 4) : std::nullopt;
    case Kind::yy:
      return two_digit_year(found);
    case Kind::month:
      return month_text(found);
    case Kind::day:
      return bounded(found, 2, 1, 31, 2);
    case Kind::quarter:
      return bounded(found, 1, 1, 4, 1);
    case Kind::tertial:
      return bounded(found, 1, 1, 3, 1);
    case Kind::half:
      return bounded(found, 1, 1, 2, 1);
    case Kind::date:
      return date_text(found);
    case Kind::code2:
      return if_holds(found.size() == 2 && all_digits(found), found);
    case Kind::code4:
      return if_holds(found.size() == 4 && all_digits(found), found);
  }
  return std::nullopt;
}

const std::string* find_capture(const Captures& captures, std::string_view name) {
  const auto found = std::ranges::find(captures, name, &Capture::first);
  return found == captures.end() ? nullptr : &found->second;
}

core::Result<Pattern::Token> Pattern::capture(std::string_view inside) const {
  const auto colon = inside.find(':');
  const std::string name(inside.substr(0, colon));
  if (!is_plain_name(name))
    return std::unexpected(pattern_error("\"{" + std::string(inside) + "}\" has no name of a-z, digits and _",
                                         "Write {name} or {name:kind}; a brace of the text itself is \\{"));
  if (std::ranges::find(names_, name) != names_.end())
    return std::unexpected(pattern_error("the capture " + name + " is there twice", "Give one of them another name"));
  Token token{.what = Token::What::capture, .name = name};
  if (colon == std::string_view::npos) {
    token.kind = word_value<Kind>(name).value_or(Kind::text);
    return token;
  }
  const auto kind = word_value<Kind>(inside.substr(colon + 1));
  if (!kind)
    return std::unexpected(pattern_error("\"" + std::string(inside.substr(colon + 1)) + "\" is no kind of capture",
                                         word_remedy<Kind>(inside.substr(colon + 1))));
  token.kind = *kind;
  return token;
}

void Pattern::add_literal(std::string_view literal) {
  // A blank at either end of a part is kept: only the whole text has none.
  const auto letters = letters_of("|" + std::string(literal) + "|");
  for (std::size_t i = 1; i + 1 < letters.size(); ++i) {
    const bool again = letters[i].folded == " " && !tokens_.empty() && tokens_.back().folded == " ";
    if (!again) tokens_.push_back({.folded = letters[i].folded, .written = spaced(letters[i].written)});
  }
}

core::Result<Pattern> Pattern::parse(std::string_view text) {
  if (text.size() > longest_pattern)
    return std::unexpected(pattern_error("a pattern has more than 1000 bytes", "Write * for what need not be known"));
  Pattern pattern;
  std::string literal;
  const auto end_literal = [&] {
    pattern.add_literal(literal);
    literal.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      literal += text[++i];
    } else if (text[i] == '*') {
      end_literal();
      pattern.tokens_.push_back({.what = Token::What::any});
    } else if (text[i] == '{') {
      end_literal();
      const auto end = text.find('}', i);
      if (end == std::string_view::npos)
        return std::unexpected(pattern_error("a { has no }", "Close it, or write \\{ for the sign itself"));
      auto token = SLUSS_TRY(pattern.capture(text.substr(i + 1, end - i - 1)));
      pattern.names_.push_back(token.name);
      pattern.tokens_.push_back(std::move(token));
      i = end;
    } else if (text[i] == '}') {
      return std::unexpected(pattern_error("a } has no {", "Write \\} for the sign itself"));
    } else {
      literal += text[i];
    }
  }
  end_literal();
  while (!pattern.tokens_.empty() && pattern.tokens_.front().folded == " ")
    pattern.tokens_.erase(pattern.tokens_.begin());
  while (!pattern.tokens_.empty() && pattern.tokens_.back().folded == " ") pattern.tokens_.pop_back();
  return pattern;
}

/// One attempt. What failed once from a place is not tried there again.
struct Pattern::Matching {
  const std::vector<Token>& tokens;
  std::vector<Letter> letters;
  std::vector<bool> failed;
  Captures captures;

  Matching(const std::vector<Token>& of, std::vector<Letter> in)
      : tokens(of), letters(std::move(in)), failed((of.size() + 1) * (letters.size() + 1)) {}

  /// Lines of a text become one; those of a number are two numbers, and none.
  std::string written(std::size_t from, std::size_t to, Kind kind) const {
    std::string text;
    for (; from < to; ++from) text += kind == Kind::number ? letters[from].written : spaced(letters[from].written);
    return std::string(core::trimmed(text));
  }

  bool any(std::size_t token, std::size_t at) {
    for (std::size_t end = at; end <= letters.size(); ++end)
      if (from(token + 1, end)) return true;
    return false;
  }

  bool capture(std::size_t token, std::size_t at) {
    const auto kind = tokens[token].kind;
    const auto last = std::min(letters.size(), at + longest(kind));
    const auto is_blank = [&](std::size_t letter) { return kind != Kind::text && letters[letter].folded == " "; };
    if (at < last && is_blank(at)) return false;
    for (std::size_t end = at + 1; end <= last; ++end) {
      if (is_blank(end - 1) && kind == Kind::word) return false;
      if (is_blank(end - 1)) continue;  // within a number there may be some, at its end not
      if (failed[(token + 1) * (letters.size() + 1) + end]) continue;
      const auto text = capture_text(kind, written(at, end, kind));
      if (!text || !from(token + 1, end)) continue;
      captures.emplace_back(tokens[token].name, *text);
      return true;
    }
    return false;
  }

  bool attempt(std::size_t token, std::size_t at) {
    if (token == tokens.size()) return at == letters.size();
    if (tokens[token].what == Token::What::any) return any(token, at);
    if (tokens[token].what == Token::What::capture) return capture(token, at);
    return at < letters.size() && letters[at].folded == tokens[token].folded && from(token + 1, at + 1);
  }

  bool from(std::size_t token, std::size_t at) {
    const auto place = token * (letters.size() + 1) + at;
    if (failed[place]) return false;
    if (attempt(token, at)) return true;
    failed[place] = true;
    return false;
  }
};

std::optional<Captures> Pattern::match(std::string_view text) const {
  if (text.size() > most_letters * 8) return std::nullopt;
  auto letters = letters_of(text);
  if (letters.size() > most_letters) return std::nullopt;
  Matching matching(tokens_, std::move(letters));
  if (!matching.from(0, 0)) return std::nullopt;
  std::ranges::reverse(matching.captures);
  return std::move(matching.captures);
}

std::string Pattern::example(int year) const {
  std::string text;
  for (const auto& token : tokens_) {
    const auto more = token.what == Token::What::letter ? token.written
                      : token.what == Token::What::any  ? std::string("…")
                                                        : example_of(token.kind, year);
    if (more != "…" || !text.ends_with("…")) text += more;
  }
  return text;
}

Patterns::Patterns(std::span<const std::string> texts) {
  for (const auto& text : texts) {
    auto pattern = Pattern::parse(text);
    SLUSS_CHECK(pattern.has_value(), "the patterns of a mapping were checked when it was read");
    patterns_.push_back(*std::move(pattern));
  }
}

std::optional<Captures> Patterns::match(std::string_view text) const {
  for (const auto& pattern : patterns_)
    if (auto captures = pattern.match(text)) return captures;
  return std::nullopt;
}

std::optional<std::string> filled_in(std::string_view text, const Captures& captures) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto end = text[i] == '{' ? text.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      made += text[i];
      continue;
    }
    const auto* capture = find_capture(captures, text.substr(i + 1, end - i - 1));
    if (capture == nullptr) return std::nullopt;
    made += *capture;
    i = end;
  }
  return made;
}

std::vector<std::string> names_within(std::string_view text) {
  std::vector<std::string> names;
  for (auto begin = text.find('{'); begin != std::string_view::npos; begin = text.find('{', begin + 1)) {
    const auto end = text.find('}', begin);
    if (end == std::string_view::npos) break;
    names.emplace_back(text.substr(begin + 1, end - begin - 1));
  }
  return names;
}

}  // namespace sluss::connectors::registers
