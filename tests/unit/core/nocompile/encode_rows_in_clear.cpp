#include "core/batch_codec.h"

std::string bytes(const sluss::core::Batch& rows) {
#ifdef CONTROL
  const auto open = sluss::core::OpenRows::of(rows);
  return open ? sluss::core::encode(*open) : std::string();
#else
  return sluss::core::encode(rows);
#endif
}
