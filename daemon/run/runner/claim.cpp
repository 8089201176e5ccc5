#include "daemon/run/runner/claim.h"

#include <unistd.h>

#include <string>

#include "core/file_type.h"

namespace sluss::daemon::run {

core::Result<Claim> Claim::take(const std::filesystem::path& folder, std::string_view job, std::string_view since) {
  std::error_code ignored;  // taking the lock in it reports more
  std::filesystem::create_directories(folder, ignored);
  SLUSS_TRY(core::check_file_type(folder, core::FileType::folder));
  const auto file = folder / (std::string(job) + ".lock");
  auto lock = SLUSS_TRY(warehouse::FileLock::take_own(file));
  if (!lock) {
    const auto holder = warehouse::noted_holder(file);
    return core::fail(
        core::ErrorClass::busy, "run.already_running",
        "job \"" + std::string(job) + "\" is running already" + (holder.empty() ? "" : " (" + holder + ")"),
        "wait for it, or look with `sluss status`", {.file = file.string()});
  }
  lock->note("process " + std::to_string(::getpid()) + ", since " + std::string(since));
  return Claim(std::move(*lock));
}

}  // namespace sluss::daemon::run
