#pragma once
// By what a place of files, as an address or a server's folder, is known again without its words.

#include <string>
#include <string_view>

#include "core/ids.h"

namespace sluss::connectors::registers {

/// Twelve hexadecimal digits. Pure.
[[nodiscard]] inline std::string place_mark(std::string_view place) {
  constexpr std::size_t digits = 12;
  return core::Sha256::of(place).hex().substr(0, digits);
}

}  // namespace sluss::connectors::registers
