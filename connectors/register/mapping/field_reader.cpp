#include "connectors/register/mapping/field_reader.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace sluss::connectors::registers {

namespace {

bool is_number(const Node& node) {
  return node.kind == Node::Kind::integer || (node.kind == Node::Kind::real && std::isfinite(node.real));
}

double number_of(const Node& node) {
  return node.kind == Node::Kind::integer ? static_cast<double>(node.integer) : node.real;
}

}  // namespace

std::string FieldReader::segment(std::string_view key, const Node& node, std::size_t index) {
  const auto* name = node.find("name");
  if (name != nullptr && is_plain_name(name->text)) return std::string(key) + "." + name->text;
  return fmt::format("{}[{}]", key, index + 1);
}

const Node* FieldReader::take(std::string_view key) {
  known_.emplace_back(key);
  return node_.find(key);
}

void FieldReader::problem(std::string_view code, std::string what, std::string remedy, std::string_view key,
                          std::int64_t line, std::int64_t column) {
  auto field = path_;
  if (!key.empty()) field += (field.empty() ? "" : ".") + std::string(key);
  errors_.push_back(core::Error{.code = std::string(code),
                                .error_class = core::ErrorClass::config,
                                .what = std::move(what),
                                .remedy = std::move(remedy),
                                .place = {.file = file_, .line = line, .column = column, .field = std::move(field)}});
}

void FieldReader::missing(std::string_view key) {
  problem("mapping.missing", fmt::format("{} is missing", key), fmt::format("Add {} = …", key), key, node_.line,
          node_.column);
}

void FieldReader::unknown_word(std::string_view key, const std::string& word, std::string remedy) {
  const auto* node = node_.find(key);
  problem("mapping.word", fmt::format("\"{}\" is not known as {}", word, key), std::move(remedy), key,
          node == nullptr ? node_ : *node);
}

bool FieldReader::is_table(std::string_view key, const Node& node) {
  if (node.kind == Node::Kind::table) return true;
  problem("mapping.type", fmt::format("{} is not a table", key), fmt::format("Write it as [{}]", key), key, node);
  return false;
}

bool FieldReader::is_list_of_tables(std::string_view key, const Node& node) {
  const bool tables = node.kind == Node::Kind::list &&
                      std::ranges::all_of(node.items, [](const Node& item) { return item.kind == Node::Kind::table; });
  if (!tables)
    problem("mapping.type", fmt::format("{} is not a list of tables", key),
            fmt::format("Write each as [[{}{}{}]]", path_.substr(0, path_.find('.')), path_.empty() ? "" : ".", key),
            key, node);
  return tables;
}

void FieldReader::name(std::string_view key, std::string& value) {
  text(key, value, Need::required);
  const auto* node = node_.find(key);
  if (node == nullptr || value.empty() || is_plain_name(value)) return;
  problem("mapping.name", fmt::format("\"{}\" is no name", value),
          "Write a-z, digits and _, a letter first, at most 60 of them", key, *node);
}

void FieldReader::text(std::string_view key, std::string& value, Need need) {
  const auto* node = take(key);
  if (node == nullptr) {
    if (need == Need::required) missing(key);
  } else if (node->kind != Node::Kind::text) {
    problem("mapping.type", fmt::format("{} is not a text", key), "Write it within quotes", key, *node);
  } else {
    value = node->text;
    if (need == Need::required && value.empty())
      problem("mapping.missing", fmt::format("{} is empty", key), fmt::format("Write {} = \"…\"", key), key, *node);
  }
}

bool FieldReader::read_texts(std::string_view key, const Node& node, std::vector<std::string>& values) {
  if (node.kind == Node::Kind::text) {
    values.push_back(node.text);
    return true;
  }
  const bool texts = node.kind == Node::Kind::list &&
                     std::ranges::all_of(node.items, [](const Node& item) { return item.kind == Node::Kind::text; });
  if (!texts) {
    problem("mapping.type", fmt::format("{} is not a list of texts", key), "Write [\"a\", \"b\"]", key, node);
    return false;
  }
  for (const auto& item : node.items) values.push_back(item.text);
  return true;
}

void FieldReader::texts(std::string_view key, std::vector<std::string>& values, Need need, std::string_view one) {
  const auto* node = take(key);
  const auto* alias = one.empty() ? nullptr : take(one);
  if (node != nullptr) std::ignore = read_texts(key, *node, values);
  if (alias != nullptr) std::ignore = read_texts(one, *alias, values);
  if (need == Need::required && node == nullptr && alias == nullptr) {
    missing(key);
  } else if (need == Need::required && values.empty() && node != nullptr && node->kind == Node::Kind::list &&
             node->items.empty()) {
    problem("mapping.missing", fmt::format("{} is empty", key), "Write at least one", key, *node);
  }
}

void FieldReader::check_pattern(std::string_view key, const Node& node, const std::string& pattern) {
  const auto parsed = Pattern::parse(pattern);
  if (parsed) return;
  problem("mapping.pattern", fmt::format("in the pattern \"{}\" {}", pattern.substr(0, 100), parsed.error().what),
          parsed.error().remedy, key, node);
}

void FieldReader::pattern(std::string_view key, std::string& value, Need need) {
  text(key, value, need);
  if (const auto* node = node_.find(key)) check_pattern(key, *node, value);
}

void FieldReader::patterns(std::string_view key, std::vector<std::string>& values, Need need, std::string_view one) {
  texts(key, values, need, one);
  for (const auto at : {key, one}) {
    const auto* node = at.empty() ? nullptr : node_.find(at);
    if (node == nullptr) continue;
    if (node->kind == Node::Kind::text) check_pattern(at, *node, node->text);
    for (const auto& item : node->items)
      if (item.kind == Node::Kind::text) check_pattern(at, item, item.text);
  }
}

