#include "core/log.h"
#include "core/personnummer.h"

void tell(const sluss::core::Personnummer& number) {
#ifdef CONTROL
  sluss::core::log::info("person.read", "A person was read", {{"coordination", number.is_coordination_number()}});
#else
  sluss::core::log::info("person.read", "A person was read", {{"person", number}});
#endif
}
