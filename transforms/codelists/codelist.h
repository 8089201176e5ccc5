#pragma once
// Dated code lists: municipalities, counties, legal bases, codes of an authority's statistics. A list is data
// (config/codelists/ID.toml); days are Swedish, the first and the last on which an entry is valid, both included.
// Values only: any thread may read them. Their memory is that of the file.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/time.h"

namespace sluss::transforms::codelists {

using Errors = std::vector<core::Error>;

/// Whether a list, or one entry, was compared with its source. Nothing assumed is shown as verified.
enum class Layout : std::uint8_t { verified, assumed };
[[nodiscard]] std::string_view name_of(Layout layout);

struct Entry {
  std::string code;                           ///< zeros kept: "0180"
  std::string text;                           ///< as the source writes it
  std::optional<core::Day> from = {};         ///< nothing: since before anything that is loaded
  std::optional<core::Day> to = {};           ///< nothing: still
  std::string parent = {};                    ///< a code in the list's `parents`; may be empty
  std::vector<std::string> aliases = {};      ///< other names
  std::vector<std::string> successors = {};   ///< codes of this list that took its place
  std::map<std::string, std::string> equals;  ///< its code in other systems: {"scb": "01", "kolada": "0001"}
  Layout layout = Layout::verified;
  std::int64_t line = 0;  ///< in the list's file, from 1

  [[nodiscard]] bool valid_on(core::Day day) const { return (!from || *from <= day) && (!to || day <= *to); }
  /// Whether there is a day on which both are valid.
  [[nodiscard]] bool overlaps(const Entry& other) const {
    return (!from || !other.to || *from <= *other.to) && (!other.from || !to || *other.from <= *to);
  }
};

/// "2007-01-01–", "–2006-12-31", or empty for one that is always valid.
[[nodiscard]] std::string validity_text(const Entry& entry);

struct Codelist {
  std::string id;       ///< the file's name without ".toml": "kommuner"
  std::string title;    ///< Swedish
  std::string source;   ///< who publishes it
  std::string licence;  ///< on which terms
  Layout layout = Layout::assumed;
  std::string parents;                  ///< the list in which parents are; empty: this one
  std::size_t code_length = 0;          ///< digits of each code; 0: codes of any form
  std::vector<std::string> beginnings;  ///< what people write before a name: "Region "
  std::vector<std::string> endings;     ///< and after it: " kommun", " stad"
  std::vector<std::string> not_stated;  ///< texts by which a file states that it does not know: "Uppgift saknas"
  std::vector<Entry> entries;           ///< in the file's order
  std::string file;
};

/// The list of that id. Error: config class "codelists.unknown", with the nearest ids.
[[nodiscard]] core::Result<const Codelist*> find_list(std::span<const Codelist> all, std::string_view id);

}  // namespace sluss::transforms::codelists
