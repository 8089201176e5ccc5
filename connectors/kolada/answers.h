#pragma once
// What the answers lack: indicators without a value, queries without an answer.

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kolada/loader.h"
#include "core/batch.h"
#include "core/finding.h"

namespace sluss::connectors::kolada {

class Answers {
 public:
  /// `indicators`: those that should get a value.
  explicit Answers(const std::set<std::string>& indicators) : waiting_(indicators.begin(), indicators.end()) {}
  void see(Stream stream, const core::Batch& rows);
  [[nodiscard]] std::int64_t values() const { return values_; }  ///< rows with a figure, not deleted
  [[nodiscard]] std::vector<std::string> without_value() const { return {waiting_.begin(), waiting_.end()}; }

 private:
  std::set<std::string, std::less<>> waiting_;
  std::string last_;  ///< rows of one indicator come together
  std::int64_t values_ = 0;
};

/// Full queries that came empty, twice. ERROR where most of the other areas' queries for the same years had values:
/// then it is this answer that is wrong, not the years. Else WARNING, one a block of years; INFO for units, and where
/// the same indicators have values in other years (a series that had not begun).
[[nodiscard]] std::vector<core::Finding> empty_answers(std::span<const PlannedQuery> planned,
                                                       std::span<const LoadedQuery> loaded);

}  // namespace sluss::connectors::kolada
