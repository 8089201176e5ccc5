#pragma once
// What messages say of a condition that is over: what it was about, and what became of it. Swedish.

#include <span>
#include <string>

#include "daemon/serve/notify/event.h"
#include "daemon/serve/notify/memory.h"

namespace sluss::daemon::notify {

/// The name of the file that it is about, as messages have it; empty: it is about no file.
[[nodiscard]] std::string file_of(const Event& event);
/// "jobbet kolada": what the event is about, for when it is over.
[[nodiscard]] std::string about(const Event& event);

/// What became of the rows that a condition was about: those that were decided with its run, and those of its run that
/// were decided with a later one. Empty: nothing is known.
[[nodiscard]] std::string outcome_phrase(std::span<const HeldOutcome> here, std::span<const HeldOutcome> elsewhere);

/// Of what a later run has brought again, and of which nobody decided: by what, and how that stands.
[[nodiscard]] std::string replaced_phrase(const ReportedCondition& condition, const HeldOutcome& by);

/// "jobbet kolada misslyckas inte längre".
[[nodiscard]] std::string over_phrase(const ReportedCondition& condition);

}  // namespace sluss::daemon::notify
