#include "connectors/register/over_limit.h"

#include <utility>

namespace sluss::connectors::registers {

std::unexpected<core::Error> over_limit(std::string what, core::Place place) {
  return core::fail(core::ErrorClass::data, "register.limit", std::move(what),
                    "Check that it is the right file; divide it if it is.", std::move(place));
}

}  // namespace sluss::connectors::registers
