#include "transforms/normalise/register/lists.h"

#include <algorithm>
#include <array>
#include <utility>

#include "connectors/register/mapping/pattern.h"
#include "core/area_lists.h"
#include "core/ids.h"
#include "transforms/codelists/load.h"

namespace sluss::transforms::normalise::registers {

using codelists::Codelist;
using codelists::Outcome;

namespace {

constexpr std::string_view municipalities = "kommuner";
static_assert(core::is_area_list(municipalities));
/// In which list the areas of a level are; of city districts and units it is their municipality that has a column.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> level_lists{{{"rike", "riket"},
                                                                                    {"län", "lan"},
                                                                                    {"region", "regioner"},
                                                                                    {"kommun", municipalities},
                                                                                    {"stadsdel", municipalities},
                                                                                    {"enhet", municipalities}}};

std::vector<const Codelist*> of_areas(const std::vector<Codelist>& lists) {
  std::vector<const Codelist*> found;
  for (const auto& list : lists)
    if (core::is_area_list(list.id)) found.push_back(&list);
  return found;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

FoundArea found_by(codelists::Match match) {
  auto id = match.outcome == Outcome::found ? area_id_of(*match.hit.entry) : std::string();
  if (match.outcome == Outcome::found && id.empty()) match.outcome = Outcome::unknown;  // its list has no areas of ours
  return {.id = std::move(id), .match = std::move(match)};
}

bool decides(Outcome outcome) {
  return outcome == Outcome::found || outcome == Outcome::not_stated || outcome == Outcome::empty;
}

}  // namespace

std::string area_id_of(const codelists::Entry& entry) {
  const auto named = entry.equals.find("sluss");
  const auto id = core::AreaId::parse(named == entry.equals.end() ? entry.code : named->second);
  return id ? id->text() : std::string();
}

core::Result<Lists> Lists::of(const connectors::registers::FilesExtent& extent) {
  std::vector<Codelist> lists;
  for (const auto& [id, text] : extent.codelists) {
    auto list = codelists::parse_codelist(text, id, id + ".toml");
    if (!list) return std::unexpected(std::move(list.error().front()));
    lists.push_back(*std::move(list));
  }
  return Lists(std::move(lists), extent.mapping.areas);
}

Lists::Lists(std::vector<Codelist> lists, std::span<const connectors::registers::AreaAlias> aliases)
    : lists_(std::move(lists)), areas_(of_areas(lists_)) {
  list_areas();
  for (const auto& list : lists_) each_.emplace(list.id, codelists::Lookup(list));
  for (const auto& area : aliases)
    for (const auto& alias : area.aliases) aliases_.emplace(connectors::registers::spelling(alias), area.code);
}

FoundArea Lists::area(std::string_view text, std::string_view level, std::string_view list, core::Day day) const {
  if (!aliases_.empty()) {
    const auto alias = aliases_.find(connectors::registers::spelling(text));
    if (alias != aliases_.end())
      return {.id = alias->second, .match = {.outcome = Outcome::found, .by = codelists::By::name}};
  }
  if (!list.empty()) return found_by(code(text, list, day));
  const auto of_level = std::ranges::find(level_lists, level, &std::pair<std::string_view, std::string_view>::first);
  if (of_level != level_lists.end()) {
    auto found = found_by(code(text, of_level->second, day));
    if (decides(found.match.outcome)) return found;
  }
  return found_by(areas_.find(text, day));
}

/// A code of four digits is one of any day: a figure may be of a year before the area had it.
FoundArea Lists::area_of_select(std::string_view text, core::Day day) const {
  const auto id = core::AreaId::parse(text);
  if (id && (!is_number(text) || is_municipality(text)))
    return {.id = id->text(), .match = {.outcome = Outcome::found}};
  return area(text, "", "", day);
}

void Lists::list_areas() {
  constexpr std::array kinds{"municipality", "county", "region", "country"};
  static_assert(kinds.size() == core::area_lists.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto list = std::ranges::find(lists_, core::area_lists[i], &Codelist::id);
    if (list == lists_.end()) continue;
    for (const auto& entry : list->entries) {
      const auto id = area_id_of(entry);
      listed_.try_emplace(id, core::Area{.id = id, .kind = kinds[i], .title = entry.text, .source_id = {}});
    }
  }
}

std::optional<core::Area> Lists::listed(std::string_view id) const {
  const auto found = listed_.find(id);
  return found == listed_.end() ? std::nullopt : std::optional(found->second);
}

std::string Lists::name_of(std::string_view id) const {
  const auto area = listed(id);
  return area ? area->title : std::string(id);
}

codelists::Match Lists::code(std::string_view text, std::string_view list, core::Day day) const {
  const auto found = each_.find(list);
  return found == each_.end() ? codelists::Match{} : found->second.find(text, day);
}

bool Lists::is_municipality(std::string_view code) const {
  const auto* const list = list_of_municipalities();
  return list != nullptr && std::ranges::find(list->entries, code, &codelists::Entry::code) != list->entries.end();
}

const Codelist* Lists::list_of_municipalities() const {
  const auto list = std::ranges::find(lists_, municipalities, &Codelist::id);
  return list == lists_.end() ? nullptr : &*list;
}

std::vector<core::Area> Lists::municipalities_in(std::string_view county, core::Day day) const {
  std::vector<core::Area> found;
  const auto* const list = list_of_municipalities();
  if (list == nullptr) return found;
  for (const auto& entry : list->entries) {
    if (!entry.valid_on(day) || (!county.empty() && entry.parent != county)) continue;
    if (auto area = listed(area_id_of(entry))) found.push_back(*std::move(area));
  }
  return found;
}

}  // namespace sluss::transforms::normalise::registers
