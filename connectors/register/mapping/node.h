#pragma once
// A tree of values with places: what TOML and JSON have in common, so that one reader serves both. Private to mapping/.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/register/mapping/mapping.h"

namespace sluss::connectors::registers {

struct Node {
  enum class Kind : std::uint8_t { table, list, text, integer, real, boolean, other } kind = Kind::other;
  std::string text = {};
  std::int64_t integer = 0;
  double real = 0;
  bool boolean = false;
  std::vector<Node> items = {};
  std::vector<std::pair<std::string, Node>> fields = {};
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::int64_t key_line = 0;  ///< of the key that has it
  std::int64_t key_column = 0;

  [[nodiscard]] const Node* find(std::string_view key) const;
};

/// Nothing, with an error "mapping.toml" added.
[[nodiscard]] std::optional<Node> node_of_toml(std::string_view text, const std::string& file, MappingErrors& errors);
/// Nothing when it is no JSON of that depth.
[[nodiscard]] std::optional<Node> node_of_json(std::string_view text);

}  // namespace sluss::connectors::registers
