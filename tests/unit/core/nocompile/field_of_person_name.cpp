#include "core/log.h"
#include "core/personnummer.h"

sluss::core::log::Field field(const sluss::core::PersonName& name) {
#ifdef CONTROL
  return {"named", !name.empty()};
#else
  return {"name", name};
#endif
}
