#pragma once
// One run of a job at a time on this machine: a lock file a job, held for as long as the object lives.

#include <filesystem>
#include <memory>
#include <string_view>

#include "core/error.h"

namespace sluss::daemon::runner {

class Claim {
 public:
  /// busy class "run.already_running", with who holds it and since when.
  [[nodiscard]] static core::Result<Claim> take(const std::filesystem::path& folder, std::string_view job,
                                                std::string_view since);
  Claim(Claim&& other) noexcept;
  Claim& operator=(Claim&&) = delete;
  ~Claim();

 private:
  explicit Claim(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace sluss::daemon::runner
