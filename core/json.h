#pragma once
// JSON as we write it. Nothing here throws on text: bytes that are not UTF-8 become U+FFFD.

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sluss::core {

/// `indent`: spaces a level, a line an item; without: compact, on one line.
[[nodiscard]] std::string json_text(const nlohmann::json& value, int indent = -1);
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& value, int indent = -1);

}  // namespace sluss::core
