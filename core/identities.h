#pragma once
// Personal numbers in texts of others: a database's error contains the value that it could not convert.

#include <string>
#include <string_view>

namespace sluss::core {

/// The text with what is a personal identity number, by its date and its check digit (with or without century and
/// sign), as "***".
[[nodiscard]] std::string without_identities(std::string_view text);

}  // namespace sluss::core
