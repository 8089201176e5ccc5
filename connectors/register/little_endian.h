#pragma once
// Numbers in files of zip and of Office, the lowest byte first. Pure; any thread.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluss::connectors::registers {

/// Of `size` bytes at `at`; 0 where they are not all within `bytes`.
[[nodiscard]] constexpr std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  if (bytes.size() < size || at > bytes.size() - size) return 0;
  for (std::size_t i = size; i > 0; --i) number = number << 8U | static_cast<unsigned char>(bytes[at + i - 1]);
  return number;
}

/// Of bytes that are known to be there.
[[nodiscard]] constexpr std::uint16_t number16(const char* bytes) {
  return static_cast<std::uint16_t>(number_at({bytes, 2}, 0, 2));
}
[[nodiscard]] constexpr std::uint32_t number32(const char* bytes) {
  return static_cast<std::uint32_t>(number_at({bytes, 4}, 0, 4));
}
[[nodiscard]] constexpr std::uint64_t number64(const char* bytes) {
  return number_at({bytes, 8}, 0, 8);
}

}  // namespace sluss::connectors::registers
