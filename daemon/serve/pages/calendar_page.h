#pragma once
// "/kalender": what sources have announced, what has come and what is late; deadlines and the jobs' next times.

#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/time.h"
#include "daemon/serve/pages/html.h"

namespace sluss::daemon::pages {

struct PublicationView {
  std::string title;
  std::string indicator;
  std::string period;
  std::string kind;    ///< "preliminär", "slutlig"
  core::Day day;       ///< announced
  std::string week;    ///< "v 24, 2026"
  std::string status;  ///< "publicerad", "väntar", "hållen", "försenad", "inte kontrollerad", "oförändrad"
  std::optional<core::Day> came;
  std::int64_t days_late = 0;
  std::optional<core::RunId> held_by;          ///< a "hållen" one, by this run
  std::optional<core::Day> last_queried = {};  ///< an "inte kontrollerad" one; nothing: never
};

struct SlotView {
  std::string job;
  core::Instant at;
};

struct DeadlineView {
  std::string name;
  core::Day day;
};

struct CalendarView {
  core::Instant now;
  std::vector<PublicationView> late, held, coming, came;  ///< came: the latest first
  std::int64_t more_coming = 0;                           ///< not in the list
  std::vector<SlotView> slots;
  std::vector<DeadlineView> deadlines;
  std::vector<PublicationView> unchecked = {};  ///< their week has passed, and no job has queried the source since
};
[[nodiscard]] Html calendar_page(const CalendarView& view);

}  // namespace sluss::daemon::pages
