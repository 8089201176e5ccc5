#pragma once
// The days of a period. Of a window only its last one is known.

#include "core/period.h"
#include "core/time.h"

namespace sluss::transforms::normalise::registers {

struct PeriodDays {
  core::Day first;
  core::Day last;
};

[[nodiscard]] PeriodDays days_of(const core::Period& period);

/// Whether `later` is the period of its kind that comes next after `earlier`.
[[nodiscard]] bool follows(const core::Period& earlier, const core::Period& later);

}  // namespace sluss::transforms::normalise::registers
