#pragma once
// Which indicators are of another period than a year, as a run's context and the journal record it.

#include <optional>
#include <string>
#include <string_view>

#include "core/period.h"
#include "transforms/normalise/normaliser.h"

namespace sluss::daemon::run {

using transforms::normalise::PeriodKinds;

/// A JSON object: {"N15428": "rolling_three_years"}.
[[nodiscard]] std::string period_kinds_text(const PeriodKinds& kinds);
/// What a JSON object has under "period_kinds"; nothing: it has none. Kinds that no program knows are left out.
[[nodiscard]] std::optional<PeriodKinds> period_kinds_in(std::string_view context);

}  // namespace sluss::daemon::run
