#include "connectors/kolada/select_areas.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

#include "connectors/kolada/names.h"
#include "core/text.h"

namespace sluss::connectors::kolada {

namespace {

/// "Liknande kommuner äldreomsorg, Arboga, 2024"
struct GroupTitle {
  std::string theme;
  std::string theme_as_written;
  std::string owner;
  int year = 0;
};

std::optional<GroupTitle> parts_of(std::string_view title) {
  const std::size_t second = title.rfind(',');
  if (second == std::string_view::npos || second == 0) return std::nullopt;
  const std::size_t first = title.rfind(',', second - 1);
  if (first == std::string_view::npos) return std::nullopt;
  const std::string year = fold(title.substr(second + 1));
  if (year.size() != 4 || !std::ranges::all_of(year, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  return GroupTitle{.theme = fold(title.substr(0, first)),
                    .theme_as_written = std::string(core::trimmed(title.substr(0, first))),
                    .owner = fold(title.substr(first + 1, second - first - 1)),
                    .year = std::stoi(year)};
}

class AreaResolver {
 public:
  AreaResolver(const Selection& selection, const Catalogue& catalogue) : selection_(selection), catalogue_(catalogue) {}

  /// A municipality or region by code or name.
  core::Result<const Area*> area(std::string_view wanted, std::string_view field) const {
    if (const Area* known = catalogue_.area(wanted)) return known;
    const std::string folded = fold(wanted);
    std::vector<const Area*> found;
    for (const Area& candidate : catalogue_.areas()) {
      if (fold(candidate.title) == folded) found.push_back(&candidate);
    }
    if (found.size() == 1) return found.front();
    if (found.size() > 1) return ambiguous(wanted, field, found);
    std::vector<KnownName> known;
    for (const Area& candidate : catalogue_.areas()) {
      const std::string text = candidate.id + " (" + candidate.title + ")";
      known.push_back({.name = candidate.title, .shown = text});
      known.push_back({.name = candidate.id, .shown = text});
    }
    return missing("kolada.unknown_area", "there is no area \"" + std::string(wanted) + "\" in Kolada",
                   nearest(wanted, known), field);
  }

  core::Result<const Area*> own(std::string_view field) const {
    if (const Area* known = catalogue_.area(selection_.municipality); known != nullptr && known->type != "L") {
      return known;
    }
    std::vector<KnownName> known;
    for (const Area& candidate : catalogue_.areas()) {
      known.push_back({.name = candidate.id, .shown = candidate.id + " (" + candidate.title + ")"});
    }
    return missing("kolada.unknown_area",
                   "the own municipality \"" + selection_.municipality + "\" is not in Kolada's list of areas",
                   nearest(selection_.municipality, known), field);
  }

  core::Result<std::set<std::string>> county(std::string_view field) const {
    const Area* mine = SLUSS_TRY(own(field));
    std::set<std::string> out;
    for (const Area& candidate : catalogue_.areas()) {
      if (candidate.type != "L" && candidate.id.substr(0, 2) == mine->id.substr(0, 2)) out.insert(candidate.id);
    }
    return out;
  }

  core::Result<const Group*> group(std::string_view wanted, std::string_view field) const {
    if (const Group* known = catalogue_.group(wanted)) return known;
    const std::string folded = fold(wanted);
    std::vector<const Group*> whole;
    for (const Group& candidate : catalogue_.groups()) {
      if (fold(candidate.title) == folded) whole.push_back(&candidate);
    }
    if (whole.size() == 1) return whole.front();
    const Area* mine = SLUSS_TRY(own(field));
    const std::string owner = fold(mine->title);
    std::vector<const Group*> latest;
    int year = 0;
    std::vector<KnownName> known;
    for (const Group& candidate : catalogue_.groups()) {
      const auto parts = parts_of(candidate.title);
      if (!parts || parts->owner != owner) continue;
      known.push_back({.name = parts->theme, .shown = "\"group:" + parts->theme_as_written + "\""});
      if (parts->theme != folded || parts->year < year) continue;
      if (parts->year > year) latest.clear();
      year = parts->year;
      latest.push_back(&candidate);
    }
    if (latest.size() == 1) return latest.front();
    if (latest.size() > 1) return ambiguous(wanted, field, latest);
    return core::fail(core::ErrorClass::config, "kolada.unknown_group",
                      "no group in Kolada is titled \"" + std::string(wanted) + ", " + mine->title + ", YEAR\"",
                      what_may_be_written(some(wanted, known)),
                      {.file = {}, .line = 0, .column = 0, .field = std::string(field)});
  }

 private:
  /// The nearest; when none is near, the first ones: a short list of what there is.
  static std::vector<std::string> some(std::string_view wanted, const std::vector<KnownName>& known) {
    std::vector<std::string> out = nearest(wanted, known);
    for (const KnownName& candidate : known) {
      if (out.size() >= 5) break;
      if (std::ranges::find(out, candidate.shown) == out.end()) out.push_back(candidate.shown);
    }
    return out;
  }

  /// As the configuration takes it: `Write "group:A", "group:B" or "group:C"`.
  static std::string what_may_be_written(const std::vector<std::string>& groups) {
    if (groups.empty()) return "correct it in the job";
    const std::span others(groups.data(), groups.size() - 1);
    return "Write " + joined(others, ", ") + (others.empty() ? "" : " or ") + groups.back();
  }

  static std::unexpected<core::Error> missing(std::string_view code, std::string what,
                                              const std::vector<std::string>& suggestions, std::string_view field) {
    std::string remedy = suggestions.empty() ? "correct it in the job" : "nearest known: " + joined(suggestions, "; ");
    return core::fail(core::ErrorClass::config, code, std::move(what), std::move(remedy),
                      {.file = {}, .line = 0, .column = 0, .field = std::string(field)});
  }

  template <class T>
  static std::unexpected<core::Error> ambiguous(std::string_view wanted, std::string_view field,
                                                const std::vector<const T*>& found) {
    std::vector<std::string> shown;
    shown.reserve(found.size());
    for (const T* candidate : found) shown.push_back(candidate->id + " (" + candidate->title + ")");
    return core::fail(core::ErrorClass::config, "kolada.ambiguous",
                      "\"" + std::string(wanted) + "\" means more than one: " + joined(shown, "; "),
                      "name the one that is meant by its id",
                      {.file = {}, .line = 0, .column = 0, .field = std::string(field)});
  }

  const Selection& selection_;
  const Catalogue& catalogue_;
};

constexpr std::string_view country = "0000";

std::string_view group_name(std::string_view wanted) {
  wanted.remove_prefix(std::min(wanted.find(':') + 1, wanted.size()));
  return wanted.substr(std::min(wanted.find_first_not_of(' '), wanted.size()));
}

bool names_group(std::string_view wanted, const Catalogue& catalogue) {
  return wanted.starts_with("group:") || catalogue.group(wanted) != nullptr;
}

/// One word of `areas` or `compare`, into municipalities, regions and groups.
core::Result<> add_areas(std::string_view wanted, std::string_view field, const AreaResolver& resolver,
                         const Catalogue& catalogue, ResolvedSelection& out) {
  if (wanted == "riket") {
    const Area* area = SLUSS_TRY(resolver.area(country, field));
    out.areas.insert(area->id);
  } else if (wanted == "county") {
    std::set<std::string> ids = SLUSS_TRY(resolver.county(field));
    out.areas.merge(ids);
  } else if (names_group(wanted, catalogue)) {
    const Group* group = SLUSS_TRY(resolver.group(wanted.starts_with("group:") ? group_name(wanted) : wanted, field));
    out.groups.insert(group->id);
    if (field == "compare") {
      if (std::ranges::find(out.compare_groups, group->id) == out.compare_groups.end()) {
        out.compare_groups.push_back(group->id);
      }
      return {};
    }
    // As an area, a group is its members and its own mean.
    for (const std::string& member : group->members) {
      if (catalogue.area(member) != nullptr) out.areas.insert(member);
    }
  } else {
    const Area* area = SLUSS_TRY(resolver.area(wanted, field));
    out.areas.insert(area->id);
  }
  return {};
}

}  // namespace

core::Result<> resolve_areas(const Selection& selection, const Catalogue& catalogue, ResolvedSelection& out) {
  const AreaResolver resolver(selection, catalogue);
  for (const std::string& wanted : selection.areas) {
    if (wanted == "*") {
      out.all_areas = true;
    } else {
      SLUSS_TRY(add_areas(wanted, "areas", resolver, catalogue, out));
    }
  }
  if (selection.areas.empty()) {
    const Area* mine = SLUSS_TRY(resolver.own("municipality"));
    out.areas.insert(mine->id);
  }
  // What is compared with must be loaded too.
  for (const std::string& wanted : selection.compare) {
    SLUSS_TRY(add_areas(wanted, "compare", resolver, catalogue, out));
  }
  if (out.all_areas) {
    for (const Area& area : catalogue.areas()) out.areas.insert(area.id);
  }
  return {};
}

core::Result<> resolve_unit_areas(const Selection& selection, const Catalogue& catalogue, ResolvedSelection& out) {
  const AreaResolver resolver(selection, catalogue);
  for (const std::string& wanted : selection.units) {
    if (wanted == "*" || (wanted == "areas" && out.all_areas)) {
      out.all_unit_areas = true;
      for (const Area& area : catalogue.areas()) out.unit_areas.insert(area.id);
    } else if (wanted == "areas") {
      Selection own = selection;
      own.compare.clear();
      ResolvedSelection areas;
      SLUSS_TRY(resolve_areas(own, catalogue, areas));
      out.unit_areas.merge(areas.areas);
    } else if (wanted == "county") {
      std::set<std::string> ids = SLUSS_TRY(resolver.county("units"));
      out.unit_areas.merge(ids);
    } else {
      const Area* area = SLUSS_TRY(resolver.area(wanted, "units"));
      out.unit_areas.insert(area->id);
    }
  }
  out.unit_areas.erase(std::string(country));
  return {};
}

}  // namespace sluss::connectors::kolada
