#include "transforms/normalise/register/measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "connectors/register/mapping/pattern.h"
#include "core/gender_words.h"
#include "core/ids.h"
#include "transforms/normalise/register/id_text.h"

namespace sluss::transforms::normalise::registers {

using connectors::registers::Measure;
using connectors::registers::spelling;

namespace {

/// As people read the value: its title, or itself.
std::string shown_value(const connectors::registers::Dimension& dimension, std::string_view text) {
  const auto spelled = spelling(text);
  const auto title =
      std::ranges::find_if(dimension.titles, [&](const auto& one) { return spelling(one.name) == spelled; });
  return connectors::registers::squeezed(title == dimension.titles.end() ? text : title->texts.front());
}

/// The dimension that is gender.
constexpr std::string_view gender_name = "kon";

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::optional<core::Gender> gender_of(std::string_view text) {
  return core::gender_of_word(spelling(text));
}

Measures::Measures(const connectors::registers::Mapping& mapping, std::string_view origin,
                   const PeriodKinds& period_kinds, core::FactNames& names)
    : mapping_(mapping),
      origin_(origin),
      period_kinds_(period_kinds),
      names_(names),
      values_(mapping.dimensions.size()) {}

const FoundMeasure& Measures::find(std::string_view measure,
                                   const std::vector<std::optional<std::string_view>>& dimensions) {
  key_ = measure;
  for (const auto& value : dimensions) {
    key_ += value ? '\x1e' : '\x1f';
    if (value) key_ += *value;
  }
  const auto known = known_.find(key_);
  if (known != known_.end()) return known->second;
  return known_.emplace(key_, made(measure, dimensions)).first->second;
}

FoundMeasure Measures::made(std::string_view measure, const std::vector<std::optional<std::string_view>>& dimensions) {
  FoundMeasure found;
  const auto there = std::ranges::find(mapping_.measures, measure, &Measure::name);
  if (there == mapping_.measures.end()) {
    found.wrong = {.code = "register.measure", .field = "measure", .text = std::string(measure), .decoded = true};
    return found;
  }
  found.own_id = indicator_text(mapping_.id, there->name, {});
  found.kind = there->period;
  if (const auto kind = period_kinds_.find(found.own_id); kind != period_kinds_.end()) found.kind = kind->second;
  std::vector<std::string> values(dimensions.size());
  std::vector<DimensionValue> named;
  std::string of;
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    if (!dimensions[i]) continue;
    const auto& dimension = mapping_.dimensions[i];
    const auto refused = [&](std::string_view code) -> Wrong {
      return {.code = code, .field = dimension.name, .text = std::string(*dimensions[i]), .decoded = true};
    };
    const auto gender = dimension.name == gender_name ? gender_of(*dimensions[i]) : std::nullopt;
    const bool divided = has(there->dimensions, dimension.name);
    if (gender && (divided || *gender == core::Gender::total)) {
      found.gender = *gender;
      continue;
    }
    if (!divided || dimension.name == gender_name) {
      found.wrong = refused("register.dimension");
      return found;
    }
    found.wrong = value_of(i, *dimensions[i], values[i]);
    if (!found.wrong.code.empty()) return found;
    named.emplace_back(dimension.name, values[i]);
    of += fmt::format(", {}: {}", dimension.title.empty() ? dimension.name : dimension.title,
                      shown_value(dimension, *dimensions[i]));
  }
  found.own_id = indicator_text(mapping_.id, there->name, named);
  const auto id = core::IndicatorId::parse(origin_ + ":" + found.own_id);
  if (!id) {
    found.wrong = {.code = "register.indicator_id", .field = "measure", .text = found.own_id, .decoded = true};
    return found;
  }
  found.indicator = names_.indicators.number_of(id->text());
  indicators_.emplace(id->text(), indicator_of(*there, id->text(), of));
  return found;
}

/// The value as ids have it; what of it is wrong.
Wrong Measures::value_of(std::size_t dimension, std::string_view text, std::string& id) {
  const auto& of = mapping_.dimensions[dimension];
  const auto spelled = spelling(text);
  const auto refused = [&](std::string_view code) -> Wrong {
    return {.code = code, .field = of.name, .text = std::string(text), .decoded = true};
  };
  const auto is_it = [&](const std::string& value) { return spelling(value) == spelled; };
  if (!of.values.empty() && std::ranges::none_of(of.values, is_it)) return refused("register.dimension");
  id = id_text(text);
  if (id.empty()) return refused("register.dimension");
  const auto& first = values_[dimension].emplace(id, spelled).first->second;
  return first == spelled ? Wrong() : refused("register.dimension_twice");
}

core::Indicator Measures::indicator_of(const Measure& measure, const std::string& id, std::string_view of) const {
  std::string description = mapping_.title + ".";
  if (!mapping_.attribution.empty()) description += " " + mapping_.attribution + ".";
  if (mapping_.layout == connectors::registers::Layout::assumed)
    description += " Läses enligt en beskrivning som inte är jämförd med en riktig fil.";
  return {.id = id,
          .source = origin_,
          .title = (measure.title.empty() ? measure.name : measure.title) + std::string(of),
          .description = std::move(description),
          .by_gender = has(measure.dimensions, gender_name),
          .measure = measure.unit.empty() ? std::nullopt : std::optional(measure.unit)};
}

std::vector<core::Indicator> Measures::indicators() const {
  std::vector<core::Indicator> all;
  for (const auto& [id, indicator] : indicators_) all.push_back(indicator);
  return all;
}

}  // namespace sluss::transforms::normalise::registers
