#pragma once
// As of when the warehouse is read.

#include <optional>
#include <string_view>

#include "core/error.h"
#include "core/ids.h"
#include "core/time.h"

namespace sluss::warehouse {

/// The moment as of which the warehouse is read: a time, the end of a Swedish day, or a run's.
struct AsOf {
  std::optional<core::Instant> known_at;  ///< nothing: now
  std::optional<core::RunId> run;
  /// "2026-03-31T12:00:00Z", "2026-03-31" or "run:12".
  [[nodiscard]] static core::Result<AsOf> parse(std::string_view text);
};

}  // namespace sluss::warehouse
