#include <fmt/format.h>

#include "core/secret.h"

std::string text(const sluss::core::Secret& secret) {
#ifdef CONTROL
  return fmt::format("{}", secret.empty());
#else
  return fmt::format("{}", secret);
#endif
}
