#include "connectors/register/over_limit.h"

#include <utility>

namespace sluss::connectors::registers {

std::unexpected<core::Error> over_limit(std::string what, core::Place place, std::string remedy) {
  return core::fail(core::ErrorClass::data, "register.limit", std::move(what), std::move(remedy), std::move(place));
}

}  // namespace sluss::connectors::registers
