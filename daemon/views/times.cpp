#include "daemon/views/times.h"

namespace sluss::daemon::views {

std::string shown_time(core::Instant instant) {
  constexpr std::int64_t half_past_one = 90LL * 60 * 1'000'000;
  auto text = core::swedish_text(instant);
  // Read as if it were UTC it is ahead by an hour in winter and by two in summer.
  auto as_utc = text + ":00Z";
  as_utc[text.find(' ')] = 'T';
  const auto clock = core::parse_instant(as_utc);
  if (!clock) return text;
  return text + (clock->micros - instant.micros > half_past_one ? " CEST" : " CET");
}

}  // namespace sluss::daemon::views
