#include "connectors/register/html/page_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "connectors/register/file_bytes.h"
#include "connectors/register/shown.h"
#include "core/text.h"

namespace sluss::connectors::registers::html {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t block_bytes = 64 << 10;
constexpr std::size_t beginning_bytes = 4096;  // browsers look through 1,024 for the encoding
constexpr std::string_view blanks = " \t\r\n\f";

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

/// As browsers read the names that pages give.
std::optional<Encoding> encoding_of(std::string_view charset) {
  const auto encoding = encoding_named(charset);
  // A page whose <meta> could be read is not in UTF-16, whatever it says.
  if (encoding == Encoding::utf16_le || encoding == Encoding::utf16_be) return Encoding::utf8;
  if (encoding == Encoding::iso_8859_1) return Encoding::windows_1252;
  return encoding;
}

/// What the page says of its encoding; nothing where it says none, or has a byte order mark, which counts for more.
core::Result<std::optional<Encoding>> declared_encoding(const std::filesystem::path& path) {
  const auto file = SLUSS_TRY(FileBytes::open(path));
  std::string beginning(beginning_bytes, '\0');
  beginning.resize(SLUSS_TRY(file.read_at(0, beginning)));
  for (const auto encoding : {Encoding::utf8, Encoding::utf16_le, Encoding::utf16_be}) {
    if (beginning.starts_with(mark_of(encoding))) return std::nullopt;
  }
  const auto charset = declared_charset(beginning);
  if (charset.empty()) return std::nullopt;
  if (const auto encoding = encoding_of(charset)) return encoding;
  return core::fail(core::ErrorClass::data, "html.charset",
                    fmt::format("the page names the encoding {}, which is not read", shown(core::decoded(charset))),
                    "Open it in a browser and save it again, or save it as UTF-8.", {.file = path.string()});
}

}  // namespace

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

core::Result<PageText> PageText::open(const std::filesystem::path& path) {
  const auto encoding = SLUSS_TRY(declared_encoding(path));
  return PageText(SLUSS_TRY(TextFile::open(path, encoding)));
}

core::Result<> PageText::read(std::string& block) {
  block.resize(block_bytes);
  auto got = text_.read(block);
  block.resize(got.value_or(0));
  std::ranges::replace(block, '\f', ' ');
  if (got) return {};
  auto error = std::move(got).error();
  if (error.error_class == core::ErrorClass::data) {
    error.code = "html.encoding";
    error.remedy = "Open the page in a browser and save it again; if it looks wrong there too, ask whoever made it.";
  }
  return std::unexpected(std::move(error));
}

}  // namespace sluss::connectors::registers::html
