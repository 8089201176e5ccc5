#pragma once
// From the text of a calendar expression to its pattern.

#include <string>
#include <string_view>

#include "core/error.h"
#include "daemon/serve/schedule/pattern.h"

namespace sluss::daemon::schedule {

struct Expression {
  Pattern pattern;
  std::string zone;  ///< empty: none was written
};

/// Errors: schedule.calendar, with the column. The zone's name is not looked up here.
[[nodiscard]] core::Result<Expression> parse_expression(std::string_view text);

}  // namespace sluss::daemon::schedule
