#include "file_facts_older.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <system_error>
#include <vector>

namespace sluss::connectors {
namespace {

constexpr std::string_view table_label = "Tabell ";
constexpr std::string_view columns_label = "Kolumner: ";
constexpr std::string_view sheet_word = ", blad ";
constexpr std::string_view arrow = "\" → ";
constexpr std::string_view keeps = "rader av okända områden är med";

using Member = std::int64_t FileRows::*;
struct Part {
  std::string_view label;
  Member member;
};
constexpr std::array<Part, 5> parts{{{"Rader", &FileRows::read},
                                     {"med", &FileRows::taken},
                                     {"inte med", &FileRows::left_out},
                                     {"överhoppade", &FileRows::skipped},
                                     {"utelämnade celler", &FileRows::cells}}};

/// "Rader: 290, med: 289, …"
std::optional<FileRows> rows_in(std::string_view line) {
  FileRows rows;
  for (const auto& part : parts) {
    if (!line.starts_with(part.label)) return std::nullopt;
    line.remove_prefix(part.label.size());
    if (!line.starts_with(": ")) return std::nullopt;
    line.remove_prefix(2);
    const auto read = std::from_chars(line.data(), line.data() + line.size(), rows.*part.member);
    if (read.ec != std::errc()) return std::nullopt;
    line.remove_prefix(static_cast<std::size_t>(read.ptr - line.data()));
    if (line.starts_with(", ")) line.remove_prefix(2);
  }
  rows.keeps_unknown = line.starts_with(keeps);
  return rows;
}

/// `A "Kommun" → kommun, B "Rank" → rank`
void add_columns(std::string_view line, std::string_view sheet, std::vector<FileColumn>& columns) {
  while (!line.empty()) {
    const auto quote = line.find(" \"");
    if (quote == std::string_view::npos) return;
    const auto end = line.find(arrow, quote + 2);
    if (end == std::string_view::npos) return;
    const auto name = line.substr(end + arrow.size());
    const auto comma = std::min(name.find(", "), name.size());
    columns.push_back({.sheet = std::string(sheet),
                       .name = std::string(name.substr(0, comma)),
                       .letters = std::string(line.substr(0, quote)),
                       .heading = std::string(line.substr(quote + 2, end - quote - 2))});
    line = name.substr(std::min(comma + 2, name.size()));
  }
}

core::FileRemedy remedy_of(std::string_view text) {
  if (text.contains("lägg in den igen")) return core::FileRemedy::correct;
  return text == "Ingenting behöver göras." ? core::FileRemedy::nothing : core::FileRemedy::other;
}

}  // namespace

FileFacts facts_of_older(const core::Finding& read) {
  FileFacts facts{.rows = {}, .columns = {}, .remedy = remedy_of(read.remedy), .own = {}};
  std::string_view text = read.what;
  text.remove_prefix(std::min(std::min(text.find('\n'), text.size()) + 1, text.size()));
  std::string sheet;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('.')) line.remove_suffix(1);
    if (line.starts_with(table_label)) {
      const auto at = line.rfind(sheet_word);
      sheet = at == std::string_view::npos ? "" : line.substr(at + sheet_word.size());
    } else if (line.starts_with(columns_label)) {
      add_columns(line.substr(columns_label.size()), sheet, facts.columns);
    } else if (!facts.rows) {
      facts.rows = rows_in(line);
    }
  }
  return facts;
}

std::string with_rows_of_older(std::string_view lines, const FileRows& rows) {
  std::string text;
  bool written = false;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const auto line = lines.substr(0, end);
    const bool of_rows = !written && rows_in(line).has_value();
    written = written || of_rows;
    text += of_rows ? rows_line(rows) + "." : std::string(line);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (!lines.empty()) text += '\n';
  }
  return text;
}

bool says_that_it_waits(std::string_view what) {
  return what.contains("väntar på ");  // the words of then, whatever today's are
}

}  // namespace sluss::connectors
