#pragma once
// Units of figures: their ids and names, what is unknown of them and what two of them share. Private to the normaliser.
// Threads: one. Memory: the load's different units.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/dimensions.h"
#include "core/fact.h"
#include "core/finding.h"
#include "transforms/normalise/register/lists.h"
#include "transforms/normalise/register/period_days.h"
#include "transforms/normalise/register/unit_names.h"
#include "transforms/normalise/register/units.h"

namespace sluss::transforms::normalise::registers {

class FigureUnits {
 public:
  /// All of it outlives it. `listed`: the mapping has [[unit]].
  FigureUnits(const Units& units, const UnitNames& names, const Lists& lists, core::FactNames& numbers, bool listed)
      : known_(units), names_(names), lists_(lists), numbers_(numbers), listed_(listed) {}

  /// The number of the unit that a SELECT gives for an area: one of [[unit]] has its own id, each other one has the
  /// area's code in it.
  std::uint32_t number_of(std::string_view text, std::uint32_t area, const PeriodDays& days);

  [[nodiscard]] std::vector<core::Unit> units() const;
  [[nodiscard]] std::vector<core::Finding> findings(const std::string& subject) const;

 private:
  /// Units, and how the first of them are shown.
  struct Examples {
    std::set<std::string> ids;
    std::vector<std::string> first;
    void add(const std::string& id, std::string example);
    [[nodiscard]] std::string listed() const;
  };
  std::uint32_t found(std::string_view text, std::uint32_t area, const PeriodDays& days);
  void note(const FoundUnit& unit, const std::string& other, const std::string& area);

  const Units& known_;
  const UnitNames& names_;
  const Lists& lists_;
  core::FactNames& numbers_;
  bool listed_ = false;
  std::unordered_map<std::string, std::uint32_t> seen_;  ///< by area, period and text
  std::string key_;
  std::map<std::string, core::Unit> units_;  ///< by id
  Examples unknown_, areas_, titles_;
};

}  // namespace sluss::transforms::normalise::registers
