#pragma once
// What sealing and signing need of libsodium alike: its initialisation, and texts as the bytes that it takes.

#include <sodium.h>

#include <string>
#include <string_view>

#include "core/error.h"

namespace sluss::daemon::backup {

inline unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}
inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

/// Before anything else of libsodium, as often as one likes. Any thread. Storage class "backup.random".
[[nodiscard]] inline core::Result<> begin_sodium() {
  if (::sodium_init() >= 0) return {};
  return core::fail(core::ErrorClass::storage, "backup.random", "libsodium cannot begin: no random numbers");
}

}  // namespace sluss::daemon::backup
