#include "connectors/register/html/page_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/text.h"

namespace sluss::connectors::registers::html {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t block_bytes = 64 << 10;
constexpr std::size_t beginning_bytes = 4096;  // browsers look through 1,024 for the encoding
constexpr std::string_view blanks = " \t\r\n\f";

/// Of bytes 0x80 to 0x9f, as browsers read them: five have no letter, and are control characters.
constexpr std::u16string_view windows_letters =
    u"\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f"
    u"\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

void append_letter(std::string& text, char32_t letter) {
  const auto put = [&](char32_t bits) { text.push_back(static_cast<char>(bits)); };
  const auto rest = [&](unsigned shift) { put(0x80U | (letter >> shift & 0x3fU)); };
  if (letter < 0x80) {
    put(letter);
  } else if (letter < 0x800) {
    put(0xc0U | letter >> 6U);
    rest(0);
  } else if (letter < 0x10000) {
    put(0xe0U | letter >> 12U);
    rest(6);
    rest(0);
  } else {
    put(0xf0U | letter >> 18U);
    rest(12);
    rest(6);
    rest(0);
  }
}

void from_windows(std::string_view bytes, std::string& block) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_letter(block, byte >= 0x80 && byte < 0xa0 ? windows_letters[byte - 0x80U] : byte);
  }
}

/// The word behind "name=" in a tag, quotes aside.
std::string_view attribute_value(std::string_view tag, std::string_view lower, std::string_view name) {
  const auto at = lower.find(name);
  if (at == std::string_view::npos) return {};
  auto rest = tag.substr(at + name.size());
  rest = rest.substr(std::min(rest.size(), rest.find_first_not_of(blanks)));
  if (!rest.starts_with('=')) return {};
  rest.remove_prefix(1);
  rest = rest.substr(std::min(rest.size(), rest.find_first_not_of(" \t\r\n\f\"'")));
  return rest.substr(0, rest.find_first_of(" \t\r\n\f\"';/>?"));
}

std::optional<PageEncoding> encoding_named(std::string_view name) {
  const auto lower = core::lower(name);
  if (lower == "utf-8" || lower == "utf8") return PageEncoding::utf8;
  // A page whose <meta> could be read is not in UTF-16, whatever it says: browsers read UTF-8.
  if (lower.starts_with("utf-16")) return PageEncoding::utf8;
  constexpr auto western =
      std::to_array<std::string_view>({"windows-1252", "cp1252", "x-cp1252", "iso-8859-1", "iso8859-1", "iso_8859-1",
                                       "iso88591", "latin1", "latin-1", "l1", "us-ascii", "ascii"});
  if (std::ranges::find(western, lower) != western.end()) return PageEncoding::windows_1252;
  return std::nullopt;
}

/// Whether all of the file is UTF-8.
core::Result<bool> is_utf8(const FileBytes& file) {
  std::string bytes(block_bytes, '\0');
  std::size_t kept = 0;
  for (std::uint64_t offset = 0;;) {
    const auto got = SLUSS_TRY(file.read_at(offset, std::span(bytes).subspan(kept)));
    offset += got;
    const auto text = std::string_view(bytes).substr(0, kept + got);
    std::size_t at = 0;
    while (at < text.size()) {
      const auto size = core::letter_at(text, at);
      if (size == 0) break;
      at += size;
    }
    kept = text.size() - at;
    if (got == 0) return kept == 0;
    if (kept > 3) return false;
    bytes.replace(0, kept, text.substr(at));
    bytes.resize(block_bytes);
  }
}

core::Result<PageEncoding> encoding_of(const FileBytes& file, std::string_view beginning) {
  const auto charset = declared_charset(beginning);
  if (charset.empty()) return SLUSS_TRY(is_utf8(file)) ? PageEncoding::utf8 : PageEncoding::windows_1252;
  if (const auto encoding = encoding_named(charset)) return *encoding;
  return core::fail(core::ErrorClass::data, "html.charset",
                    fmt::format("the page names the encoding {}, which is not read",
                                core::shortened(core::one_line(core::decoded(charset)), 40)),
                    "Open it in a browser and save it again, or save it as UTF-8.", {.file = file.path().string()});
}

}  // namespace

std::string_view name_of(PageEncoding encoding) {
  switch (encoding) {
    case PageEncoding::utf8:
      return "UTF-8";
    case PageEncoding::utf16_le:
      return "UTF-16 LE";
    case PageEncoding::utf16_be:
      return "UTF-16 BE";
    case PageEncoding::windows_1252:
      break;
  }
  return "Windows-1252";
}

