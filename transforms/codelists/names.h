#pragma once
// Which writings of a name are one name. Private to transforms/codelists.

#include <string>
#include <string_view>
#include <vector>

#include "transforms/codelists/codelist.h"

namespace sluss::transforms::codelists::impl {

/// Letters folded, each run of blanks and hyphens of any kind one blank, none around: "Upplands-Bro " and "UPPLANDS
/// BRO" are both "upplands bro".
[[nodiscard]] std::string normalised(std::string_view text);

/// Without the list's beginnings and endings, and then also without a genitive's s: "Göteborgs stad" is "göteborgs" and
/// "göteborg". One that has neither is itself. `text` is normalised.
[[nodiscard]] std::vector<std::string> bare_forms(const Codelist& list, const std::string& text);

/// How many letters two normalised names differ by; å for a is one.
[[nodiscard]] std::size_t letters_apart(std::string_view a, std::string_view b);

}  // namespace sluss::transforms::codelists::impl
