#pragma once
// What a load of a file covers, and its text in the archive: the mapping and the code lists by which it is read, and
// which file it is. All of the source that the normaliser includes, with connectors/register/mapping/mapping.h.
//
// Errors: data class "archive.resolution", and "mapping.archived" of the mapping. Threads: values. Memory: the mapping
// and the code lists' texts, some 50 KiB.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// The file of a load.
struct TakenFile {
  std::string query;  ///< "file:hemtjanstindex/hela"
  std::string name;   ///< "Index25_hela.xlsx"
  std::int64_t pages = 0;
  std::string sha256;              ///< 64 hexadecimal digits
  std::vector<std::string> order;  ///< the values of the mapping's [series] order
  std::string period;              ///< the text of [series] period; empty: it has none
  bool operator==(const TakenFile&) const = default;
};

struct FilesExtent {
  Mapping mapping;
  TakenFile file;
  std::map<std::string, std::string> codelists;  ///< by id: the TOML of its file
  bool operator==(const FilesExtent&) const = default;
};

/// A JSON object, keys sorted: {"codelists":{"kommuner":"…"},"file":{"name","order","pages","period","query",
/// "sha256"},"mapping":{…}}. Equal extents give equal bytes.
[[nodiscard]] std::string extent_text(const FilesExtent& extent);
/// Ignores other fields.
[[nodiscard]] core::Result<FilesExtent> parse_extent(std::string_view text);

/// The ids of the code lists that a mapping needs, sorted: those of areas (kommuner, lan, regioner, riket) where it has
/// a column of areas or a SELECT, and the lists of its columns of codes.
[[nodiscard]] std::vector<std::string> codelists_of(const Mapping& mapping);

inline constexpr std::string_view stream_prefix = "register.";
/// "register.hela": the stream of a table's rows.
[[nodiscard]] std::string stream_of(const Table& table);

// A text that no list has, with the one of the list that may be meant: what core::Reject::shown has of it, for people.
inline constexpr std::string_view suggestion_begin = " (menas ";
inline constexpr std::string_view suggestion_end = "?)";

/// "Västeråss (menas Västerås?)"; without a suggestion the text.
[[nodiscard]] inline std::string with_suggestion(std::string text, std::string_view suggestion) {
  if (suggestion.empty()) return text;
  return text.append(suggestion_begin).append(suggestion).append(suggestion_end);
}

/// The text and the suggestion, empty where there is none.
[[nodiscard]] inline std::pair<std::string_view, std::string_view> without_suggestion(std::string_view shown) {
  const auto at = shown.rfind(suggestion_begin);
  if (at == std::string_view::npos || !shown.ends_with(suggestion_end)) return {shown, {}};
  auto suggestion = shown.substr(at + suggestion_begin.size());
  suggestion.remove_suffix(suggestion_end.size());
  return {shown.substr(0, at), suggestion};
}

}  // namespace sluss::connectors::registers
