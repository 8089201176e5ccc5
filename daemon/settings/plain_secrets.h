#pragma once
// Where a secret would be stored, or sent, in plain text. Pure.

#include <string_view>

namespace sluss::daemon::settings {

/// Whether an ODBC connection string contains a password, by ODBC's rules: `Key = value` with blanks around both,
/// values in braces ({a;b}, with }} for a brace), letters of either case. A password within a value that a driver
/// parses itself counts (pqopt, Options); a password in the name of a database does not.
[[nodiscard]] bool carries_password(std::string_view connection);

/// A key that is meant for a password: "password", "Pwd", "proxy_password", "losenord".
[[nodiscard]] bool is_password_key(std::string_view key);

/// http:// to another machine: everybody between reads what is sent. Loopback is 127.0.0.0/8, [::1] and localhost.
[[nodiscard]] bool is_plain_to_others(std::string_view url);

/// The same of a proxy, which may be written without a scheme; whatever is not https:// is plain.
[[nodiscard]] bool is_plain_proxy(std::string_view proxy);

}  // namespace sluss::daemon::settings
