#pragma once
// The kinds of sources that this program knows. A program for tests may link another registry.cpp in this one's place.
// Any thread.

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "connectors/kind.h"

namespace sluss::connectors {

/// In the order in which documents list them. The first is the one whose source needs no table of its own, and whose
/// segments an older program wrote without naming their kind.
[[nodiscard]] std::span<const Kind* const> kinds();

[[nodiscard]] inline const Kind* find_kind(std::string_view name) {
  const auto all = kinds();
  const auto found = std::ranges::find(all, name, [](const Kind* kind) { return kind->name; });
  return found == all.end() ? nullptr : *found;
}

/// An event that some kind announces, by its name: words for people. Null: none does.
[[nodiscard]] inline const Event* find_event(std::string_view name) {
  for (const auto* kind : kinds()) {
    if (const auto* event = find_event(*kind, name)) return event;
  }
  return nullptr;
}

/// The event among a job's times as they are told, "every 6h, part, after kolada", between what stands before and
/// behind.
struct ToldEvent {
  const Event* event = nullptr;  ///< null: there is none
  std::string_view before, behind;
};
[[nodiscard]] inline ToldEvent event_in(std::string_view told) {
  constexpr std::string_view between = ", ";
  for (std::size_t begin = 0; begin <= told.size();) {
    const auto end = std::min(told.find(between, begin), told.size());
    if (const auto* event = find_event(told.substr(begin, end - begin))) {
      return {event, told.substr(0, begin == 0 ? 0 : begin - between.size()),
              told.substr(std::min(told.size(), end + between.size()))};
    }
    begin = end + between.size();
  }
  return {};
}

/// The kind that is quoted by this origin; null for a source that is its own.
[[nodiscard]] inline const Kind* kind_of_origin(std::string_view origin) {
  const auto all = kinds();
  const auto found =
      std::ranges::find_if(all, [&](const Kind* kind) { return !kind->origin.empty() && kind->origin == origin; });
  return found == all.end() ? nullptr : *found;
}

/// "kolada": the origin of ids that name none, as people may write them.
[[nodiscard]] inline std::string_view understood_origin() {
  const auto& first = *kinds().front();
  return origin_of(first, first.name);
}
[[nodiscard]] inline std::string understood_prefix() {
  return std::string(understood_origin()) + ":";
}
/// "N15428" → "kolada:N15428"; one that names an origin stays as it is, and so does a table ("extract.beslut").
[[nodiscard]] inline std::string with_origin(std::string_view id) {
  const bool whole = id.contains(':') || id.starts_with("extract.");
  return whole ? std::string(id) : understood_prefix().append(id);
}
/// "kolada:N15428" → "N15428"; another origin stays.
[[nodiscard]] inline std::string without_origin(std::string_view id) {
  const auto prefix = understood_prefix();
  return std::string(id.starts_with(prefix) ? id.substr(prefix.size()) : id);
}

}  // namespace sluss::connectors
