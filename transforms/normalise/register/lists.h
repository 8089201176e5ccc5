#pragma once
// The code lists of a load, looked up: areas by code, name and the mapping's aliases, and codes of other lists. Private
// to the normaliser. Threads: one. Memory: that of the lists' names.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/source/extent.h"
#include "core/dimensions.h"
#include "core/error.h"
#include "core/time.h"
#include "transforms/codelists/codelist.h"
#include "transforms/codelists/lookup.h"

namespace sluss::transforms::normalise::registers {

struct FoundArea {
  std::string id;          ///< AreaId's text; empty: none
  codelists::Match match;  ///< how, or why not; of an alias of the mapping: found, without a hit
};

/// AreaId's text; empty: the entry is none of our areas.
[[nodiscard]] std::string area_id_of(const codelists::Entry& entry);

class Lists {
 public:
  /// Errors: those of parse_codelist(), the first one.
  [[nodiscard]] static core::Result<Lists> of(const connectors::registers::FilesExtent& extent);

  /// What a text means on a day. `level` is the row's, "kommun" for one, or empty: its list decides before the others,
  /// so that "Uppsala" in a row of a county is the county. `list`: only this one; empty: those of areas.
  [[nodiscard]] FoundArea area(std::string_view text, std::string_view level, std::string_view list,
                               core::Day day) const;
  /// What a SELECT gives as an area: an id, or what a file may have.
  [[nodiscard]] FoundArea area_of_select(std::string_view text, core::Day day) const;
  /// As a list has it; nothing: none has that id.
  [[nodiscard]] std::optional<core::Area> listed(std::string_view id) const;
  /// For people: the area's name, the id of one that no list has.
  [[nodiscard]] std::string name_of(std::string_view id) const;
  /// Those of a county by its code, "03", on a day; of an empty code all of the country. With id and title.
  [[nodiscard]] std::vector<core::Area> municipalities_in(std::string_view county, core::Day day) const;
  [[nodiscard]] bool is_municipality(std::string_view code) const;
  /// In one list.
  [[nodiscard]] codelists::Match code(std::string_view text, std::string_view list, core::Day day) const;

 private:
  Lists(std::vector<codelists::Codelist> lists, std::span<const connectors::registers::AreaAlias> aliases);
  [[nodiscard]] const codelists::Codelist* list_of_municipalities() const;
  void list_areas();

  std::vector<codelists::Codelist> lists_;
  std::map<std::string, codelists::Lookup, std::less<>> each_;
  codelists::Lookup areas_;
  std::map<std::string, core::Area, std::less<>> listed_;  ///< by id: the first entry that has it, by the lists' order
  std::map<std::string, std::string, std::less<>> aliases_;  ///< by spelling: AreaId's text
};

}  // namespace sluss::transforms::normalise::registers