void FieldReader::flag(std::string_view key, bool& value, bool usual) {
  value = usual;
  const auto* node = take(key);
  if (node == nullptr) return;
  if (node->kind == Node::Kind::boolean) {
    value = node->boolean;
  } else {
    problem("mapping.type", fmt::format("{} is neither true nor false", key), "Write true or false, without quotes",
            key, *node);
  }
}

void FieldReader::whole(std::string_view key, std::int64_t& value, std::int64_t usual, std::int64_t least,
                        std::int64_t most) {
  value = usual;
  const auto* node = take(key);
  if (node == nullptr) return;
  if (node->kind == Node::Kind::integer && node->integer >= least && node->integer <= most) {
    value = node->integer;
  } else {
    problem("mapping.range", fmt::format("{} is not a whole number between {} and {}", key, least, most),
            "Write such a number without quotes", key, *node);
  }
}

void FieldReader::wholes(std::string_view key, std::vector<std::int64_t>& values, std::int64_t least,
                         std::int64_t most) {
  const auto* node = take(key);
  if (node == nullptr) return;
  const auto fits = [&](const Node& item) {
    return item.kind == Node::Kind::integer && item.integer >= least && item.integer <= most;
  };
  if (node->kind != Node::Kind::list || node->items.empty() || !std::ranges::all_of(node->items, fits)) {
    problem("mapping.range", fmt::format("{} is no list of whole numbers between {} and {}", key, least, most),
            "Write [4, 20]", key, *node);
    return;
  }
  for (const auto& item : node->items) values.push_back(item.integer);
}

void FieldReader::real(std::string_view key, double& value) {
  const auto* node = take(key);
  if (node == nullptr) return;
  if (is_number(*node)) {
    value = number_of(*node);
  } else {
    problem("mapping.type", fmt::format("{} is not a number", key), "Write it without quotes, with a decimal point",
            key, *node);
  }
}

void FieldReader::range(std::string_view key, std::optional<Range>& value) {
  const auto* node = take(key);
  if (node == nullptr) return;
  const bool two = node->kind == Node::Kind::list && node->items.size() == 2 && is_number(node->items[0]) &&
                   is_number(node->items[1]) && number_of(node->items[0]) <= number_of(node->items[1]);
  if (two) {
    value = Range{.least = number_of(node->items[0]), .most = number_of(node->items[1])};
  } else {
    problem("mapping.range", fmt::format("{} is not two numbers, the lesser first", key), "Write [0, 100]", key, *node);
    value = Range{};  // it is there: that an expectation lacks one would be a second error of the same place
  }
}

void FieldReader::bound(std::string_view key, std::string& value) {
  const auto* node = take(key);
  if (node == nullptr) return;
  if (is_number(*node)) {
    value = node->kind == Node::Kind::integer ? fmt::format("{}", node->integer) : fmt::format("{}", node->real);
  } else if (node->kind == Node::Kind::text && (plain_number(node->text) || !names_within(node->text).empty())) {
    value = node->text;
  } else {
    problem("mapping.type", fmt::format("{} is neither a number nor a capture", key), "Write 4, or \"{n}\"", key,
            *node);
  }
}

void FieldReader::level(std::string_view key, std::string& value) {
  text(key, value);
  const auto known = level_words();
  if (value.empty() || std::ranges::find(known, value) != known.end()) return;
  const std::vector<std::string> words(known.begin(), known.end());
  unknown_word(key, value, remedy_of(value, words));
}

void FieldReader::skip(std::string_view key, bool& value) {
  std::string word;
  text(key, word);
  value = word == "skip";
  if (!word.empty() && word != "skip" && word != "missing")
    unknown_word(key, word, "Write \"skip\" (no row) or \"missing\" (a row without a value)");
}

void FieldReader::named(std::string_view key, std::vector<Named>& values, bool patterns) {
  const auto* node = take(key);
  if (node == nullptr) return;
  if (node->kind != Node::Kind::table) {
    problem("mapping.type", fmt::format("{} is not a table", key),
            fmt::format("Write {} = {{ column = \"text\" }}", key), key, *node);
    return;
  }
  for (const auto& [name, item] : node->fields) {
    Named one{.name = name};
    if (!patterns && item.kind != Node::Kind::text) {
      problem("mapping.type", fmt::format("{}.{} is not a text", key, name), "Write it within quotes", key, item);
    } else if (read_texts(std::string(key) + "." + name, item, one.texts)) {
      if (patterns)
        for (const auto& text : one.texts) check_pattern(key, item, text);
      values.push_back(std::move(one));
    }
  }
}

void FieldReader::absent(std::string_view key) {
  const auto* node = take(key);
  if (node == nullptr || (node->kind == Node::Kind::text && node->text == "missing")) return;
  problem("mapping.absent", "a row that is not there gives no figure, and means nothing else",
          "Remove it; where nothing means 0 let [facts] select give the rows with 0", key, *node);
}

void FieldReader::finish() {
  for (const auto& [key, node] : node_.fields) {
    if (std::ranges::find(known_, key) != known_.end()) continue;
    const auto nearest = nearest_of(key, known_);
    problem("mapping.unknown_key", fmt::format("the key {} is not known", key),
            nearest.empty() ? "Remove it" : "Did you mean " + nearest + "?", key, node.key_line, node.key_column);
  }
}

}  // namespace sluss::connectors::registers
