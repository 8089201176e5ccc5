#pragma once
// What a robots.txt (RFC 9309) says: which addresses of a host a program by our name may fetch. http_place.cpp fetches
// and obeys it. Pure; a value.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sluss::connectors::registers {

/// What is read of a robots.txt; the rest does not count.
inline constexpr std::size_t robots_bytes_most = std::size_t{512} << 10U;

class RobotsRules {
 public:
  /// Nothing is forbidden.
  RobotsRules() = default;
  /// The rules for `agent` ("sluss", whatever letters), of all groups that name it; of those for * where none does.
  [[nodiscard]] static RobotsRules parse(std::string_view text, std::string_view agent);
  /// By the longest rule that matches; of two as long the one that permits. `address`: path and query, "/a/b?c=d".
  [[nodiscard]] bool permits(std::string_view address) const;

 private:
  struct Rule {
    std::string pattern;
    bool permits = false;
  };
  std::vector<Rule> rules_;
};

}  // namespace sluss::connectors::registers
