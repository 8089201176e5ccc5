#pragma once
// The machine's users and groups, and whom a file belongs to. Names may come from the network (LDAP) and take their
// time: none of the look-ups is for the loop. Any thread.

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/error.h"

namespace sluss::core {

struct Owner {
  uid_t user = 0;
  gid_t group = 0;
  bool operator==(const Owner&) const = default;
};

/// For people: nothing when it has none, or none can be told.
[[nodiscard]] std::optional<std::string> user_name(uid_t user);
[[nodiscard]] std::optional<std::string> group_name(gid_t group);

/// The user of that name, and the group that is its first. Here and below: errors, of transient class
/// "users.no_answer", when the directory of users could not be asked, which says nothing of the name.
[[nodiscard]] Result<std::optional<Owner>> user_of_name(const std::string& name);
/// By its name, or written as a number when none has that name (as chown takes it). Nothing when there is none: a
/// number of nobody's is one all the same, but for the one that chown takes for "as it is".
[[nodiscard]] Result<std::optional<std::uint32_t>> user_number(const std::string& name_or_number);
[[nodiscard]] Result<std::optional<std::uint32_t>> group_number(const std::string& name_or_number);
/// Its first group, or one that lists it. A user that the machine does not know is in none.
[[nodiscard]] Result<bool> is_member(uid_t user, gid_t group);

/// For people: its name, or its number where it has none.
[[nodiscard]] std::string shown_group(gid_t group);

/// "sluss", or "uid:990"; as sudo takes it: "sluss", or "\#990"; as chown does: "sluss", or "990".
[[nodiscard]] std::string shown_user(uid_t user);
[[nodiscard]] std::string user_for_sudo(uid_t user);
[[nodiscard]] std::string user_for_chown(uid_t user);

/// Of what a link leads to. Nothing when it is not there, or may not be looked at.
[[nodiscard]] std::optional<Owner> owner_of(const std::filesystem::path& path);

/// What root made where somebody else works goes to whom the folder that it lies in belongs to: as root's that somebody
/// could not write it. Others than root, and root in root's folders, change nothing. Of a link the link itself.
/// Errors: storage class "disk.permission".
[[nodiscard]] Result<> give_to_folders_owner(const std::filesystem::path& made);
/// The same of what is open.
[[nodiscard]] Result<> give_to_folders_owner(int descriptor, const std::filesystem::path& made);
/// To this one; only root can. Of a link the link itself. Errors: storage class "disk.permission".
[[nodiscard]] Result<> give_to(const std::filesystem::path& path, const Owner& owner);

}  // namespace sluss::core
