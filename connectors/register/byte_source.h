#pragma once
// Bytes one after another, of what is unpacked. One thread at a time.

#include <cstddef>
#include <span>

#include "core/error.h"

namespace sluss::connectors::registers {

/// Bytes in their order.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills a beginning of `into`, which is not empty; returns how much, 0 at the end only.
  [[nodiscard]] virtual core::Result<std::size_t> read(std::span<char> into) = 0;
};

}  // namespace sluss::connectors::registers
