#pragma once
// The words by which files divide figures by sex. Any thread.

#include <optional>
#include <string_view>

#include "core/fact.h"

namespace sluss::core {

/// "k", "kvinnor", "män", "samtliga", "män och kvinnor" and their like, in small letters; nothing when it is none.
[[nodiscard]] std::optional<Gender> gender_of_word(std::string_view word);

}  // namespace sluss::core
