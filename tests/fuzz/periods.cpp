// Any text either is a period that prints and parses back to itself, or is refused.

#include <cstdint>
#include <string_view>

#include "check.h"
#include "core/duration.h"
#include "core/period.h"
#include "core/time.h"

using sluss::fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto period = sluss::core::Period::parse(text)) {
    const auto again = sluss::core::Period::parse(period->text());
    check(again.has_value() && *again == *period);
    check(sluss::core::Period::make(period->kind(), period->code()).has_value());
  }
  if (const auto day = sluss::core::parse_day(text)) {
    const auto again = sluss::core::parse_day(sluss::core::to_text(*day));
    check(again.has_value() && *again == *day);
    check(sluss::core::monday_of(sluss::core::iso_week(*day)) <= *day);
  }
  if (const auto instant = sluss::core::parse_instant(text)) {
    const auto again = sluss::core::parse_instant(sluss::core::to_text(*instant));
    check(again.has_value() && *again == *instant);
  }
  if (const auto duration = sluss::core::parse_duration(text)) check(duration->count() >= 0);
  return 0;
}
