#pragma once
// Personal numbers in texts of others: a database's error contains the value that it could not convert.

#include <string>
#include <string_view>

namespace sluss::core {

/// The text with what is a personal identity number, by its date and its check digit (with or without century and
/// sign, parted by any dash or blank), a coordination number (also without a real date), an interim, T or TF number
/// ("19640823-T001"), as "***".
/// Digits, dashes and blanks may be those of any script and width. Linear.
[[nodiscard]] std::string without_identities(std::string_view text);
/// Whether there is one.
[[nodiscard]] bool mentions_identity(std::string_view text);

}  // namespace sluss::core
