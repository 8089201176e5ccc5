#include "transforms/normalise/register/units.h"

#include <algorithm>
#include <limits>

#include "connectors/register/mapping/pattern.h"
#include "core/text.h"
#include "transforms/normalise/register/id_text.h"

namespace sluss::transforms::normalise::registers {

using connectors::registers::spelling;
using connectors::registers::UnitAlias;

namespace {

core::Day day_or(const std::string& text, std::int32_t otherwise) {
  const auto day = core::parse_day(text);
  return day ? *day : core::Day{otherwise};
}

PeriodDays validity_of(const UnitAlias& unit) {
  return {.first = day_or(unit.from, std::numeric_limits<std::int32_t>::min()),
          .last = day_or(unit.until, std::numeric_limits<std::int32_t>::max())};
}

}  // namespace

Units::Units(const connectors::registers::Mapping& mapping, std::string_view origin)
    : prefix_(std::string(origin) + ":" + mapping.id + ".") {
  for (const auto& unit : mapping.units) {
    const Known known{.unit = &unit, .valid = validity_of(unit)};
    const auto add = [&](const std::string& name) { names_[spelling(name)].push_back(known); };
    add(unit.id);
    add(unit.name);
    for (const auto& alias : unit.aliases) add(alias);
  }
}

std::string Units::id_in(std::string_view id, std::string_view area) const {
  if (area.empty() || !id.starts_with(prefix_)) return std::string(id);
  return prefix_ + id_text(area) + "." + std::string(id.substr(prefix_.size()));
}

FoundUnit Units::find(std::string_view text, const PeriodDays& days) const {
  const UnitAlias* found = nullptr;
  bool several = false;
  if (const auto named = names_.find(spelling(text)); named != names_.end()) {
    const auto choose = [&](core::Day first, core::Day last) {
      for (const auto& [unit, valid] : named->second) {
        if (valid.last < first || last < valid.first) continue;
        several |= found != nullptr && found != unit;
        found = unit;
      }
    };
    choose(days.last, days.last);
    if (found == nullptr) choose(days.first, days.last);
  }
  if (found != nullptr && !several) return {.id = found->id, .title = found->name, .known = true};
  return {.id = prefix_ + id_text(text), .title = std::string(core::trimmed(text)), .known = false};
}

}  // namespace sluss::transforms::normalise::registers
