#include "connectors/kolada/plan.h"

#include <algorithm>
#include <utility>

#include "connectors/kolada/names.h"
#include "core/text.h"

namespace sluss::connectors::kolada {

namespace {

using Blocks = std::vector<std::string>;

/// Ids in blocks of 25, each "a,b,c".
template <class Ids>
core::Result<Blocks> blocks_of(const Ids& ids) {
  Blocks out;
  std::size_t in_block = most_ids;
  for (const std::string& id : ids) {
    if (!is_path_id(id)) {
      return core::fail(core::ErrorClass::source, "kolada.bad_id",
                        "\"" + core::shortened(id, 40) + "\" is not an id that can stand in a request",
                        "Kolada's catalogue has an id of a new form; report it");
    }
    if (in_block == most_ids) {
      out.push_back(id);
      in_block = 1;
    } else {
      out.back() += "," + id;
      ++in_block;
    }
  }
  return out;
}

struct YearBlock {
  std::string path;  ///< "1970,1971,…"
  std::string shown;
};

std::vector<YearBlock> year_blocks(int first, int last) {
  std::vector<YearBlock> out;
  for (int from = first; from <= last; from += static_cast<int>(most_ids)) {
    const int to = std::min(last, from + static_cast<int>(most_ids) - 1);
    YearBlock block{.path = std::to_string(from), .shown = std::to_string(from)};
    for (int year = from + 1; year <= to; ++year) block.path += "," + std::to_string(year);
    if (to > from) block.shown += "–" + std::to_string(to);
    out.push_back(std::move(block));
  }
  return out;
}

void add_by_years(Stream stream, const std::string& head, const Blocks& blocks, const std::vector<YearBlock>& years,
                  std::vector<Query>& out) {
  for (const std::string& ids : blocks) {
    for (const YearBlock& block : years) {
      out.push_back({.stream = stream, .key = head + ids + "/year/" + block.path, .ids = ids, .years = block.shown});
    }
  }
}

void add_by_both(Stream stream, const std::string& head, const Blocks& first, const std::string& middle,
                 const Blocks& second, std::vector<Query>& out) {
  for (const std::string& ids : first) {
    for (const std::string& others : second) {
      std::string key = head;
      key.append(ids).append(middle).append(others);
      out.push_back({.stream = stream, .key = std::move(key), .ids = ids, .years = {}});
    }
  }
}

core::Result<> add_data(const ResolvedSelection& resolved, const std::vector<YearBlock>& years, DataPlan& plan) {
  std::set<std::string> places = resolved.areas;
  places.insert(resolved.groups.begin(), resolved.groups.end());
  const Blocks place_blocks = SLUSS_TRY(blocks_of(places));
  plan.whole_areas = true;
  if (resolved.all_indicators) {
    add_by_years(Stream::data, "data/municipality/", place_blocks, years, plan.queries);
    return {};
  }
  const Blocks indicators = SLUSS_TRY(blocks_of(resolved.indicators));
  const Blocks groups = SLUSS_TRY(blocks_of(resolved.groups));
  const std::size_t for_all_areas = indicators.size() * (years.size() + groups.size());
  const std::size_t for_named_areas = indicators.size() * place_blocks.size();
  if (for_named_areas <= for_all_areas) {
    add_by_both(Stream::data, "data/kpi/", indicators, "/municipality/", place_blocks, plan.queries);
    return {};
  }
  // Whether an answer for all areas contains groups is not documented: they are requested by name as well.
  plan.whole_areas = false;
  add_by_years(Stream::data, "data/kpi/", indicators, years, plan.queries);
  add_by_both(Stream::data, "data/kpi/", indicators, "/municipality/", groups, plan.queries);
  return {};
}

core::Result<> add_unit_data(const ResolvedSelection& resolved, const Catalogue& catalogue,
                             const std::vector<YearBlock>& years, DataPlan& plan) {
  // Areas without a unit in the catalogue have no unit data to request.
  std::set<std::string> areas;
  std::set<std::string> units;
  for (const Unit& unit : catalogue.units()) {
    if (!resolved.unit_areas.contains(unit.area)) continue;
    areas.insert(unit.area);
    units.insert(unit.id);
  }
  if (units.empty()) return {};
  if (resolved.all_indicators) {
    const Blocks blocks = SLUSS_TRY(blocks_of(areas));
    add_by_years(Stream::oudata, "oudata/municipality/", blocks, years, plan.queries);
    return {};
  }
  std::set<std::string> with_units;
  for (const std::string& id : resolved.indicators) {
    const Indicator* indicator = catalogue.indicator(id);
    if (indicator != nullptr && indicator->has_units) with_units.insert(id);
  }
  const Blocks indicators = SLUSS_TRY(blocks_of(with_units));
  const Blocks unit_blocks = SLUSS_TRY(blocks_of(units));
  const Blocks area_blocks = SLUSS_TRY(blocks_of(areas));
  if (resolved.all_unit_areas) {
    add_by_years(Stream::oudata, "oudata/kpi/", indicators, years, plan.queries);
  } else if (indicators.size() * unit_blocks.size() <= area_blocks.size() * years.size()) {
    add_by_both(Stream::oudata, "oudata/kpi/", indicators, "/ou/", unit_blocks, plan.queries);
  } else {
    add_by_years(Stream::oudata, "oudata/municipality/", area_blocks, years, plan.queries);
  }
  return {};
}

}  // namespace

std::vector<Query> catalogue_queries(bool area_groups, bool indicator_groups) {
  std::vector<Query> out{{.stream = Stream::kpi, .key = "kpi", .ids = {}, .years = {}},
                         {.stream = Stream::municipality, .key = "municipality", .ids = {}, .years = {}}};
  if (area_groups) {
    out.push_back({.stream = Stream::municipality_group, .key = "municipality_groups", .ids = {}, .years = {}});
  }
  if (indicator_groups) out.push_back({.stream = Stream::kpi_group, .key = "kpi_groups", .ids = {}, .years = {}});
  return out;
}

core::Result<std::vector<Query>> unit_catalogue_queries(const ResolvedSelection& resolved) {
  std::vector<Query> out;
  if (resolved.all_unit_areas) {
    out.push_back({.stream = Stream::ou, .key = "ou", .ids = {}, .years = {}});
    return out;
  }
  const Blocks blocks = SLUSS_TRY(blocks_of(resolved.unit_areas));
  for (const std::string& ids : blocks) {
    out.push_back({.stream = Stream::ou, .key = "ou?municipality=" + ids, .ids = ids, .years = {}});
  }
  return out;
}

core::Result<DataPlan> data_queries(const ResolvedSelection& resolved, const Catalogue& catalogue) {
  DataPlan plan;
  const std::vector<YearBlock> years = year_blocks(resolved.first_year, resolved.last_year);
  SLUSS_TRY(add_data(resolved, years, plan));
  SLUSS_TRY(add_unit_data(resolved, catalogue, years, plan));
  return plan;
}

std::optional<std::vector<std::string>> indicators_of_key(std::string_view key) {
  if (key.starts_with('/')) key.remove_prefix(1);
  key.remove_prefix(std::min(key.size(), key.find('/') + 1));
  if (!key.starts_with("kpi/")) return std::nullopt;
  key.remove_prefix(4);
  key = key.substr(0, key.find_first_of("/? "));
  std::vector<std::string> ids;
  while (!key.empty()) {
    const auto end = std::min(key.size(), key.find(','));
    if (end != 0) ids.emplace_back(key.substr(0, end));
    key.remove_prefix(std::min(key.size(), end + 1));
  }
  return ids;
}

}  // namespace sluss::connectors::kolada
