#include "connectors/register/xlsx/text_runs.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::string_view blanks = " \t\r\n\u00A0";  // byte by byte: no digit is among them

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

void TextRuns::part() {
  meets_ |= apart_;
  apart_ = false;
}

void TextRuns::property(std::string_view name, const XmlAttributes& attributes) {
  if (name == "vertAlign") apart_ |= attributes.find("val").value_or("baseline") != "baseline";
  if (name == "strike") apart_ |= !attributes.find("val") || attributes.is_true("val");
  meets_ |= apart_;
}

void TextRuns::append(std::string& text, std::string_view more) {
  const auto first = more.find_first_not_of(blanks);
  if (meets_ && first != std::string_view::npos) {
    meets_ = false;
    const auto last = text.find_last_not_of(blanks);
    if (last != std::string::npos && is_digit(text[last]) && is_digit(more[first])) {
      text.append(more.substr(0, first)).append("^");
      more.remove_prefix(first);
    }
  }
  text += more;
}

}  // namespace sluss::connectors::registers
