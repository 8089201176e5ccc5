#pragma once
// One run of a job at a time on this machine: a lock file a job, held for as long as the object lives.

#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include "core/descriptor.h"
#include "core/error.h"

namespace sluss::daemon::runner {

class Claim {
 public:
  /// busy class "run.already_running", with who holds it and since when.
  [[nodiscard]] static core::Result<Claim> take(const std::filesystem::path& folder, std::string_view job,
                                                std::string_view since);

 private:
  explicit Claim(core::Descriptor file) : file_(std::move(file)) {}
  core::Descriptor file_;
};

}  // namespace sluss::daemon::runner
