#pragma once
// What a decision on held series does, in words. Private to pages/.

#include <vector>

#include "daemon/serve/pages/held_page.h"
#include "daemon/serve/pages/html.h"

namespace sluss::daemon::pages {

/// What this decision on all of the list does; without a list all that it could.
[[nodiscard]] Html meaning_of(Decision decision, const std::vector<HeldSeriesView>& list);
/// Of the series to be decided on; of several, each is decided on its own.
[[nodiscard]] Html both_meanings(const std::vector<HeldSeriesView>& list);

}  // namespace sluss::daemon::pages
