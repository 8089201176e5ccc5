#include <string>

#include "core/secret.h"

std::string text([[maybe_unused]] const sluss::core::Secret& secret) {
#ifdef CONTROL
  return std::string("***");
#else
  return std::string(secret);
#endif
}
