#include "core/users.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

#include "core/system_text.h"

namespace sluss::core {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t first_room = 4096;
constexpr std::size_t most_groups = 65536;                // the kernel's own bound
constexpr std::size_t most_room = std::size_t{1} << 20U;  // a group of very many members

/// Their words for "none has that name": what else they return is no answer.
bool is_none(int error) {
  return error == 0 || error == ENOENT || error == ESRCH || error == EBADF || error == EPERM;
}

std::unexpected<Error> no_answer(int number, const std::string& whom) {
  return fail(ErrorClass::transient, "users.no_answer",
              fmt::format("whether this machine has {} is not known: its directory of users does not answer ({})", whom,
                          system_text(number)),
              fmt::format("Try again in a while. If it stays so, see what /etc/nsswitch.conf names (sssd, LDAP): "
                          "getent {}",
                          whom.starts_with("the group") ? "group" : "passwd"),
              {.file = "/etc/nsswitch.conf"});
}

/// Calls getpwnam_r or its like with as much room as it needs; `take` copies what was found.
template <class Entry, class Ask, class Take>
auto look_up(const std::string& whom, Ask ask, Take take) -> Result<std::optional<decltype(take(Entry{}))>> {
  using MaybeEntry = std::optional<decltype(take(Entry{}))>;
  Entry entry{};
  int error = ERANGE;
  for (std::vector<char> room(first_room); error == ERANGE && room.size() <= most_room; room.resize(room.size() * 4)) {
    Entry* found = nullptr;
    error = ask(&entry, room.data(), room.size(), &found);
    if (found != nullptr) return MaybeEntry(take(*found));
    if (error == EINTR) error = ERANGE;  // retried
  }
  if (is_none(error)) return MaybeEntry{};
  return no_answer(error, whom);
}

std::optional<std::uint32_t> written_number(const std::string& text) {
  std::uint32_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  if (number == std::numeric_limits<std::uint32_t>::max()) return std::nullopt;  // chown's "as it is"
  return number;
}

/// Nothing: it stays as it is.
std::optional<Owner> to_be_given(const fs::path& made) {
  if (::geteuid() != 0) return std::nullopt;
  auto owner = owner_of(made.has_parent_path() ? made.parent_path() : fs::path("."));
  if (owner && owner->user == 0) owner.reset();
  return owner;
}

std::unexpected<Error> not_given(int number, const fs::path& path, const Owner& owner) {
  const auto user = user_for_chown(owner.user);
  return fail(ErrorClass::storage, "disk.permission",
              fmt::format("cannot give {} to {}: {}", path.string(), user, system_text(number)),
              fmt::format("Run it as the user whom the folder belongs to, or give it by hand: chown {}: {}", user,
                          path.string()),
              {.file = path.string()});
}

}  // namespace

std::optional<std::string> user_name(uid_t user) {
  const auto name = look_up<passwd>(
      "the user",
      [&](passwd* entry, char* room, std::size_t size, passwd** found) {
        return ::getpwuid_r(user, entry, room, size, found);
      },
      [](const passwd& found) { return std::string(found.pw_name == nullptr ? "" : found.pw_name); });
  return name.value_or(std::nullopt);
}

std::optional<std::string> group_name(gid_t number) {
  const auto name = look_up<group>(
      "the group",
      [&](group* entry, char* room, std::size_t size, group** found) {
        return ::getgrgid_r(number, entry, room, size, found);
      },
      [](const group& found) { return std::string(found.gr_name == nullptr ? "" : found.gr_name); });
  return name.value_or(std::nullopt);
}

Result<std::optional<Owner>> user_of_name(const std::string& name) {
  return look_up<passwd>(
      "the user " + name,
      [&](passwd* entry, char* room, std::size_t size, passwd** found) {
        return ::getpwnam_r(name.c_str(), entry, room, size, found);
      },
      [](const passwd& found) { return Owner{found.pw_uid, found.pw_gid}; });
}

Result<std::optional<std::uint32_t>> user_number(const std::string& name_or_number) {
  const auto known = user_of_name(name_or_number);
  if (known && *known) return std::optional<std::uint32_t>((*known)->user);
  if (const auto number = written_number(name_or_number)) return number;
  if (!known) return std::unexpected(known.error());
  return std::nullopt;
}

Result<std::optional<std::uint32_t>> group_number(const std::string& name_or_number) {
  auto known = look_up<group>(
      "the group " + name_or_number,
      [&](group* entry, char* room, std::size_t size, group** found) {
        return ::getgrnam_r(name_or_number.c_str(), entry, room, size, found);
      },
      [](const group& found) { return std::uint32_t{found.gr_gid}; });
  if (known && *known) return known;
  if (const auto number = written_number(name_or_number)) return number;
  return known;
}

Result<bool> is_member(uid_t user, gid_t group) {
  const auto found = look_up<passwd>(
      "the user " + std::to_string(user),
      [&](passwd* entry, char* room, std::size_t size, passwd** known) {
        return ::getpwuid_r(user, entry, room, size, known);
      },
      [](const passwd& known) { return std::pair(std::string(known.pw_name), known.pw_gid); });
  if (!found) return std::unexpected(found.error());
  if (!*found) return false;
  const auto& [name, first] = **found;
  std::vector<gid_t> groups(64);
  int count = static_cast<int>(groups.size());
  while (::getgrouplist(name.c_str(), first, groups.data(), &count) < 0) {
    groups.resize(std::max(2 * groups.size(), static_cast<std::size_t>(std::max(count, 0))));
    if (groups.size() > most_groups) break;
    count = static_cast<int>(groups.size());
  }
  groups.resize(std::min(groups.size(), static_cast<std::size_t>(std::max(count, 0))));
  return std::ranges::find(groups, group) != groups.end();
}

std::string shown_group(gid_t group) {
  return group_name(group).value_or(std::to_string(group));
}

std::string shown_user(uid_t user) {
  return user_name(user).value_or(fmt::format("uid:{}", user));
}

std::string user_for_sudo(uid_t user) {
  return user_name(user).value_or(fmt::format("\\#{}", user));
}

std::string user_for_chown(uid_t user) {
  return user_name(user).value_or(fmt::format("{}", user));
}

std::optional<Owner> owner_of(const fs::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return Owner{status.st_uid, status.st_gid};
}

Result<> give_to_folders_owner(const fs::path& made) {
  const auto owner = to_be_given(made);
  return owner ? give_to(made, *owner) : Result<>{};
}

Result<> give_to_folders_owner(int descriptor, const fs::path& made) {
  const auto owner = to_be_given(made);
  if (!owner || ::fchown(descriptor, owner->user, owner->group) == 0) return {};
  return not_given(errno, made, *owner);
}

Result<> give_to(const fs::path& path, const Owner& owner) {
  if (::lchown(path.c_str(), owner.user, owner.group) == 0) return {};
  return not_given(errno, path, owner);
}

}  // namespace sluss::core
