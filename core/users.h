#pragma once
// The machine's users and groups, and the owner of a file. Names may come from the network (LDAP) and take their
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

/// For people: nothing when it has none, or the look-up fails.
[[nodiscard]] std::optional<std::string> user_name(uid_t user);
[[nodiscard]] std::optional<std::string> group_name(gid_t group);

/// The user of that name, and the group that is its first. Here and below: errors, of transient class
/// "users.no_answer", when the directory of users does not answer, so that the name may or may not exist.
[[nodiscard]] Result<std::optional<Owner>> user_of_name(const std::string& name);
/// By its name, or written as a number when none has that name (as chown takes it). Nothing when there is none: a
/// number that belongs to no one counts, except the one that means "unchanged" to chown.
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

/// Of what a link leads to. Nothing when it is not there, or may not be examined.
[[nodiscard]] std::optional<Owner> owner_of(const std::filesystem::path& path);

/// Gives what root made to the owner of the folder that it is in, who could not write it otherwise. Others than root,
/// and root in root's folders, change nothing. Of a link the link itself. Errors: storage class "disk.permission".
[[nodiscard]] Result<> give_to_folders_owner(const std::filesystem::path& made);
/// The same of what is open.
[[nodiscard]] Result<> give_to_folders_owner(int descriptor, const std::filesystem::path& made);
/// To this one; only root can. Of a link the link itself. Errors: storage class "disk.permission".
[[nodiscard]] Result<> give_to(const std::filesystem::path& path, const Owner& owner);

}  // namespace sluss::core
