#include "daemon/settings/read_value.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/duration.h"
#include "daemon/settings/schema.h"
#include "daemon/settings/size.h"

namespace sluss::daemon::settings {

using core::config::Type;
using core::config::Value;

namespace {

std::string bound(const core::config::Key& key, double value) {
  if (key.type == Type::duration) return core::to_text(std::chrono::milliseconds(static_cast<std::int64_t>(value)));
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return key.type == Type::size ? text + " bytes" : text;
}

}  // namespace

core::Place place_of(const Text& text, const toml::source_region& region, std::string field) {
  return {text.file.string(), region.begin.line, region.begin.column, std::move(field)};
}

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

void ValueReader::fail(std::string_view code, std::string what, std::string remedy, const toml::source_region& where,
                       std::string field) {
  draft_.fail(code, std::move(what), std::move(remedy), place_of(text_, where, std::move(field)));
}

bool ValueReader::wrong_type(const core::config::Key& key, const toml::node& node, const std::string& path) {
  std::string remedy = "Write a " + type_words(key) + ".";
  const auto sample = key.example.empty() ? key.standard : key.example;
  if (!sample.empty()) remedy = "For example: " + std::string(key.name) + " = " + std::string(sample);
  fail("config.type", path + " is " + type_name(node) + ", not a " + type_words(key), std::move(remedy), node.source(),
       path);
  return false;
}

bool ValueReader::within(const core::config::Key& key, double given, const toml::node& node, const std::string& path) {
  if (key.least == 0 && key.most == 0) return true;
  if (std::isfinite(given) && given >= key.least && given <= key.most) return true;
  fail("config.bounds", path + " is outside its bounds",
       "Write a value from " + bound(key, key.least) + " to " + bound(key, key.most) + ".", node.source(), path);
  return false;
}

bool ValueReader::one_of(const core::config::Key& key, const std::string& word, const toml::source_region& where,
                         const std::string& path) {
  if (key.words.empty()) return true;
  const auto words = core::config::words_of(key);
  std::string list;
  for (const auto& one : words) list += (list.empty() ? "" : ", ") + one;
  if (std::ranges::find(words, word) != words.end()) return true;
  const auto near = nearest(word, words);
  fail("config.word", "'" + word + "' is not known for " + path,
       near.empty() ? "Write one of: " + list + "." : "Did you mean '" + near + "'? The words are: " + list + ".",
       where, path);
  return false;
}

bool ValueReader::convert(const core::config::Key& key, const toml::node& node, const std::string& path, Value& value) {
  switch (key.type) {
    case Type::text:
    case Type::duration:
    case Type::size:
      return convert_text(key, node, path, value);
    case Type::integer:
      if (!node.is_integer()) return wrong_type(key, node, path);
      value.integer = *node.value<std::int64_t>();
      return within(key, static_cast<double>(value.integer), node, path);
    case Type::number:
      if (!node.is_number()) return wrong_type(key, node, path);
      value.number = *node.value<double>();
      return within(key, value.number, node, path);
    case Type::boolean:
      if (!node.is_boolean()) return wrong_type(key, node, path);
      value.boolean = *node.value<bool>();
      return true;
    case Type::texts:
      return convert_texts(key, node, path, value);
    case Type::names:
      return convert_names(key, node, path, value);
  }
  return false;
}

bool ValueReader::convert_text(const core::config::Key& key, const toml::node& node, const std::string& path,
                               Value& value) {
  if (!node.is_string()) return wrong_type(key, node, path);
  value.text = *node.value<std::string>();
  if (value.text.find('\0') != std::string::npos) {
    fail("config.value", path + " holds a NUL character", "Remove it.", node.source(), path);
    return false;
  }
  if (key.type == Type::text) return one_of(key, value.text, node.source(), path);
  if (const auto words = core::config::words_of(key); std::ranges::find(words, value.text) != words.end()) return true;
  if (key.type == Type::size) {
    auto size = parse_size(value.text);
    if (!size) return pass_on(std::move(size).error(), node, path);
    value.size = *size;
    return within(key, static_cast<double>(value.size), node, path);
  }
  auto duration = core::parse_duration(value.text);
  if (!duration) return pass_on(std::move(duration).error(), node, path);
  value.duration = *duration;
  return within(key, static_cast<double>(value.duration.count()), node, path);
}

bool ValueReader::pass_on(core::Error error, const toml::node& node, const std::string& path) {
  fail(error.code, path + ": " + error.what, std::move(error.remedy), node.source(), path);
  return false;
}

bool ValueReader::convert_texts(const core::config::Key& key, const toml::node& node, const std::string& path,
                                Value& value) {
  const auto* list = node.as_array();
  if (list == nullptr) return wrong_type(key, node, path);
  bool good = true;
  for (const auto& element : *list) {
    const auto element_path = path + "." + std::to_string(value.texts.size());
    if (!element.is_string()) {
      fail("config.type", path + " holds " + type_name(element) + " among its texts",
           "Put quotation marks around it: codes are texts, so that their zeros stay.", element.source(), path);
      good = false;
      continue;
    }
    value.texts.push_back(*element.value<std::string>());
    draft_.places.insert_or_assign(element_path, place_of(text_, element.source(), path));
    good = one_of(key, value.texts.back(), element.source(), path) && good;
  }
  return good;
}

bool ValueReader::convert_names(const core::config::Key& key, const toml::node& node, const std::string& path,
                                Value& value) {
  const auto* table = node.as_table();
  if (table == nullptr) return wrong_type(key, node, path);
  bool good = true;
  for (const auto& [name, element] : *table) {
    if (!element.is_string()) {
      good = wrong_type(key, element, path + "." + std::string(name.str()));
      continue;
    }
    value.names.emplace_back(std::string(name.str()), *element.value<std::string>());
  }
  return good;
}

}  // namespace sluss::daemon::settings
