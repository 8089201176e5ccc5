#pragma once
// JSON as we write it. Nothing here throws on text: bytes that are not UTF-8 become U+FFFD.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace sluss::core {

struct Instant;

/// `indent`: spaces a level, a line an item; without: compact, on one line.
[[nodiscard]] std::string json_text(const nlohmann::json& value, int indent = -1);
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& value, int indent = -1);

/// "2026-03-31T12:00:00Z", or null.
[[nodiscard]] nlohmann::json instant_json(const std::optional<Instant>& instant);

}  // namespace sluss::core
