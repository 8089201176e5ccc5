#include "daemon/serve/door/identity.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/text.h"

namespace sluss::daemon::door {
namespace {

constexpr std::array<std::pair<std::string_view, Role>, 5> role_names{{{"reader", Role::reader},
                                                                       {"operator", Role::operator_},
                                                                       {"preparer", Role::preparer},
                                                                       {"approver", Role::approver},
                                                                       {"identity", Role::identity}}};
constexpr std::size_t longest_name = 200;
constexpr std::size_t most_groups = 1000;

/// A person's name must not look like another kind of identity in the audit.
bool is_person(std::string_view name) {
  const bool printable =
      std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  const auto taken = [&](std::string_view prefix) { return name.starts_with(prefix); };
  return !name.empty() && name.size() <= longest_name && printable && core::is_well_formed(name) && !taken("token:") &&
         !taken("local:") && !taken("uid:") && !taken(proxied_prefix) && name != "anonymous";
}

}  // namespace

core::Result<std::uint8_t> parse_roles(std::string_view text) {
  unsigned roles = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find_first_of(", \t", begin), text.size());
    const auto word = text.substr(begin, end - begin);
    begin = end + 1;
    if (word.empty()) continue;
    const auto* found = std::ranges::find(role_names, word, &std::pair<std::string_view, Role>::first);
    if (found == role_names.end()) {
      return core::fail(core::ErrorClass::config, "control.role", "'" + std::string(word) + "' is no role",
                        "The roles are reader, operator, preparer, approver and identity.");
    }
    roles |= static_cast<unsigned>(found->second);
  }
  if (roles == 0) {
    return core::fail(core::ErrorClass::config, "control.role", "no role is named",
                      "The roles are reader, operator, preparer, approver and identity.");
  }
  return static_cast<std::uint8_t>(roles);
}

std::string roles_text(std::uint8_t roles) {
  std::string text;
  for (const auto& [name, role] : role_names) {
    if ((roles & static_cast<std::uint8_t>(role)) != 0) text += (text.empty() ? "" : ", ") + std::string(name);
  }
  return text;
}

Refusal unidentified() {
  return {401,
          "access.unknown",
          "the caller is not identified: send a token, or go through the sign-in page's proxy",
          {{"WWW-Authenticate", "Bearer realm=\"sluss\""}}};
}

std::string person_of(std::string_view name) {
  if (name.starts_with(proxied_prefix)) name.remove_prefix(proxied_prefix.size());
  return std::string(name);
}

std::string way_of(std::string_view name) {
  return name.starts_with("local:") || name.starts_with("uid:") ? "socket" : "http";
}

Admission<Identity> IdentityRules::of(const Peer& peer, const ForwardedUser& forwarded) const {
  if (is_proxy(peer)) return forwarded_identity(forwarded);
  if (peer.local) return local_identity(peer);
  if (options_.anonymous == 0) return std::unexpected(unidentified());
  return Identity{"anonymous", options_.anonymous};
}

Admission<Identity> IdentityRules::forwarded_identity(const ForwardedUser& forwarded) const {
  if (forwarded.user.empty()) return std::unexpected(unidentified());
  if (forwarded.user.size() > 1) {
    return std::unexpected(Refusal{400, "access.two_users", "the proxy sent more than one user"});
  }
  const std::string name(core::trimmed(forwarded.user.front()));
  if (name.empty()) return std::unexpected(unidentified());
  if (!is_person(name)) {
    return std::unexpected(Refusal{400, "access.user_name", "the proxy sent a user name that cannot be one"});
  }
  Identity identity{std::string(proxied_prefix) + name, 0};
  std::size_t seen = 0;
  for (const std::string_view line : forwarded.groups) {
    for (std::size_t begin = 0; begin < line.size() && seen < most_groups; ++seen) {
      const auto end = std::min(line.find(options_.separator, begin), line.size());
      const auto found = options_.groups.find(std::string(core::trimmed(line.substr(begin, end - begin))));
      if (found != options_.groups.end()) identity.roles = static_cast<std::uint8_t>(identity.roles | found->second);
      begin = end + 1;
    }
  }
  return identity;
}

Identity IdentityRules::local_identity(const Peer& peer) const {
  Identity identity{options_.name_of ? options_.name_of(peer.user) : "uid:" + std::to_string(peer.user), 0};
  unsigned roles = 0;
  if (peer.user == 0 || peer.user == options_.own_user) {
    roles = static_cast<unsigned>(Role::reader) | static_cast<unsigned>(Role::operator_);
  }
  for (const auto group : peer.groups) {
    if (group == overflow_user) continue;
    if (const auto found = options_.local_groups.find(group); found != options_.local_groups.end()) {
      roles |= found->second;
    }
  }
  identity.roles = static_cast<std::uint8_t>(roles);
  return identity;
}

std::optional<Peer> peer_of(int socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
  Peer peer{.local = true, .user = credentials.uid, .groups = {credentials.gid}, .address = {}};
  // The groups of the process as they were when it connected: no look-up that could wait for a directory service.
  std::vector<gid_t> groups(1024);
  size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0) {
    groups.resize(size / sizeof(gid_t));
    peer.groups.insert(peer.groups.end(), groups.begin(), groups.end());
  }
  return peer;
}

}  // namespace sluss::daemon::door
