#pragma once
// What is asked of a request before anybody answers it: the host it names, where it comes from, how it is typed. Pure,
// but for the key of the form tokens.

#include <string>
#include <string_view>
#include <vector>

#include "daemon/serve/door/identity.h"

namespace sluss::daemon::door {

/// How somebody showed who they are: what a browser sends by itself can be sent by another site's page too.
enum class Proof : std::uint8_t {
  none,    ///< anonymous
  kernel,  ///< a process on this machine, directly
  token,   ///< Authorization: Bearer
  proxy,   ///< signed in at the reverse proxy: a browser
};

struct Origins {
  std::vector<std::string> names;  ///< under which people reach the daemon, small letters, without a port
  bool local = false;              ///< over the unix socket
  bool loopback = false;           ///< listens on a loopback address: localhost is a name of it too
  bool proxied = false;            ///< the reverse proxy asks for somebody
};

/// The Host header, against DNS rebinding. 400 for none or several, 421 for another's name. Over the unix socket any
/// name is right when none is configured; the proxy must name one even then.
[[nodiscard]] Admitted<> check_host(const std::vector<std::string>& hosts, const Origins& origins);

struct Changing {
  std::string_view host;            ///< the Host header
  std::vector<std::string> origin;  ///< every Origin header
  std::string_view fetch_site;      ///< Sec-Fetch-Site
  std::string_view content_type;
  bool has_body = false;
  bool api = false;  ///< below /api
  Proof proof = Proof::none;
};

/// For whatever is not GET or HEAD: 403 "request.cross_site", 415 "request.type".
[[nodiscard]] Admitted<> check_change(const Changing& change);

/// Whether the form must carry a form token: a browser may have sent it for another site.
[[nodiscard]] bool needs_form_token(Proof proof, std::string_view content_type);

/// HMAC-SHA-512-256 of the identity with a key that lives as long as the process.
class FormTokens {
 public:
  FormTokens();
  [[nodiscard]] std::string of(const Identity& identity) const;
  [[nodiscard]] bool is_right(const Identity& identity, std::string_view token) const;

 private:
  std::string key_;
};

inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";
inline constexpr std::string_view json_type = "application/json";

}  // namespace sluss::daemon::door
