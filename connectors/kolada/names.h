#pragma once
// How names that people write are compared with names that Kolada writes.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluss::connectors::kolada {

/// core::folded(), runs of white space as one space, none at the ends.
[[nodiscard]] std::string fold(std::string_view text);

/// `pattern` with * and ? against the whole text; without them, anywhere in it. Both folded before.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view text);

/// A name that Kolada has, and how it is shown.
struct KnownName {
  std::string name;
  std::string shown;
};

/// The shown forms of the (at most three) known names nearest to the wanted one, the nearest first; none that is too
/// far to be meant.
[[nodiscard]] std::vector<std::string> nearest(std::string_view wanted, std::span<const KnownName> known);

/// "a", "a, b"
[[nodiscard]] std::string joined(std::span<const std::string> texts, std::string_view between = ", ");

/// Ids that may be in a path: [A-Za-z0-9_-]+.
[[nodiscard]] bool is_path_id(std::string_view id);

}  // namespace sluss::connectors::kolada
