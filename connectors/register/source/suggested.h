#pragma once
// A text that no list has, with the one of the list that may be meant: what core::Reject::shown has of it, for people.
// Pure.

#include <string>
#include <string_view>
#include <utility>

namespace sluss::connectors::registers {

inline constexpr std::string_view suggestion_begin = " (menas ";
inline constexpr std::string_view suggestion_end = "?)";

/// "Västeråss (menas Västerås (1980)?)"; without a suggestion the text.
[[nodiscard]] inline std::string with_suggestion(std::string text, std::string_view suggestion) {
  if (suggestion.empty()) return text;
  return text.append(suggestion_begin).append(suggestion).append(suggestion_end);
}

/// The text and the suggestion, empty where there is none.
[[nodiscard]] inline std::pair<std::string_view, std::string_view> without_suggestion(std::string_view shown) {
  const auto at = shown.rfind(suggestion_begin);
  if (at == std::string_view::npos || !shown.ends_with(suggestion_end)) return {shown, {}};
  auto suggestion = shown.substr(at + suggestion_begin.size());
  suggestion.remove_suffix(suggestion_end.size());
  return {shown.substr(0, at), suggestion};
}

}  // namespace sluss::connectors::registers
