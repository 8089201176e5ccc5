#include "core/log.h"
#include "core/secret.h"

void tell(const sluss::core::Secret& secret) {
#ifdef CONTROL
  sluss::core::log::info("source.opened", "The source is open", {{"named", !secret.empty()}});
#else
  sluss::core::log::info("source.opened", "The source is open", {{"secret", secret}});
#endif
}
