#include <ostream>

#include "core/personnummer.h"

void print(std::ostream& out, const sluss::core::Personnummer& number) {
#ifdef CONTROL
  out << number.is_coordination_number();
#else
  out << number;
#endif
}
