#include "daemon/serve/notify/mail_host.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

namespace sluss::daemon::notify {
namespace {

constexpr std::size_t longest = 253;  // DNS

bool is_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

}  // namespace

bool is_mail_host(std::string_view host) {
  if (host.empty() || host.size() > longest) return false;
  if (!host.contains(':')) return std::ranges::all_of(host, is_of_name);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  // More than one colon: "smtp.example.se:587" and "a:25" are a name with a port.
  return std::ranges::count(host, ':') > 1 &&
         host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

bool is_this_machine(std::string_view host) {
  in_addr four{};
  // A name that begins with 127. is anybody's.
  if (::inet_pton(AF_INET, std::string(host).c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24U) == 127;
  return host == "localhost" || host == "::1" || host == "[::1]";
}

}  // namespace sluss::daemon::notify
