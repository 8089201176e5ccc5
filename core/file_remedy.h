#pragma once
// What the remedy of a file that was read asks for, beside its words.

#include <cstdint>

namespace sluss::core {

enum class FileRemedy : std::uint8_t {
  nothing,
  correct,  ///< what is left out is corrected, and the file put in again
  other,
};

}  // namespace sluss::core
