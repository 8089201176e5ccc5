#pragma once
// Who the caller is, by the kernel, the reverse proxy or a token. Nothing else that a request states of its sender
// counts.

#include <sys/types.h>

#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/serve/door/door.h"
#include "daemon/serve/door/request_target.h"

namespace sluss::daemon::door {

/// "reader, operator" → both bits. Errors: config class "control.role", which lists the roles.
[[nodiscard]] core::Result<std::uint8_t> parse_roles(std::string_view text);
/// "operator, reader"
[[nodiscard]] std::string roles_text(std::uint8_t roles);

/// The overflow uid and gid, which the kernel shows for any unmapped one (user_namespaces(7)): it identifies no one.
inline constexpr unsigned overflow_user = 65534;

/// The other end of a connection.
struct Peer {
  bool local = false;  ///< over the unix socket: user and groups are the kernel's
  uid_t user = 0;
  std::vector<gid_t> groups;
  std::string address;  ///< over TCP
};

/// The person that the reverse proxy names in its headers.
struct ForwardedUser {
  std::vector<std::string> user;  ///< every header of that name
  std::vector<std::string> groups;
};

/// Why a request is refused: a status and its error.
struct Refusal {
  int status = 400;
  std::string code;    ///< "access.unknown"
  std::string what;    ///< English, for /api and the log
  Pairs headers = {};  ///< "Retry-After", "WWW-Authenticate"
};

template <class T = void>
using Admission = std::expected<T, Refusal>;

class IdentityRules {
 public:
  struct Options {
    uid_t own_user = 0;                          ///< that the daemon runs as
    std::optional<uid_t> proxy;                  ///< may speak for others
    std::map<gid_t, std::uint8_t> local_groups;  ///< groups of this machine → roles
    std::map<std::string, std::uint8_t> groups;  ///< groups that the proxy names → roles
    char separator = ',';                        ///< between the groups of one header
    std::uint8_t anonymous = 0;                  ///< roles over TCP without a token
    /// The name of a user of this machine; it must not wait. Empty: "uid:1001".
    std::function<std::string(uid_t)> name_of = {};
  };
  explicit IdentityRules(Options options) : options_(std::move(options)) {}

  /// Without a token. 401 when the caller is unidentified, 400 when the proxy names two users.
  [[nodiscard]] Admission<Identity> of(const Peer& peer, const ForwardedUser& forwarded) const;
  [[nodiscard]] bool is_proxy(const Peer& peer) const {
    return peer.local && options_.proxy == peer.user && peer.user != overflow_user;
  }

 private:
  [[nodiscard]] Admission<Identity> forwarded_identity(const ForwardedUser& forwarded) const;
  [[nodiscard]] Identity local_identity(const Peer& peer) const;

  Options options_;
};

/// SO_PEERCRED and SO_PEERGROUPS of a unix socket (unix(7)).
[[nodiscard]] std::optional<Peer> peer_of(int socket);

[[nodiscard]] Refusal unidentified();

/// A person whom the proxy names is "proxy:anna" wherever it is written or counted: a person "root" is not the
/// machine's
/// ("local:root" over the socket, "root" by a command).
inline constexpr std::string_view proxied_prefix = "proxy:";
/// "anna" of "proxy:anna", as pages call people; any other name as it is.
[[nodiscard]] std::string person_of(std::string_view name);
/// By which way an identity comes: "socket" for a user of this machine, else "http".
[[nodiscard]] std::string way_of(std::string_view name);

}  // namespace sluss::daemon::door
