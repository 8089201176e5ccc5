#include "connectors/register/text/encoding.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "connectors/register/text/utf8.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF", little_mark = "\xFF\xFE", big_mark = "\xFE\xFF";
constexpr std::string_view undefined_in_windows = "\x81\x8D\x8F\x90\x9D";

struct NamedEncoding {
  std::string_view name;  ///< in small letters, without signs
  Encoding encoding;
  std::string_view word = {};  ///< as settings write it, in one spelling of an encoding
};
constexpr auto names = std::to_array<NamedEncoding>({
    {.name = "utf8", .encoding = Encoding::utf8, .word = "utf-8"},
    {.name = "utf16", .encoding = Encoding::utf16_le, .word = "utf-16"},
    {.name = "utf16le", .encoding = Encoding::utf16_le},
    {.name = "utf16be", .encoding = Encoding::utf16_be, .word = "utf-16be"},
    {.name = "windows1252", .encoding = Encoding::windows_1252, .word = "windows-1252"},
    {.name = "cp1252", .encoding = Encoding::windows_1252},
    {.name = "xcp1252", .encoding = Encoding::windows_1252},
    {.name = "ansi", .encoding = Encoding::windows_1252},
    // A text that is more than it says: as browsers read it.
    {.name = "ascii", .encoding = Encoding::windows_1252},
    {.name = "usascii", .encoding = Encoding::windows_1252},
    {.name = "iso88591", .encoding = Encoding::iso_8859_1, .word = "iso-8859-1"},
    {.name = "latin1", .encoding = Encoding::iso_8859_1},
    {.name = "l1", .encoding = Encoding::iso_8859_1},
    {.name = "iso885915", .encoding = Encoding::iso_8859_15, .word = "iso-8859-15"},
    {.name = "latin9", .encoding = Encoding::iso_8859_15},
});

unsigned value(char byte) {
  return static_cast<unsigned char>(byte);
}

bool is_letter_of_ascii(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/// In most pairs one half, always the same, is NUL, as in western text; and the other never is.
bool is_utf16(std::string_view sample, std::size_t high) {
  std::size_t western = 0, pairs = 0;
  for (std::size_t at = 0; at + 1 < sample.size(); at += 2, ++pairs) {
    if (sample[at + 1 - high] == '\0' && sample[at + high] == '\0') return false;
    if (sample[at + high] == '\0') ++western;
  }
  return pairs > 0 && western * 2 > pairs;
}

/// More of what is not ASCII belongs to letters of UTF-8 than a text of single bytes has by chance ("MALMÖ”").
bool is_mostly_utf8(std::string_view sample) {
  constexpr std::size_t chance = 4;
  std::size_t letters = 0, broken = 0;
  for (std::size_t at = 0; at < sample.size();) {
    const auto length = core::letter_at(sample, at);
    letters += length > 1 ? 1 : 0;
    broken += length == 0 ? 1 : 0;
    at += std::max<std::size_t>(length, 1);
  }
  return letters * chance > broken;
}

/// Letters within words are bytes that Windows has for signs, and none of its own å, ä, ö is there: "V\x84ster\x86s".
bool is_of_dos_or_mac(std::string_view sample) {
  constexpr std::string_view within_words = "\x84\x86\x94\x8A\x8C";
  if (std::ranges::any_of(sample, [](char byte) { return value(byte) >= 0xC0; })) return false;
  for (std::size_t at = 1; at + 1 < sample.size(); ++at) {
    if (within_words.contains(sample[at]) && is_letter_of_ascii(sample[at - 1]) && is_letter_of_ascii(sample[at + 1]))
      return true;
  }
  return false;
}

std::unexpected<core::Error> unknown(std::string what) {
  return core::fail(core::ErrorClass::data, "encoding.unknown", std::move(what),
                    "Save the file as UTF-8, or name its encoding if it is another.");
}

}  // namespace

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::utf16_le:
      return "UTF-16 LE";
    case Encoding::utf16_be:
      return "UTF-16 BE";
    case Encoding::windows_1252:
      return "Windows-1252";
    case Encoding::iso_8859_1:
      return "ISO-8859-1";
    case Encoding::iso_8859_15:
      return "ISO-8859-15";
  }
  std::unreachable();
}

std::optional<Encoding> encoding_named(std::string_view name) {
  auto plain = core::lower(name);
  std::erase_if(plain, [](char c) { return c == '-' || c == '_' || c == ' '; });
  const auto found = std::ranges::find(names, std::string_view(plain), &NamedEncoding::name);
  if (found == names.end()) return std::nullopt;
  return found->encoding;
}

std::vector<std::string> encoding_words() {
  std::vector<std::string> words;
  for (const auto& one : names)
    if (!one.word.empty()) words.emplace_back(one.word);
  return words;
}

std::string_view mark_of(Encoding encoding) {
  if (encoding == Encoding::utf8) return utf8_mark;
  if (encoding == Encoding::utf16_le) return little_mark;
  if (encoding == Encoding::utf16_be) return big_mark;
  return {};
}

core::Result<Encoding> recognise_encoding(std::string_view sample, bool whole) {
  using namespace std::string_view_literals;
  if (sample.starts_with("\xFF\xFE\0\0"sv) || sample.starts_with("\0\0\xFE\xFF"sv))
    return unknown("the file is UTF-32, which is not read");
  for (const auto encoding : {Encoding::utf8, Encoding::utf16_le, Encoding::utf16_be}) {
    if (sample.starts_with(mark_of(encoding))) return encoding;
  }
  if (sample.contains('\0')) {
    if (is_utf16(sample, 1)) return Encoding::utf16_le;
    if (is_utf16(sample, 0)) return Encoding::utf16_be;
  }
  const auto letters = whole ? sample : sample.substr(0, whole_letters(sample));
  if (is_utf8(letters) || is_mostly_utf8(letters)) return Encoding::utf8;
  if (is_of_dos_or_mac(sample)) return unknown("the file's å, ä and ö are those of DOS or of an old Mac");
  const bool defined = sample.find_first_of(undefined_in_windows) == std::string_view::npos;
  return defined ? Encoding::windows_1252 : Encoding::iso_8859_1;
}

}  // namespace sluss::connectors::registers
