#include "core/toml_reader.h"

#include <algorithm>

#include "core/nearest.h"

namespace sluss::core {

namespace {

Error error_at(const std::string& file, const toml::source_region& region, const std::string& code, std::string what,
               std::string remedy, std::string_view field) {
  return fail(ErrorClass::config, code, std::move(what), std::move(remedy),
              {.file = file,
               .line = static_cast<std::int64_t>(region.begin.line),
               .column = static_cast<std::int64_t>(region.begin.column),
               .field = std::string(field)})
      .error();
}

}  // namespace

std::optional<toml::table> parse_toml(const std::string& text, const std::string& file, const std::string& code,
                                      std::vector<Error>& errors) {
  auto result = toml::parse(std::string_view(text), std::string_view(file));
  if (result) return std::move(result).table();
  errors.push_back(error_at(file, result.error().source(), code + ".toml", std::string(result.error().description()),
                            "Mend the TOML", ""));
  return std::nullopt;
}

const toml::node* TableReader::take(std::string_view key) {
  known_.emplace_back(key);
  return table_.get(key);
}

void TableReader::add(std::string_view what_code, std::string what, std::string remedy, std::string_view key) {
  const auto* node = key.empty() ? nullptr : table_.get(key);
  errors_.push_back(error_at(file_, node == nullptr ? table_.source() : node->source(),
                             code_ + "." + std::string(what_code), std::move(what), std::move(remedy), key));
}

std::optional<std::string> TableReader::text(std::string_view key) {
  const auto* node = take(key);
  if (node == nullptr) return std::nullopt;
  if (auto value = node->value_exact<std::string>()) return value;
  add("type", std::string(key) + " is not a text", "Write it within quotes", key);
  return std::nullopt;
}

std::string TableReader::required_text(std::string_view key) {
  const bool there = table_.contains(key);
  auto value = text(key);
  if (!there) add("missing", std::string(key) + " is missing", "Add " + std::string(key) + " = \"…\"", "");
  return value.value_or("");
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const auto* node = take(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value_exact<std::int64_t>();
  if (value && *value >= least && *value <= most) return value;
  add("range",
      std::string(key) + " is not a whole number between " + std::to_string(least) + " and " + std::to_string(most),
      "Write such a number without quotes", key);
  return std::nullopt;
}

std::optional<Day> TableReader::day(std::string_view key) {
  const auto* node = take(key);
  if (node == nullptr) return std::nullopt;
  if (const auto value = node->value_exact<toml::date>()) return day_of(value->year, value->month, value->day);
  add("type", std::string(key) + " is not a day", "Write it without quotes: 2007-01-01", key);
  return std::nullopt;
}

std::map<std::string, std::string> TableReader::named_texts(std::string_view key) {
  std::map<std::string, std::string> values;
  const auto* node = take(key);
  if (node == nullptr) return values;
  const auto* table = node->as_table();
  if (table != nullptr)
    for (const auto& [name, item] : *table)
      if (auto value = item.value_exact<std::string>()) values.emplace(name.str(), *std::move(value));
  if (table == nullptr || values.size() != table->size())
    add("type", std::string(key) + " is not a table of texts", "Write { name = \"text\" }", key);
  return values;
}

std::vector<std::string> TableReader::texts(std::string_view key) {
  std::vector<std::string> values;
  const auto* node = take(key);
  if (node == nullptr) return values;
  const auto* list = node->as_array();
  if (list != nullptr)
    for (const auto& item : *list)
      if (const auto value = item.value_exact<std::string>()) values.push_back(*value);
  if (list == nullptr || values.size() != list->size())
    add("type", std::string(key) + " is not a list of texts", "Write [\"a\", \"b\"]", key);
  return values;
}

const toml::array* TableReader::tables(std::string_view key) {
  const auto* node = take(key);
  if (node == nullptr) return nullptr;
  const auto* list = node->as_array();
  if (list != nullptr && std::ranges::all_of(*list, [](const toml::node& item) { return item.is_table(); }))
    return list;
  add("type", std::string(key) + " is not a list of tables", "Write each as [[" + std::string(key) + "]]", key);
  return nullptr;
}

void TableReader::finish() {
  for (const auto& [key, node] : table_) {
    const std::string name(key.str());
    if (std::ranges::find(known_, name) != known_.end()) continue;
    const auto nearest = nearest_of(name, known_);
    errors_.push_back(error_at(file_, key.source(), code_ + ".unknown_key", "the key " + name + " is not known",
                               nearest.empty() ? "Remove it" : "Did you mean " + nearest + "?", name));
  }
}

}  // namespace sluss::core
