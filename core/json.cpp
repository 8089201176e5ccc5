#include "core/json.h"

#include <nlohmann/json.hpp>

#include "core/time.h"

namespace sluss::core {

std::string json_text(const nlohmann::json& value, int indent) {
  return value.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string json_text(const nlohmann::ordered_json& value, int indent) {
  return value.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

nlohmann::json instant_json(const std::optional<Instant>& instant) {
  return instant ? nlohmann::json(to_text(*instant)) : nlohmann::json();
}

}  // namespace sluss::core
