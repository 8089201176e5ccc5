#include "connectors/register/mapping/node.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/toml.h"

namespace sluss::connectors::registers {

namespace {

using nlohmann::json;

constexpr int deepest = 16;

Node node_of(const toml::node& value, int depth) {
  Node node{.line = static_cast<std::int64_t>(value.source().begin.line),
            .column = static_cast<std::int64_t>(value.source().begin.column)};
  if (const auto* table = value.as_table(); table != nullptr && depth < deepest) {
    node.kind = Node::Kind::table;
    for (const auto& [key, item] : *table) {
      auto field = node_of(item, depth + 1);
      field.key_line = static_cast<std::int64_t>(key.source().begin.line);
      field.key_column = static_cast<std::int64_t>(key.source().begin.column);
      node.fields.emplace_back(std::string(key.str()), std::move(field));
    }
  } else if (const auto* list = value.as_array(); list != nullptr && depth < deepest) {
    node.kind = Node::Kind::list;
    for (const auto& item : *list) node.items.push_back(node_of(item, depth + 1));
  } else if (const auto* text = value.as_string()) {
    node.kind = Node::Kind::text;
    node.text = text->get();
  } else if (const auto* integer = value.as_integer()) {
    node.kind = Node::Kind::integer;
    node.integer = integer->get();
  } else if (const auto* real = value.as_floating_point()) {
    node.kind = Node::Kind::real;
    node.real = real->get();
  } else if (const auto* boolean = value.as_boolean()) {
    node.kind = Node::Kind::boolean;
    node.boolean = boolean->get();
  }
  return node;
}

Node node_of(const json& value, int depth) {
  Node node;
  if (value.is_object() && depth < deepest) {
    node.kind = Node::Kind::table;
    for (const auto& [key, item] : value.items()) node.fields.emplace_back(key, node_of(item, depth + 1));
  } else if (value.is_array() && depth < deepest) {
    node.kind = Node::Kind::list;
    for (const auto& item : value) node.items.push_back(node_of(item, depth + 1));
  } else if (value.is_string()) {
    node.kind = Node::Kind::text;
    node.text = value.get<std::string>();
  } else if (value.is_number_integer()) {
    node.kind = Node::Kind::integer;
    node.integer = value.get<std::int64_t>();
  } else if (value.is_number()) {
    node.kind = Node::Kind::real;
    node.real = value.get<double>();
  } else if (value.is_boolean()) {
    node.kind = Node::Kind::boolean;
    node.boolean = value.get<bool>();
  }
  return node;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto found = std::ranges::find(fields, key, [](const auto& field) { return std::string_view(field.first); });
  return found == fields.end() ? nullptr : &found->second;
}

std::optional<Node> node_of_toml(std::string_view text, const std::string& file, MappingErrors& errors) {
  const auto document = toml::parse(text, std::string_view(file));
  if (document) return node_of(document.table(), 0);
  const auto& region = document.error().source();
  errors.push_back(core::fail(core::ErrorClass::config, "mapping.toml", std::string(document.error().description()),
                              "Mend the TOML",
                              {.file = file,
                               .line = static_cast<std::int64_t>(region.begin.line),
                               .column = static_cast<std::int64_t>(region.begin.column)})
                       .error());
  return std::nullopt;
}

std::optional<Node> node_of_json(std::string_view text) {
  const auto value = json::parse(text, nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return node_of(value, 0);
}

}  // namespace sluss::connectors::registers
