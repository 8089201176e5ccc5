#pragma once
// Messages of drivers and databases, as text that can be stored and shown.

#include <string>
#include <string_view>

namespace sluss::connectors::odbc {

/// Well-formed UTF-8 without NUL of octets in whatever encoding: UTF-8, also twice, cut amid a letter or with single
/// broken octets (U+FFFD), UTF-16 in narrow characters, else Windows-1252. Pure.
[[nodiscard]] std::string words_of(std::string_view octets);

}  // namespace sluss::connectors::odbc
