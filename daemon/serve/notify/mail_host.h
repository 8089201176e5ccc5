#pragma once
// What can be the name of a mail server. Pure.

#include <string_view>

namespace sluss::daemon::notify {

/// A name or an address (IPv6 with or without brackets) alone, without scheme, user or port.
[[nodiscard]] bool is_mail_host(std::string_view host);

/// This machine itself: the connection crosses no network.
[[nodiscard]] bool is_this_machine(std::string_view host);

}  // namespace sluss::daemon::notify
