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
