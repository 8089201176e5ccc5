#include "core/users.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <limits>
#include <system_error>
#include <vector>

namespace sluss::core {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t first_room = 4096;
constexpr std::size_t most_room = std::size_t{1} << 20U;  // a group of very many members

/// Asks one of getpwnam_r and its like with as much room as it needs; `take` copies what was found.
template <class Entry, class Ask, class Take>
auto looked_up(Ask ask, Take take) -> std::optional<decltype(take(Entry{}))> {
  Entry entry{};
  for (std::vector<char> room(first_room); room.size() <= most_room; room.resize(room.size() * 4)) {
    Entry* found = nullptr;
    const int error = ask(&entry, room.data(), room.size(), &found);
    if (found != nullptr) return take(*found);
    if (error != ERANGE) break;
  }
  return std::nullopt;
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
              fmt::format("cannot give {} to {}: {}", path.string(), user, std::generic_category().message(number)),
              fmt::format("Run it as the user whom the folder belongs to, or give it by hand: chown {}: {}", user,
                          path.string()),
              {.file = path.string()});
}

}  // namespace

std::optional<std::string> user_name(uid_t user) {
  return looked_up<passwd>(
      [&](passwd* entry, char* room, std::size_t size, passwd** found) {
        return ::getpwuid_r(user, entry, room, size, found);
      },
      [](const passwd& found) { return std::string(found.pw_name == nullptr ? "" : found.pw_name); });
}

std::optional<std::string> group_name(gid_t number) {
  return looked_up<group>(
      [&](group* entry, char* room, std::size_t size, group** found) {
        return ::getgrgid_r(number, entry, room, size, found);
      },
      [](const group& found) { return std::string(found.gr_name == nullptr ? "" : found.gr_name); });
}

std::optional<Owner> user_of_name(const std::string& name) {
  return looked_up<passwd>([&](passwd* entry, char* room, std::size_t size,
                               passwd** found) { return ::getpwnam_r(name.c_str(), entry, room, size, found); },
                           [](const passwd& found) { return Owner{found.pw_uid, found.pw_gid}; });
}

std::optional<std::uint32_t> user_number(const std::string& name_or_number) {
  if (const auto known = user_of_name(name_or_number)) return known->user;
  return written_number(name_or_number);
}

std::optional<std::uint32_t> group_number(const std::string& name_or_number) {
  const auto known =
      looked_up<group>([&](group* entry, char* room, std::size_t size,
                           group** found) { return ::getgrnam_r(name_or_number.c_str(), entry, room, size, found); },
                       [](const group& found) { return std::uint32_t{found.gr_gid}; });
  return known ? known : written_number(name_or_number);
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
