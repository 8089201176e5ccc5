#include "connectors/odbc/words.h"

#include <algorithm>

#include "connectors/odbc/values.h"
#include "core/text.h"

namespace sluss::connectors::odbc {

namespace {

constexpr std::size_t longest_letter = 4;

/// Every second octet is NUL: letters of western languages in UTF-16.
bool is_utf16(std::string_view octets, bool big_endian) {
  if (octets.size() < 4) return false;
  std::size_t nul = 0, pairs = 0;
  for (std::size_t at = 0; at + 1 < octets.size(); at += 2, ++pairs) {
    const char high = octets[at + (big_endian ? 0U : 1U)];
    const char low = octets[at + (big_endian ? 1U : 0U)];
    if (high == '\0' && low != '\0') ++nul;
  }
  return nul * 2 > pairs;
}

std::string from_utf16(std::string_view octets, bool big_endian) {
  std::u16string wide;
  for (std::size_t at = 0; at + 1 < octets.size(); at += 2) {
    const auto first = static_cast<unsigned char>(octets[at]), second = static_cast<unsigned char>(octets[at + 1]);
    wide += static_cast<char16_t>(big_endian ? first << 8U | second : second << 8U | first);
  }
  constexpr char16_t replacement = 0xFFFD;
  const auto is = [&](std::size_t at, unsigned kind) { return at < wide.size() && (wide[at] & 0xFC00U) == kind; };
  for (std::size_t at = 0; at < wide.size(); ++at) {
    if (is(at, 0xD800) && is(at + 1, 0xDC00)) {
      ++at;
    } else if (is(at, 0xD800) || is(at, 0xDC00)) {
      wide[at] = replacement;
    }
  }
  std::string out;
  (void)append_utf8(out, wide);  // every surrogate is paired
  return out;
}

/// UTF-8 with a flaw here and there: more letters of several octets than octets that belong to none.
bool is_mostly_utf8(std::string_view text) {
  std::size_t letters = 0, broken = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = core::letter_at(text, at);
    letters += length > 1 ? 1 : 0;
    broken += length == 0 ? 1 : 0;
    at += std::max<std::size_t>(length, 1);
  }
  return letters > broken;
}

/// Without the beginning of a letter whose end was cut off.
std::string_view without_torn_letter(std::string_view text) {
  for (std::size_t back = 1; back < longest_letter && back <= text.size(); ++back) {
    const auto first = static_cast<unsigned char>(text[text.size() - back]);
    if ((first & 0xC0U) == 0x80U) continue;  // amid a letter
    const std::size_t wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
    return wanted > back ? text.substr(0, text.size() - back) : text;
  }
  return text;
}

/// UTF-8 whose octets were each taken for a letter and written as UTF-8 again: unixODBC does so to a text that is cut
/// amid a letter, once a driver has set the process's locale. Empty when it is not that.
std::string written_once(std::string_view text) {
  std::string octets;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const auto length = core::letter_at(text, at);
    if (length == 0 || length > 2 || first > 0xC3) return {};  // beyond U+00FF
    octets += length == 1 ? text[at] : static_cast<char>((first & 0x3U) << 6U | (text[at + 1] & 0x3F));
    at += length;
  }
  return octets;
}

}  // namespace

std::string words_of(std::string_view octets) {
  std::string out;
  if (octets.starts_with("\xFF\xFE") || is_utf16(octets, false)) {
    out = from_utf16(octets.starts_with("\xFF\xFE") ? octets.substr(2) : octets, false);
  } else if (octets.starts_with("\xFE\xFF") || is_utf16(octets, true)) {
    out = from_utf16(octets.starts_with("\xFE\xFF") ? octets.substr(2) : octets, true);
  } else if (core::is_well_formed(octets)) {
    const auto once = written_once(octets);
    const auto whole = without_torn_letter(once);
    out = octets;
    if (is_mostly_utf8(whole)) out = core::well_formed(whole) + (whole.size() < once.size() ? "…" : "");
  } else if (const auto whole = without_torn_letter(octets); is_mostly_utf8(whole)) {
    out = core::well_formed(whole);
    if (whole.size() < octets.size()) out += "…";
  } else {
    out = core::decoded(octets);
  }
  while (out.ends_with('\0')) out.pop_back();
  std::ranges::replace(out, '\0', ' ');
  return out;
}

}  // namespace sluss::connectors::odbc
