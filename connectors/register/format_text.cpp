#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "connectors/register/format.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view blanks = " \t\r\n\f";

/// What is ASCII of UTF-16, enough to see tags and braces; other letters become '?'.
std::string ascii_of(std::string_view sample, std::size_t low) {
  std::string text;
  for (std::size_t i = 0; i + 1 < sample.size(); i += 2) {
    text.push_back(sample[i + 1 - low] == '\0' ? sample[i + low] : '?');
  }
  return text;
}

/// Where the low bytes are in UTF-16, by its mark or because every second byte of its beginning is NUL; else nothing.
std::optional<std::size_t> utf16(std::string_view sample) {
  if (sample.starts_with("\xff\xfe"sv)) return 0;
  if (sample.starts_with("\xfe\xff"sv)) return 1;
  std::array<std::size_t, 2> empty{};
  const auto most = std::min<std::size_t>(sample.size(), 1024);
  for (std::size_t i = 0; i < most; ++i) empty[i % 2] += sample[i] == '\0' ? 1 : 0;
  if (empty[1] > most / 4 && empty[0] == 0) return 0;
  if (empty[0] > most / 4 && empty[1] == 0) return 1;
  return std::nullopt;
}

/// No text has a NUL. A few other control characters are in texts that somebody has typed or pasted, and a file is not
/// refused for them; of what is no text they are one byte in ten.
bool is_binary(std::string_view sample) {
  constexpr std::size_t few = 8;
  constexpr std::size_t share = 50;
  if (sample.contains('\0')) return true;
  const auto controls = static_cast<std::size_t>(std::ranges::count_if(sample, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    // What editors and mainframes leave in texts: tab, line ends, form feed, escape, Ctrl-Z at the end.
    return byte < 0x20 && !"\t\n\v\f\r\x1a\x1b"sv.contains(c);
  }));
  return controls > few + sample.size() / share;
}

/// Without blanks, a mark of UTF-8, comments and processing instructions.
std::string_view without_preamble(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf"sv)) text.remove_prefix(3);
  while (true) {
    text = text.substr(std::min(text.size(), text.find_first_not_of(blanks)));
    const bool comment = text.starts_with("<!--");
    if (!comment && !text.starts_with("<?")) return text;
    const auto end = text.find(comment ? "-->"sv : ">"sv);
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + (comment ? 3 : 1));
  }
}

bool begins_with_tag(std::string_view lower, std::string_view name) {
  if (!lower.starts_with('<') || !lower.substr(1).starts_with(name)) return false;
  const auto after = lower.substr(name.size() + 1);
  return after.empty() || after.front() == '>' || after.front() == '/' || blanks.contains(after.front());
}

bool is_html(std::string_view lower) {
  constexpr auto tags =
      std::to_array<std::string_view>({"!doctype html", "html", "head", "body", "title", "meta", "style", "script",
                                       "link", "table", "div", "p", "h1", "h2", "h3", "center", "font", "br", "span"});
  return std::ranges::any_of(tags, [&](std::string_view tag) { return begins_with_tag(lower, tag); });
}

bool has_table(std::string_view lower) {
  for (auto at = lower.find("<table"); at != std::string_view::npos; at = lower.find("<table", at + 1)) {
    if (begins_with_tag(lower.substr(at), "table")) return true;
  }
  return false;
}

/// The text of a JSON string that begins at `at`, which is moved behind it; nothing if it does not end.
std::optional<std::string_view> string_at(std::string_view text, std::size_t& at) {
  const auto first = ++at;
  for (; at < text.size(); ++at) {
    if (text[at] == '"') return text.substr(first, at++ - first);
    if (text[at] == '\\') ++at;
  }
  return std::nullopt;
}

/// Of an object's own members, those inside others aside, as far as the sample goes.
struct StatMarks {
  bool dataset = false, dimension = false, id = false, size = false, value = false;

  void see(std::string_view key, std::string_view text) {
    dataset |= key == "class" && text == "dataset";
    dimension |= key == "dimension";
    id |= key == "id";
    size |= key == "size";
    value |= key == "value";
  }
  /// By its class; of a beginning without one, by the members that only a dataset has together.
  [[nodiscard]] bool are_of_dataset() const { return dataset || (id && size && (dimension || value)); }
};

bool is_json_stat(std::string_view text) {
  StatMarks marks;
  std::string_view key;
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      const auto string = string_at(text, at);
      if (!string) break;
      at = std::min(text.size(), text.find_first_not_of(blanks, at));
      const bool names = at < text.size() && text[at] == ':';
      if (depth == 1 && names) key = *string;
      if (depth == 1) marks.see(key, names ? ""sv : *string);
      continue;
    }
    depth += c == '{' || c == '[' ? 1 : 0;
    depth -= c == '}' || c == ']' ? 1 : 0;
    ++at;
  }
  return marks.are_of_dataset();
}

bool begins_json(std::string_view text) {
  const char first = text.empty() ? '\0' : text.front();
  if (first != '{' && first != '[') return false;
  text.remove_prefix(1);
  const auto next = text.find_first_not_of(blanks);
  if (next == std::string_view::npos) return false;
  if (first == '{') return text[next] == '"' || text[next] == '}';
  // "[2024];..." is a text that begins with a bracket: an array of numbers has no records anyway.
  return "{[\"]"sv.contains(text[next]);
}

}  // namespace

Format recognise_text(std::string_view sample) {
  std::string narrow;
  if (const auto low = utf16(sample)) {
    narrow = ascii_of(sample, *low);
    sample = narrow;
    if (sample.starts_with('?')) sample.remove_prefix(1);  // the mark
  }
  if (is_binary(sample)) return Format::unknown;
  const auto text = without_preamble(sample);
  if (begins_json(text)) return text.front() == '{' && is_json_stat(text) ? Format::json_stat : Format::json;
  const auto lower = core::lower(text.substr(0, 8 << 10));
  if (is_html(lower)) return Format::html;
  if (lower.starts_with("mime-version:") || (lower.starts_with("from: ") && lower.contains("multipart/related")))
    return Format::mhtml;
  const bool declared = core::lower(sample.substr(0, 16)).contains("<?xml");
  if (declared || text.starts_with("<!DOCTYPE")) return Format::xml;
  // A part of a page, cut out by hand, with some text before the table.
  if (text.starts_with('<') && has_table(lower)) return Format::html;
  return Format::text;
}

}  // namespace sluss::connectors::registers
