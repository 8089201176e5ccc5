#pragma once
// The worked examples of docs/mappings.md, as they are there: what the page has is what the tests read.

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "connectors/register/mapping/mapping.h"

namespace sluss::connectors::registers {

/// The TOML of each example, in the page's order.
inline std::vector<std::string> worked_examples() {
  std::ifstream page(std::string(SLUSS_SOURCE_DIR) + "/docs/mappings.md");
  const std::string text((std::istreambuf_iterator<char>(page)), std::istreambuf_iterator<char>());
  const std::string begin = "\n```toml\n";
  std::vector<std::string> examples;
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    at += begin.size();
    examples.push_back(text.substr(at, text.find("\n```\n", at) + 1 - at));
  }
  return examples;
}

inline std::string errors_text(const MappingErrors& errors) {
  std::string text;
  for (const auto& error : errors) text += core::describe(error) + "\n";
  return text;
}

/// The example of that id; the reason why there is none is the empty mapping's title.
inline Mapping worked_example(const std::string& id) {
  for (const auto& text : worked_examples()) {
    if (!text.starts_with("id = \"" + id + "\"")) continue;
    auto mapping = parse_mapping(text, id + ".toml");
    return mapping ? *std::move(mapping) : Mapping{.title = errors_text(mapping.error())};
  }
  return {.title = "no example " + id};
}

}  // namespace sluss::connectors::registers
