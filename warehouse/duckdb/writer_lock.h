#pragma once
// One writer at a time, over all processes: flock on <folder>/writer.lock, with who holds it written inside for people.
// The kernel releases it when its holder dies.

#include <filesystem>
#include <string_view>

#include "core/error.h"

namespace sluss::warehouse::duckdb {

class WriterLock {
 public:
  /// Busy class "warehouse.locked": who, since when, what to do.
  [[nodiscard]] static core::Result<WriterLock> take(const std::filesystem::path& folder, std::string_view who);
  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&& other) noexcept;
  ~WriterLock();

 private:
  explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace sluss::warehouse::duckdb
