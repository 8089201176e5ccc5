#include "daemon/serve/pages/json_lines.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace sluss::daemon::pages {
namespace {

using nlohmann::json;

bool is_plain(const json& value) {
  return !value.is_structured();
}

std::string plain_text(const json& value) {
  if (value.is_null()) return "–";
  return core::one_line(value.is_string() ? value.get<std::string>() : core::json_text(value));
}

std::string list_text(const json& list) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : ", ") + plain_text(one);
  return text.empty() ? "–" : text;
}

std::string lines(const json& value, const std::string& indent);

/// The name, and behind or below it what it names.
std::string named(const std::string& name, const json& value, const std::string& indent) {
  const auto begun = indent + core::one_line(name) + ":";
  if (is_plain(value)) return begun + " " + plain_text(value) + "\n";
  if (value.empty() || (value.is_array() && std::ranges::all_of(value, is_plain)))
    return begun + " " + list_text(value) + "\n";
  return begun + "\n" + lines(value, indent + "  ");
}

/// The lines of an object, or of a list with objects in it.
std::string lines(const json& value, const std::string& indent) {
  std::string text;
  if (value.is_object()) {
    for (const auto& [name, one] : value.items()) text += named(name, one, indent);
  } else {
    std::size_t number = 0;
    for (const auto& one : value) text += named(std::to_string(++number), one, indent);
  }
  return text;
}

}  // namespace

std::string json_lines(std::string_view text) {
  const auto read = json::parse(text, nullptr, false);
  return read.is_object() ? lines(read, "") : std::string(text);
}

}  // namespace sluss::daemon::pages
