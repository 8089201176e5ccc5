#pragma once
// From Kolada's catalogues to the dimensions of the warehouse. Pure: no clock, no I/O, no log.

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/batch.h"
#include "core/dimensions.h"
#include "core/finding.h"
#include "core/period.h"
#include "transforms/normalise/dimensions.h"

namespace sluss::transforms::normalise {

/// Rows of the streams kolada.kpi, municipality, municipality_group, kpi_group and ou, in any order of streams.
class KoladaDimensions {
 public:
  /// The true kind of an indicator's periods where it is not year, by Kolada id (as KoladaFacts::Filter::period_kinds):
  /// a publication of 2025 is then one of "2023--2025".
  explicit KoladaDimensions(std::unordered_map<std::string, core::PeriodKind> period_kinds = {});

  void kpi(const core::Batch& rows);
  void municipality(const core::Batch& rows);
  void municipality_group(const core::Batch& rows);
  void kpi_group(const core::Batch& rows);
  void ou(const core::Batch& rows);

  /// All that was read, once. With municipalities come the counties ("county:19") and who belongs to them: members of
  /// the theme "län" without a year.
  [[nodiscard]] Dimensions take();

 private:
  void publication(const std::string& indicator, std::string_view kpi, std::string_view period,
                   std::string_view preliminary, std::string_view final);
  void unreadable(std::string_view code, std::string_view subject, std::string_view what);

  std::unordered_map<std::string, core::PeriodKind> period_kinds_;
  Dimensions read_;
  std::unordered_set<std::string> groups_seen_;  ///< a group has one row a member
  std::vector<std::string> municipalities_;
};

}  // namespace sluss::transforms::normalise
