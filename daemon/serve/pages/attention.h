#pragma once
// "Att se till": the box of the home page with what needs a person. No errors; any thread.

#include "daemon/serve/pages/home_page.h"

namespace sluss::daemon::pages {

/// Its latest attempt came to nothing, in this daemon's time or before it.
/// Its last failure was a file that was put away: the job itself goes on.
[[nodiscard]] bool is_of_a_file(const JobView& view);
[[nodiscard]] bool has_failed(const JobView& view);

/// What needs attention, or that nothing does; the page begins with it.
[[nodiscard]] Html attention(const HomeView& view);

}  // namespace sluss::daemon::pages
