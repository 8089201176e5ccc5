#include "transforms/normalise/register/unit_names.h"

#include "connectors/register/mapping/pattern.h"

namespace sluss::transforms::normalise::registers {

namespace {

void write_key(std::string_view id, std::string_view area, std::string& key) {
  key.assign(area);
  key += '\n';
  key += id;
}

}  // namespace

UnitNames::Named& UnitNames::at(std::string_view id, std::string_view area, std::string_view name, bool known) {
  write_key(id, area, key_);
  const auto there = names_.find(key_);
  if (there != names_.end()) return there->second;
  return names_.emplace(key_, Named{.name = std::string(name), .other = {}, .known = known}).first->second;
}

void UnitNames::add(std::string_view id, std::string_view area, std::string_view name, bool known) {
  if (!area.empty()) at(id, {}, name, known);
  auto& named = at(id, area, name, known);
  if (known || named.name == name || !named.other.empty()) return;
  using connectors::registers::spelling;
  if (spelling(named.name) != spelling(name)) named.other = name;
}

const UnitNames::Named* UnitNames::find(std::string_view id, std::string_view area) const {
  std::string key;
  write_key(id, area, key);
  auto found = names_.find(key);
  if (found == names_.end() && !area.empty()) {
    write_key(id, {}, key);
    found = names_.find(key);
  }
  return found == names_.end() ? nullptr : &found->second;
}

}  // namespace sluss::transforms::normalise::registers
