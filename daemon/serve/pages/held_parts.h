#pragma once
// What the list of held series, the page of one and the question before a decision have in common. Private to pages/.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "daemon/serve/api/waiting_parts.h"
#include "daemon/serve/pages/held_page.h"
#include "daemon/serve/pages/html.h"

namespace sluss::daemon::pages {

/// "Släpp igenom".
[[nodiscard]] std::string_view word_of(Decision decision);
/// The two buttons, which lead to the question. `series`: all_series for all that wait in the run. `title`: for screen
/// readers.
[[nodiscard]] Html decision_links(core::RunId run, std::string_view series, const std::string& title);

/// What the gate counted.
[[nodiscard]] Html held_counts(const HeldSeriesView& held);
/// That the own municipality is not in it, beside the decision.
[[nodiscard]] Html own_words(const HeldSeriesView& held);
/// In place of the buttons of one series.
[[nodiscard]] Html whole_words(const HeldSeriesView& held, std::int64_t waiting);

[[nodiscard]] std::int64_t rows_of(const std::vector<api::WaitingPart>& parts);
[[nodiscard]] std::vector<api::WaitingPart> all_parts(const std::vector<HeldSeriesView>& list);
/// What one decision is about, where rows of an earlier run wait too.
[[nodiscard]] Html waiting_together(const std::vector<api::WaitingPart>& parts, core::RunId run);
/// "filerna a.csv och b.csv": all that one decision is about. Empty: the sources are none.
[[nodiscard]] std::string files_words(const std::vector<api::WaitingPart>& parts, const HeldSeriesView& last);

}  // namespace sluss::daemon::pages
