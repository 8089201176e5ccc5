#include "daemon/serve/schedule/schedule.h"

#include "core/check.h"

namespace sluss::daemon::schedule {
namespace {

std::int64_t micros(std::chrono::milliseconds every) {
  SLUSS_CHECK(every.count() > 0, "a schedule goes forward");
  return std::chrono::duration_cast<std::chrono::microseconds>(every).count();
}

}  // namespace

core::Instant slot_before(std::chrono::milliseconds every, core::Instant now) {
  const auto step = micros(every);
  auto slots = now.micros / step;
  if (now.micros < 0 && now.micros % step != 0) --slots;
  return {slots * step};
}

core::Instant slot_after(std::chrono::milliseconds every, core::Instant now) {
  return {slot_before(every, now).micros + micros(every)};
}

}  // namespace sluss::daemon::schedule
