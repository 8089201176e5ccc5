#include <ostream>

#include "core/secret.h"

void print(std::ostream& out, const sluss::core::Secret& secret) {
#ifdef CONTROL
  out << secret.empty();
#else
  out << secret;
#endif
}
