#pragma once
// Texts of which one part is for whoever sees to Sluss: what the source and the run write has it behind these words.
// Pure.

#include <string>
#include <string_view>

namespace sluss::core {

inline constexpr std::string_view to_operator = "Till den som sköter Sluss:";

struct ToReaders {
  std::string everyone;
  std::string who_operates;  ///< begins with a capital; empty: there is nothing for them
};
[[nodiscard]] ToReaders to_readers(std::string_view text);

}  // namespace sluss::core
