#pragma once
// The machine's groups of users.

#include <cstdint>
#include <optional>
#include <string>

namespace sluss::core {

/// The number of the group with that name, or of one written as a number; nothing when there is none. May ask the
/// network (LDAP): not for the loop.
[[nodiscard]] std::optional<std::uint32_t> group_number(const std::string& name);

}  // namespace sluss::core
