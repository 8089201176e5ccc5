#pragma once
// The words of a mapping's enumerations, and the nearest one to a misspelt word. For mapping/ and suggest/.

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "connectors/register/mapping/pattern.h"
#include "core/nearest.h"

namespace sluss::connectors::registers {

template <class Value>
using WordTable = std::span<const std::pair<std::string_view, Value>>;

template <class Value>
[[nodiscard]] WordTable<Value> words_of();
template <>
[[nodiscard]] WordTable<Layout> words_of<Layout>();
template <>
[[nodiscard]] WordTable<FileFormat> words_of<FileFormat>();
template <>
[[nodiscard]] WordTable<MarkStatus> words_of<MarkStatus>();
template <>
[[nodiscard]] WordTable<ColumnType> words_of<ColumnType>();
template <>
[[nodiscard]] WordTable<core::PeriodKind> words_of<core::PeriodKind>();
template <>
[[nodiscard]] WordTable<Pattern::Kind> words_of<Pattern::Kind>();

/// "rike", "län", "region", "kommun", "stadsdel", "enhet", "okänd".
[[nodiscard]] std::span<const std::string_view> level_words();

/// a-z, digits and _, a letter first.
[[nodiscard]] bool is_plain_name(std::string_view name);

using core::nearest_of;
/// "Did you mean x?", or all of them: "Write a, b or c".
[[nodiscard]] std::string remedy_of(std::string_view word, std::span<const std::string> words);

template <class Value>
[[nodiscard]] std::optional<Value> word_value(std::string_view word) {
  for (const auto& [name, value] : words_of<Value>())
    if (name == word) return value;
  return std::nullopt;
}

template <class Value>
[[nodiscard]] std::string_view word_name(Value value) {
  for (const auto& [name, other] : words_of<Value>())
    if (other == value) return name;
  return {};
}

template <class Value>
[[nodiscard]] std::string word_remedy(std::string_view word) {
  std::vector<std::string> names;
  for (const auto& [name, value] : words_of<Value>()) names.emplace_back(name);
  return remedy_of(word, names);
}

}  // namespace sluss::connectors::registers
