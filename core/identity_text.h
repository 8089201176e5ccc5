#pragma once
// The one place that knows which characters are the same to whoever reads a number: digits of any script, blanks,
// dashes and slashes of any width, and marks that nobody sees. Private to core: core/identity_form.h and
// core/identities.h look at texts that were folded here. Linear; any thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluss::core::impl {

/// Signs that may part the last four of a number from its date, and never digits within the date: those are of others.
inline constexpr std::string_view signs_before_last = "_:~*|\\";
/// Every other mark of ASCII. They stand between numbers of formulas, amounts and lists too: alone before the last four
/// they make what may be an identity as digits alone do; "640823(3234)". With a century before 2000 it is written as
/// one, and other signs may stand beside: "19121212 (1212)".
inline constexpr std::string_view unusual_signs = "!\"#$%&'()<=>?@[]`{};";

struct FoldedText {
  std::string text;
  std::vector<std::size_t> from;  ///< where each byte of it begins in the text that was folded
};

/// A byte that a character may have that is folded; no letter of Swedish has one.
[[nodiscard]] constexpr bool may_be_folded(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const bool of_times_or_divided = byte == 0x97 || byte == 0xB7;
  return byte == '^' || byte == 0xC2 || byte == 0xCC || byte == 0xCD || byte >= 0xD9 || of_times_or_divided;
}
[[nodiscard]] bool may_fold(std::string_view text);
/// Decimal digits are '0' to '9', blanks ' ', dashes '-', quotes '"', full-width signs and letters those of ASCII;
/// letters are as they were, marks without width or upon another character are left out, and whatever else there is
/// (a paragraph's sign, a fraction, an arrow) is '#': one of `unusual_signs`.
[[nodiscard]] FoldedText folded(std::string_view text);

}  // namespace sluss::core::impl
