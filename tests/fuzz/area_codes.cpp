// Any text either is a code that keeps every character, zeros included, or is refused.

#include <cstdint>
#include <string_view>

#include "check.h"
#include "core/ids.h"
#include "transforms/normalise/kolada.h"

using sluss::fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto code = sluss::core::MunicipalityCode::parse(text)) {
    check(code->text() == text && code->text().size() == 4 && code->county() == text.substr(0, 2));
    check(sluss::core::AreaId::parse(code->text()).has_value());
  }
  if (const auto area = sluss::core::AreaId::parse(text)) check(area->text() == text);
  if (const auto indicator = sluss::core::IndicatorId::parse(text)) {
    const auto colon = text.find(':');
    check(indicator->text() == text && colon != 0 && colon < text.size() - 1);
  }
  const auto mapped = sluss::transforms::normalise::area_id_of(text);
  check(mapped.empty() || sluss::core::AreaId::parse(mapped).has_value());
  return 0;
}
