#include "connectors/register/xlsx/number_formats.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <tuple>

#include "connectors/register/over_limit.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t most_styles = 65'536;

/// ECMA-376 18.8.30, those of all languages and those that East Asian workbooks use.
NumberStyle built_in(int id) {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58)
    return NumberStyle::date;
  if ((id >= 18 && id <= 21) || id == 32 || id == 33 || id == 45 || id == 47) return NumberStyle::time;
  if (id == 46) return NumberStyle::elapsed;
  if (id == 22) return NumberStyle::timestamp;
  const bool other_time = id == 34 || id == 35 || id == 55 || id == 56;  // of some languages a time, of others a date
  return other_time ? NumberStyle::date : NumberStyle::number;
}

/// The letters of a code that mean something, in order; without quoted and escaped ones, colours and languages.
/// An elapsed time in brackets becomes "E" and its letter.
std::string letters_of(std::string_view code) {
  std::string letters;
  for (std::size_t at = 0; at < code.size() && code[at] != ';'; ++at) {
    const char letter = code[at];
    if (letter == '"') {
      at = std::min(code.find('"', at + 1), code.size());
    } else if (letter == '\\' || letter == '_' || letter == '*') {
      ++at;
    } else if (letter == '[') {
      const auto end = std::min(code.find(']', at), code.size());
      const auto inside = core::lower(code.substr(at + 1, end - at - 1));
      const bool elapsed = !inside.empty() && std::string_view("hms").find(inside[0]) != std::string_view::npos &&
                           inside.find_first_not_of(inside[0]) == std::string::npos;
      if (elapsed) letters += {'E', inside[0]};
      at = end;
    } else if (const auto small = core::lower(code.substr(at, 1))[0];
               small == 'e' && at + 1 < code.size() && (code[at + 1] == '+' || code[at + 1] == '-')) {
      ++at;
    } else {
      letters.push_back(small);
    }
  }
  return letters;
}

void erase_all(std::string& text, std::string_view part) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part)) text.erase(at, part.size());
}

/// An m is minutes after an hour and before a second, whatever is between them but letters; else a month.
bool has_month(std::string_view letters) {
  char before = ' ';
  for (std::size_t at = 0; at < letters.size();) {
    const auto end = std::min(letters.find_first_not_of(letters[at], at), letters.size());
    if (letters[at] == 'm') {
      const auto next = letters.find_first_of("ydhse", end);
      const bool minutes = before == 'h' || (next != std::string_view::npos && letters[next] == 's');
      if (!minutes) return true;
    }
    if (std::string_view("ydhsem").find(letters[at]) != std::string_view::npos) before = letters[at];
    at = end;
  }
  return false;
}

bool has_any(std::string_view letters, std::string_view of) {
  return letters.find_first_of(of) != std::string_view::npos;
}

}  // namespace

NumberStyle style_of_format(std::string_view code) {
  auto letters = letters_of(code);
  if (letters.find('E') != std::string::npos) return NumberStyle::elapsed;
  for (const auto* word : {"general", "standard"}) erase_all(letters, word);
  const bool by_halves = letters.find("am/pm") != std::string::npos || letters.find("a/p") != std::string::npos;
  for (const auto* word : {"am/pm", "a/p"}) erase_all(letters, word);
  const bool has_time = by_halves || has_any(letters, "hs");
  const bool has_date = has_any(letters, "yde") || has_month(letters);
  if (has_date) return has_time ? NumberStyle::timestamp : NumberStyle::date;
  return has_time ? NumberStyle::time : NumberStyle::number;
}

class NumberFormats::Reader final : public XmlHandler {
 public:
  explicit Reader(core::Place place) : place_(std::move(place)) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "numFmt") {
      if (custom_.size() == most_styles) return refuse();
      custom_[id_of(attributes)] = style_of_format(attributes.find("formatCode").value_or(""));
    } else if (name == "cellXfs") {
      in_cells_ = true;
    } else if (name == "xf" && in_cells_) {
      add(id_of(attributes));
    }
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") in_cells_ = false;
  }

  [[nodiscard]] core::Result<> run(XmlParser& parser) {
    parser_ = &parser;
    std::ignore = SLUSS_TRY(parser.run());
    return {};
  }

  std::vector<NumberStyle> styles;

 private:
  static int id_of(const XmlAttributes& attributes) {
    int id = 0;
    const auto text = attributes.find("numFmtId").value_or("0");
    std::from_chars(text.data(), text.data() + text.size(), id);
    return id;
  }
  void refuse() { parser_->fail(over_limit("the workbook has too many styles", place_).error()); }
  void add(int id) {
    const auto found = custom_.find(id);
    if (styles.size() == most_styles) return refuse();
    styles.push_back(found == custom_.end() ? built_in(id) : found->second);
  }

  core::Place place_;
  XmlParser* parser_ = nullptr;
  std::map<int, NumberStyle> custom_;
  bool in_cells_ = false;
};

core::Result<NumberFormats> NumberFormats::read(std::unique_ptr<ByteSource> part, core::Place place) {
  Reader reader(place);
  XmlParser parser(std::move(part), reader, std::move(place));
  SLUSS_TRY(reader.run(parser));
  NumberFormats formats;
  formats.styles_ = std::move(reader.styles);
  return formats;
}

}  // namespace sluss::connectors::registers
