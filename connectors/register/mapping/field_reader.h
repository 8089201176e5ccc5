#pragma once
// Reads the keys of a mapping, or of one of its tables (fields.h), from a node, every error collected with its place.
// Private to mapping/.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/fields.h"
#include "connectors/register/mapping/node.h"
#include "connectors/register/mapping/words.h"

namespace sluss::connectors::registers {

class FieldReader {
 public:
  FieldReader(const Node& node, std::string file, std::string path, MappingErrors& errors)
      : node_(node), file_(std::move(file)), path_(std::move(path)), errors_(errors) {}

  void name(std::string_view key, std::string& value);
  void text(std::string_view key, std::string& value, Need need = Need::may_be_missing);
  void texts(std::string_view key, std::vector<std::string>& values, Need need = Need::may_be_missing,
             std::string_view one = {});
  void pattern(std::string_view key, std::string& value, Need need = Need::may_be_missing);
  void patterns(std::string_view key, std::vector<std::string>& values, Need need = Need::may_be_missing,
                std::string_view one = {});
  void flag(std::string_view key, bool& value, bool usual);
  void whole(std::string_view key, std::int64_t& value, std::int64_t usual, std::int64_t least, std::int64_t most);
  /// One or several.
  void wholes(std::string_view key, std::vector<std::int64_t>& values, std::int64_t least, std::int64_t most);
  void real(std::string_view key, double& value);
  void range(std::string_view key, std::optional<Range>& value);
  void bound(std::string_view key, std::string& value);
  void level(std::string_view key, std::string& value);
  void skip(std::string_view key, bool& value);
  void named(std::string_view key, std::vector<Named>& values, bool patterns);
  /// What a row that is not there means: "missing" alone, which mappings and archives have written.
  void absent(std::string_view key);

  template <class Value>
  void word(std::string_view key, Value& value, Need need = Need::may_be_missing) {
    std::string text_there;
    text(key, text_there, need);
    if (text_there.empty()) return;
    if (const auto found = word_value<Value>(text_there)) {
      value = *found;
    } else {
      unknown_word(key, text_there, word_remedy<Value>(text_there));
    }
  }

  template <class Value>
  void words(std::string_view key, std::vector<Value>& values) {
    std::vector<std::string> list;
    texts(key, list);
    for (const auto& one : list) {
      if (const auto found = word_value<Value>(one)) {
        values.push_back(*found);
      } else {
        unknown_word(key, one, word_remedy<Value>(one));
      }
    }
  }

  template <class Part>
  void part(std::string_view key, Part& value) {
    const auto* node = take(key);
    if (node != nullptr && is_table(key, *node)) read_part(*node, std::string(key), value);
  }

  template <class Part>
  void optional_part(std::string_view key, std::optional<Part>& value) {
    const auto* node = take(key);
    if (node != nullptr && is_table(key, *node)) read_part(*node, std::string(key), value.emplace());
  }

  template <class Part>
  void parts(std::string_view key, std::vector<Part>& values) {
    const auto* node = take(key);
    if (node == nullptr || !is_list_of_tables(key, *node)) return;
    for (std::size_t i = 0; i < node->items.size(); ++i)
      read_part(node->items[i], segment(key, node->items[i], i), values.emplace_back());
  }

  /// Reports keys that no field took.
  void finish();

 private:
  template <class Part>
  void read_part(const Node& node, const std::string& key, Part& value) {
    FieldReader reader(node, file_, path_.empty() ? key : path_ + "." + key, errors_);
    value.written = {.line = node.line, .column = node.column, .path = reader.path_};
    fields(reader, value);
    reader.finish();
  }

  /// "column.rank", or "column[3]" of what has no name.
  [[nodiscard]] static std::string segment(std::string_view key, const Node& node, std::size_t index);
  [[nodiscard]] const Node* take(std::string_view key);
  [[nodiscard]] bool is_table(std::string_view key, const Node& node);
  [[nodiscard]] bool is_list_of_tables(std::string_view key, const Node& node);
  [[nodiscard]] bool read_texts(std::string_view key, const Node& node, std::vector<std::string>& values);
  void check_pattern(std::string_view key, const Node& node, const std::string& pattern);
  void unknown_word(std::string_view key, const std::string& word, std::string remedy);
  void missing(std::string_view key);
  void problem(std::string_view code, std::string what, std::string remedy, std::string_view key, std::int64_t line,
               std::int64_t column);
  void problem(std::string_view code, std::string what, std::string remedy, std::string_view key, const Node& node) {
    problem(code, std::move(what), std::move(remedy), key, node.line, node.column);
  }

  const Node& node_;
  std::string file_;
  std::string path_;
  MappingErrors& errors_;
  std::vector<std::string> known_;
};

}  // namespace sluss::connectors::registers
