#pragma once
// What is checked of a request before it is answered: the host it names, its origin, its media type. Pure, but for the
// key of the form tokens.

#include <string>
#include <string_view>
#include <vector>

#include "daemon/serve/door/identity.h"

namespace sluss::daemon::door {

/// How a caller was identified: what a browser sends by itself can be sent by another site's page too.
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
  bool proxied = false;            ///< sent by the reverse proxy for a person
};

/// The Host header, against DNS rebinding. 400 for none or several, 421 for another's name. Over the unix socket any
/// name is right when none is configured; the proxy must name one even then.
[[nodiscard]] Admission<> check_host(const std::vector<std::string>& hosts, const Origins& origins);

/// What check_change() reads of a request.
struct ChangingRequest {
  std::string_view host;            ///< the Host header
  std::vector<std::string> origin;  ///< every Origin header
  std::string_view fetch_site;      ///< Sec-Fetch-Site
  std::string_view content_type;
  bool has_body = false;
  bool api = false;  ///< below /api
  Proof proof = Proof::none;
};

/// For whatever is not GET or HEAD: 403 "request.cross_site", 415 "request.type".
[[nodiscard]] Admission<> check_change(const ChangingRequest& change);

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
