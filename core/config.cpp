#include "core/config.h"

namespace sluss::core::config {

const Value& Table::operator[](std::string_view key) const {
  static const Value none;
  const auto found = values_.find(key);
  return found == values_.end() ? none : found->second;
}

}  // namespace sluss::core::config