std::string_view declared_charset(std::string_view beginning) {
  const auto lower = core::lower(beginning);
  for (std::size_t at = lower.find('<'); at != std::string::npos; at = lower.find('<', at + 1)) {
    const auto rest = std::string_view(lower).substr(at);
    const auto end = rest.find(rest.starts_with("<!--") ? "-->"sv : ">"sv);
    const auto size = end == std::string_view::npos ? rest.size() : end;
    const bool meta = rest.starts_with("<meta") && size > 5 && (blanks.contains(rest[5]) || rest[5] == '/');
    const auto name = meta ? "charset"sv : rest.starts_with("<?xml") ? "encoding"sv : ""sv;
    if (!name.empty()) {
      const auto value = attribute_value(beginning.substr(at, size), rest.substr(0, size), name);
      if (!value.empty()) return value;
    }
    if (rest.starts_with("<!--")) at += size;
  }
  return {};
}

PageText::PageText(FileBytes file, PageEncoding encoding, std::uint64_t offset)
    : file_(std::move(file)), encoding_(encoding), bytes_(block_bytes, '\0'), offset_(offset) {}

core::Result<PageText> PageText::open(const std::filesystem::path& path) {
  auto file = SLUSS_TRY(FileBytes::open(path));
  std::string bytes(beginning_bytes, '\0');
  bytes.resize(SLUSS_TRY(file.read_at(0, bytes)));
  if (bytes.starts_with("\xef\xbb\xbf")) return PageText(std::move(file), PageEncoding::utf8, 3);
  if (bytes.starts_with("\xff\xfe")) return PageText(std::move(file), PageEncoding::utf16_le, 2);
  if (bytes.starts_with("\xfe\xff")) return PageText(std::move(file), PageEncoding::utf16_be, 2);
  const auto encoding = SLUSS_TRY(encoding_of(file, bytes));
  return PageText(std::move(file), encoding, 0);
}

core::Result<> PageText::read(std::string& block) {
  block.clear();
  while (block.empty()) {
    const auto got = SLUSS_TRY(file_.read_at(offset_, std::span(bytes_).subspan(kept_)));
    offset_ += got;
    const auto bytes = std::string_view(bytes_).substr(0, kept_ + got);
    if (bytes.empty()) return {};
    std::size_t read = bytes.size();
    if (encoding_ == PageEncoding::windows_1252) {
      from_windows(bytes, block);
    } else {
      read = SLUSS_TRY(encoding_ == PageEncoding::utf8 ? from_utf8(bytes, block) : from_utf16(bytes, block));
    }
    kept_ = bytes.size() - read;
    if (got == 0 && kept_ > 0) return broken(block);
    bytes_.replace(0, kept_, bytes.substr(read));
    bytes_.resize(block_bytes);
  }
  std::ranges::replace(block, '\f', ' ');
  line_ += std::ranges::count(block, '\n');
  return {};
}

std::unexpected<core::Error> PageText::broken(std::string_view read) const {
  return core::fail(core::ErrorClass::data, "html.encoding",
                    fmt::format("a byte is not in the page's encoding, {}", name_of(encoding_)),
                    "Open the page in a browser and save it again; if it looks wrong there too, ask whoever made it.",
                    {.file = file_.path().string(), .line = line_ + std::ranges::count(read, '\n')});
}

core::Result<std::size_t> PageText::from_utf8(std::string_view bytes, std::string& block) const {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto size = core::letter_at(bytes, at);
    if (size == 0) break;
    at += size;
  }
  if (bytes.size() - at > 3) return broken(bytes.substr(0, at));
  block.assign(bytes.substr(0, at));
  return at;
}

core::Result<std::size_t> PageText::from_utf16(std::string_view bytes, std::string& block) const {
  const std::size_t low = encoding_ == PageEncoding::utf16_le ? 0 : 1;
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>(static_cast<unsigned char>(bytes[at + low]) |
                                 static_cast<unsigned char>(bytes[at + 1 - low]) << 8U);
  };
  std::size_t at = 0;
  while (at + 1 < bytes.size()) {
    const auto first = unit(at);
    if (first < 0xd800 || first > 0xdfff) {
      append_letter(block, first);
      at += 2;
      continue;
    }
    if (at + 3 >= bytes.size() && first < 0xdc00) break;
    const auto second = first < 0xdc00 ? unit(at + 2) : 0;
    if (second < 0xdc00 || second > 0xdfff) return broken(block);
    append_letter(block, 0x10000 + ((first - 0xd800) << 10U) + (second - 0xdc00));
    at += 4;
  }
  return at;
}

}  // namespace sluss::connectors::registers::html
