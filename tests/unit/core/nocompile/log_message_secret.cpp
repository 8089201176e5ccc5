#include "core/log.h"
#include "core/secret.h"

void tell([[maybe_unused]] const sluss::core::Secret& secret) {
#ifdef CONTROL
  sluss::core::log::info("source.opened", "The source is open");
#else
  sluss::core::log::info("source.opened", secret);
#endif
}
