#pragma once
// The wording, in Swedish, of everything but the tables of figures.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "daemon/serve/notify/event.h"
#include "daemon/serve/notify/memory.h"

namespace sluss::daemon::notify {

/// The order in a message: 0 is the most serious.
[[nodiscard]] int seriousness(EventKind kind);

/// Events of one number share a headline, the least number first.
[[nodiscard]] int headline_order(const Event& event);

/// "jobbet kolada": what the event is about, for when it is over.
[[nodiscard]] std::string about(const Event& event);

/// What became of the rows that a condition was about: those that were decided with its run, and those of its run that
/// were decided with a later one. Empty: nothing is known.
[[nodiscard]] std::string outcome_phrase(std::span<const HeldOutcome> here, std::span<const HeldOutcome> elsewhere);

/// Of what a later run has brought again, and of which nobody decided: by what, and how that stands. `about` is the
/// condition's: "filen lista.csv".
[[nodiscard]] std::string replaced_phrase(std::string_view about, const HeldOutcome& by);

/// "jobbet kolada misslyckas inte längre".
[[nodiscard]] std::string over_phrase(const ReportedCondition& condition);

/// What the events of one kind come to: "jobbet kolada har misslyckats", "två jobb har misslyckats".
[[nodiscard]] std::string headline(std::span<const Notice* const> one_kind, core::Instant now);

/// Heading and paragraphs of one event that is not new figures; lines without end signs.
struct Section {
  std::string heading;
  std::vector<std::string> lines;
};
/// `page`: the address of the pages, or empty.
[[nodiscard]] Section section(const Notice& notice, core::Instant now, std::string_view page);

}  // namespace sluss::daemon::notify
