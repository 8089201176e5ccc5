#include "warehouse/as_of.h"

#include <charconv>

namespace sluss::warehouse {

core::Result<AsOf> AsOf::parse(std::string_view text) {
  constexpr std::string_view run_prefix = "run:";
  if (text.starts_with(run_prefix)) {
    const std::string_view digits = text.substr(run_prefix.size());
    std::int64_t number = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size() && number > 0)
      return AsOf{.known_at = {}, .run = core::RunId{number}};
  } else if (const auto instant = core::parse_instant(text)) {
    return AsOf{.known_at = *instant, .run = {}};
  } else if (const auto day = core::parse_day(text)) {
    // The end of the day: its last microsecond, since a version recorded at an instant is known at that instant.
    return AsOf{.known_at = core::end_of_swedish_day(*day).plus(std::chrono::microseconds(-1)), .run = {}};
  }
  return core::fail(core::ErrorClass::config, "as_of.invalid", "'" + std::string(text) + "' is no moment",
                    "write a time (2026-03-31T12:00:00Z), a Swedish day (2026-03-31) or a run (run:12)");
}

}  // namespace sluss::warehouse
