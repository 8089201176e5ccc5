#include <string>

#include "core/personnummer.h"

bool same(const sluss::core::Personnummer& number, [[maybe_unused]] const std::string& text) {
#ifdef CONTROL
  return number == number;
#else
  return number == text;
#endif
}
