#include "daemon/run/state/scratch.h"

#include <system_error>
#include <utility>
#include <vector>

#include "core/log.h"
#include "daemon/run/runner/claim.h"

namespace sluss::daemon::run {

namespace {

namespace fs = std::filesystem;

fs::path folder_of_all(const fs::path& staging) {
  return staging / "scratch";
}

core::Result<> remove_folder(const fs::path& folder) {
  std::error_code problem;
  fs::remove_all(folder, problem);  // a link in it is removed, and not followed
  if (!problem) return {};
  return core::fail(
      core::ErrorClass::storage, "disk.permission",
      "cannot remove " + folder.string() + ", temporary files of a run that has ended: " + problem.message(),
      "Remove it by hand, as root if need be; it is not in use.", {.file = folder.string()});
}

void remove_or_log(const fs::path& folder, const std::string& job) {
  if (const auto removed = remove_folder(folder); !removed) {
    core::log::warning("run.leftover", removed.error().what,
                       {{"job", job}, {"folder", folder.string()}, {"code", removed.error().code}});
  }
}

}  // namespace

core::Result<Scratch> Scratch::make(core::Files& files, const fs::path& staging, std::string_view job) {
  auto folder = folder_of_all(staging) / job;
  SLUSS_TRY(remove_folder(folder));
  SLUSS_TRY(files.make_folders(folder, core::owner_folder));
  return Scratch(std::move(folder), std::string(job));
}

Scratch::Scratch(fs::path folder, std::string job) : folder_(std::move(folder)), job_(std::move(job)) {}

Scratch::Scratch(Scratch&& other) noexcept : folder_(std::exchange(other.folder_, {})), job_(std::move(other.job_)) {}

Scratch::~Scratch() {
  if (!folder_.empty()) remove_or_log(folder_, job_);
}

core::Result<ReadingScratch> ReadingScratch::make(Context& context) {
  constexpr int most = 100;
  for (int number = 1;; ++number) {
    const auto name = ".read-" + std::to_string(number);
    auto claim = Claim::take(context.claims_folder, name, core::to_text(context.clock.now()));
    if (!claim && (claim.error().error_class != core::ErrorClass::busy || number == most))
      return std::unexpected(std::move(claim).error());
    if (!claim) continue;
    auto scratch = SLUSS_TRY(Scratch::make(context.files, context.staging_folder, name));
    return ReadingScratch(*std::move(claim), std::move(scratch));
  }
}

void remove_old_scratch(Context& context) {
  std::vector<fs::path> left;
  std::error_code none;
  for (auto entry = fs::directory_iterator(folder_of_all(context.staging_folder), none);
       !none && entry != fs::directory_iterator(); entry.increment(none)) {
    left.push_back(entry->path());
  }
  for (const auto& folder : left) {
    const auto job = folder.filename().string();
    // One that cannot be claimed runs now, in another process, and the folder is in use.
    const auto claim = Claim::take(context.claims_folder, job, core::to_text(context.clock.now()));
    if (claim) remove_or_log(folder, job);
  }
}

}  // namespace sluss::daemon::run
