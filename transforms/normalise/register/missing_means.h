#pragma once
// Of which counties, and whether of the country, a SELECT gives what it makes of a file's municipalities as missing
// because some of them are not in the file: a finding for whoever put the file there. Private to the normaliser.
// Threads: one.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/finding.h"
#include "core/period.h"
#include "core/time.h"
#include "transforms/normalise/register/lists.h"

namespace sluss::transforms::normalise::registers {

class MissingMeans {
 public:
  /// A figure that the SELECT gave as missing: of this area, in this period.
  void note(std::string_view area, core::PeriodKind kind, std::int32_t period);
  /// `in_file`: the ids of the areas of the file's rows. A county that has rows of its own there is not made of others,
  /// and a file without municipalities makes nothing of them. Nothing: none is missing for that.
  [[nodiscard]] std::optional<core::Finding> finding(const Lists& lists, const std::set<std::string>& in_file,
                                                     std::string_view mapping) const;

 private:
  std::map<std::string, core::Day, std::less<>> missing_;  ///< by id: the last day of those periods
};

}  // namespace sluss::transforms::normalise::registers
