#include <fmt/format.h>

#include "core/personnummer.h"

std::string text(const sluss::core::Personnummer& number) {
#ifdef CONTROL
  return fmt::format("{}", number.is_coordination_number());
#else
  return fmt::format("{}", number);
#endif
}
