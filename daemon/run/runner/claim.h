#pragma once
// One run of a job at a time on this machine: a lock file a job, held for as long as the object lives.

#include <filesystem>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "warehouse/file_lock.h"

namespace sluss::daemon::run {

class Claim {
 public:
  /// Busy class "run.already_running", with who holds it and since when; storage class "disk.…".
  [[nodiscard]] static core::Result<Claim> take(const std::filesystem::path& folder, std::string_view job,
                                                std::string_view since);

 private:
  explicit Claim(warehouse::FileLock lock) : lock_(std::move(lock)) {}
  warehouse::FileLock lock_;
};

}  // namespace sluss::daemon::run
