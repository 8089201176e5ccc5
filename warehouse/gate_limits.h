#pragma once
// From where on a gate holds what a run would change, until a person decides; with their defaults. [gates] of the
// configuration sets them (daemon/settings/schema_gates.cpp). The gates: warehouse/merge/series_gates.h for one series,
// warehouse/table_gates.h for a table, daemon/run/hold/suspicion.h for a whole run.

#include <cstdint>

namespace sluss::warehouse {

/// Limits of the gates. Shares are 0..1.
struct GateLimits {
  std::int64_t known_least = 30;
  double revised_share = 0.25;
  double ratio_least = 0.2;
  double ratio_most = 5.0;
  double gone_share = 0.5;
  double closing_share_of_all = 0.25;  ///< holds the whole run
  double catalogue_shrink = 0.05;      ///< holds the whole run
  double unread_share = 0.1;           ///< of what was read, that could not be decoded: holds the whole run
};

}  // namespace sluss::warehouse
