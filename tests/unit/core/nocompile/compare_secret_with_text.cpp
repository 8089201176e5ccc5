#include <string>

#include "core/secret.h"

bool same(const sluss::core::Secret& secret, [[maybe_unused]] const std::string& text) {
#ifdef CONTROL
  return secret == secret;
#else
  return secret == text;
#endif
}
