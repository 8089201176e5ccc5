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

/// The event of that name of whichever kind announces it. Null: none does.
[[nodiscard]] inline const Event* find_event(std::string_view name) {
  for (const auto* kind : kinds()) {
    if (const auto* event = find_event(*kind, name)) return event;
  }
  return nullptr;
}

/// The event among a job's times as they are shown, "every 6h, part, after kolada", and what is before and after it.
struct EventInTimes {
  const Event* event = nullptr;  ///< null: there is none
  std::string_view before, after;
};
[[nodiscard]] inline EventInTimes find_event_in(std::string_view times) {
  constexpr std::string_view between = ", ";
  for (std::size_t begin = 0; begin <= times.size();) {
    const auto end = std::min(times.find(between, begin), times.size());
    if (const auto* event = find_event(times.substr(begin, end - begin))) {
      return {event, times.substr(0, begin == 0 ? 0 : begin - between.size()),
              times.substr(std::min(times.size(), end + between.size()))};
    }
    begin = end + between.size();
  }
  return {};
}

/// The kind whose origin this is; null for a source that is its own origin.
[[nodiscard]] inline const Kind* kind_of_origin(std::string_view origin) {
  const auto all = kinds();
  const auto found =
      std::ranges::find_if(all, [&](const Kind* kind) { return !kind->origin.empty() && kind->origin == origin; });
  return found == all.end() ? nullptr : *found;
}

/// "kolada": the origin of ids that people write without one.
[[nodiscard]] inline std::string_view understood_origin() {
  const auto& first = *kinds().front();
  return origin_of(first, first.name);
}
[[nodiscard]] inline std::string understood_prefix() {
  return std::string(understood_origin()) + ":";
}
/// "N15428" → "kolada:N15428"; one with an origin is unchanged, and so is a table ("extract.beslut").
[[nodiscard]] inline std::string with_origin(std::string_view id) {
  const bool whole = id.contains(':') || id.starts_with("extract.");
  return whole ? std::string(id) : understood_prefix().append(id);
}
/// "kolada:N15428" → "N15428"; with another origin unchanged.
[[nodiscard]] inline std::string without_origin(std::string_view id) {
  const auto prefix = understood_prefix();
  return std::string(id.starts_with(prefix) ? id.substr(prefix.size()) : id);
}

}  // namespace sluss::connectors
