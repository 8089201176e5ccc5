#include "connectors/register/mapping/mapping_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "connectors/register/mapping/fields.h"
#include "connectors/register/mapping/words.h"
#include "core/json.h"

namespace sluss::connectors::registers {

namespace {

using nlohmann::json;

/// A visitor of fields.h.
class FieldWriter {
 public:
  json object = json::object();

  void text(std::string_view key, const std::string& value, Need /*need*/ = Need::may_be_missing) {
    if (!value.empty()) put(key, value);
  }
  void name(std::string_view key, const std::string& value) { text(key, value); }
  void pattern(std::string_view key, const std::string& value, Need /*need*/ = Need::may_be_missing) {
    text(key, value);
  }
  void bound(std::string_view key, const std::string& value) { text(key, value); }
  void level(std::string_view key, const std::string& value) { text(key, value); }
  void texts(std::string_view key, const std::vector<std::string>& values, Need /*need*/ = Need::may_be_missing,
             std::string_view /*one*/ = {}) {
    if (!values.empty()) put(key, values);
  }
  void patterns(std::string_view key, const std::vector<std::string>& values, Need /*need*/ = Need::may_be_missing,
                std::string_view /*one*/ = {}) {
    texts(key, values);
  }
  void flag(std::string_view key, bool value, bool usual) {
    if (value != usual) put(key, value);
  }
  void whole(std::string_view key, std::int64_t value, std::int64_t usual, std::int64_t /*least*/,
             std::int64_t /*most*/) {
    if (value != usual) put(key, value);
  }
  void wholes(std::string_view key, const std::vector<std::int64_t>& values, std::int64_t /*least*/,
              std::int64_t /*most*/) {
    if (!values.empty()) put(key, values);
  }
  void real(std::string_view key, double value) {
    if (value != 0) put(key, value);
  }
  void range(std::string_view key, const std::optional<Range>& value) {
    if (value) put(key, json::array({value->least, value->most}));
  }
  void skip(std::string_view key, bool value) {
    if (value) put(key, "skip");
  }
  void named(std::string_view key, const std::vector<Named>& values, bool patterns) {
    if (values.empty()) return;
    auto made = json::object();
    for (const auto& one : values) made[one.name] = patterns ? json(one.texts) : json(one.texts.front());
    put(key, std::move(made));
  }
  template <class Value>
  void word(std::string_view key, const Value& value, Need /*need*/ = Need::may_be_missing) {
    put(key, word_name(value));
  }
  template <class Value>
  void words(std::string_view key, const std::vector<Value>& values) {
    auto made = json::array();
    for (const auto value : values) made.push_back(word_name(value));
    if (!made.empty()) put(key, std::move(made));
  }
  void absent(std::string_view /*key*/) {}
  template <class Part>
  void part(std::string_view key, Part& value) {
    auto made = written(value);
    if (!made.empty()) put(key, std::move(made));
  }
  template <class Part>
  void optional_part(std::string_view key, const std::optional<Part>& value) {
    if (value) put(key, written(*value));
  }
  template <class Part>
  void parts(std::string_view key, const std::vector<Part>& values) {
    auto made = json::array();
    for (const auto& value : values) made.push_back(written(value));
    if (!made.empty()) put(key, std::move(made));
  }

 private:
  template <class Part>
  static json written(Part& value) {
    FieldWriter writer;
    fields(writer, value);
    return std::move(writer.object);
  }
  void put(std::string_view key, json value) { object[std::string(key)] = std::move(value); }
};

}  // namespace

std::string mapping_json(const Mapping& mapping) {
  FieldWriter writer;
  fields(writer, mapping);
  return core::json_text(writer.object);
}

}  // namespace sluss::connectors::registers
