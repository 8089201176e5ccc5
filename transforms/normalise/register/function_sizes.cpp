#include "transforms/normalise/register/function_sizes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace sluss::transforms::normalise::registers {
namespace {

using nlohmann::json;

constexpr double most_letters = 100'000;
constexpr double most_numbers = 10'000'000;

struct Sized {
  std::string_view function;
  std::size_t argument = 1;
};
constexpr auto sized = std::to_array<Sized>(
    {{"array_resize"}, {"bar", 3}, {"bitstring"}, {"list_resize"}, {"lpad"}, {"repeat"}, {"rpad"}});
constexpr auto series = std::to_array<std::string_view>({"generate_series", "range"});
constexpr auto formats = std::to_array<std::string_view>({"format", "printf"});

std::optional<json> constant(const json& node) {
  if (!node.is_object() || node.value("class", "") != "CONSTANT") return std::nullopt;
  const auto value = node.find("value");
  if (value == node.end() || !value->is_object()) return std::nullopt;
  return value->value("value", json());
}

std::optional<double> number(const json& node) {
  const auto value = constant(node);
  if (!value) return std::nullopt;
  if (value->is_number()) return value->get<double>();
  return value->is_null() ? std::optional(0.0) : std::nullopt;
}

/// Digits of a width or a precision, five or more of them; "*" and "{}" inside a field take them from an argument.
bool is_wide(std::string_view text) {
  constexpr std::ptrdiff_t most_digits = 4;
  std::ptrdiff_t digits = 0;
  bool in_field = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > most_digits || c == '*' || (c == '{' && in_field && text[i - 1] != '{')) return true;
    if (c == '{') in_field = !in_field;
    if (c == '}') in_field = false;
  }
  return false;
}

}  // namespace

std::string wrong_size(const std::string& function, const json& call) {
  const auto given = call.find("children");
  if (given == call.end() || !given->is_array()) return {};
  if (const auto one = std::ranges::find(sized, function, &Sized::function); one != sized.end()) {
    if (given->size() <= one->argument) return {};
    const auto size = number((*given)[one->argument]);
    if (!size) return fmt::format("asks {} for a size that is not written as a number", function);
    if (*size > most_letters) return fmt::format("asks {} for more than {:.0f}", function, most_letters);
  }
  if (std::ranges::find(series, function) != series.end()) {
    const bool many = std::ranges::any_of(
        *given, [](const json& argument) { return std::abs(number(argument).value_or(0)) > most_numbers; });
    if (many) return fmt::format("asks {} for more than {:.0f} numbers", function, most_numbers);
  }
  if (std::ranges::find(formats, function) != formats.end() && !given->empty()) {
    const auto text = constant(given->front());
    if (!text || !text->is_string()) return fmt::format("gives {} a format that is not written as a text", function);
    if (is_wide(text->get<std::string>())) return fmt::format("gives {} a field of more than 9999 letters", function);
  }
  return {};
}

}  // namespace sluss::transforms::normalise::registers
