// Any text either is a schedule whose next slot is after the given moment, or is refused with its column.

#include <cstdint>
#include <string_view>

#include "check.h"
#include "daemon/serve/schedule/calendar.h"

using sluss::fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto calendar = sluss::daemon::schedule::Calendar::parse(text);
  if (!calendar) {
    const auto& error = calendar.error();
    check(error.code == "schedule.calendar" && !error.what.empty() && !error.remedy.empty());
    check(error.place.column >= 1 && error.place.column <= static_cast<std::int64_t>(size) + 1);
    return 0;
  }
  auto now = *sluss::core::parse_instant("2026-03-28T23:30:00Z");
  for (int i = 0; i < 5; ++i) {
    const auto slot = calendar->next_after(now);
    if (!slot) return 0;
    check(*slot > now && calendar->last_until(*slot) == slot);
    check(!calendar->describe(*slot).local.empty());
    now = *slot;
  }
  return 0;
}
