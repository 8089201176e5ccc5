#include "core/group.h"

#include <grp.h>

#include <cerrno>
#include <charconv>
#include <vector>

namespace sluss::core {

std::optional<std::uint32_t> group_number(const std::string& name) {
  constexpr std::size_t most_room = std::size_t{1} << 20U;  // a group of very many members
  struct group found{};
  for (std::vector<char> room(4096); room.size() <= most_room; room.resize(room.size() * 4)) {
    struct group* result = nullptr;
    const int error = ::getgrnam_r(name.c_str(), &found, room.data(), room.size(), &result);
    if (result != nullptr) return result->gr_gid;
    if (error != ERANGE) break;
  }
  std::uint32_t number = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
  if (name.empty() || parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) return std::nullopt;
  return number;
}

}  // namespace sluss::core
