#pragma once
// A folder for the temporary files of one run: <state>/staging/scratch/JOB. Whoever has the job's claim owns it, so
// that one that a kill left is known by its job and removed by whoever has the claim next.

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/files.h"
#include "daemon/run/runner/claim.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

/// Removed with the object. What cannot be removed is logged and does no harm: the job's next run tries again.
class Scratch {
 public:
  /// An empty folder, for the owner alone; what a run before left there is removed. The caller has the job's claim.
  /// Errors: those of the disk.
  [[nodiscard]] static core::Result<Scratch> make(core::Files& files, const std::filesystem::path& staging,
                                                  std::string_view job);
  Scratch(Scratch&& other) noexcept;
  Scratch& operator=(Scratch&& other) = delete;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  Scratch(std::filesystem::path folder, std::string job);

  std::filesystem::path folder_;  ///< empty: moved away
  std::string job_;
};

/// A folder for the temporary files of one segment that is read again, whoever reads it:
/// <state>/staging/scratch/.read-N, a name that no job has. Removed with the object.
class ReadingScratch {
 public:
  /// Errors: those of the disk; busy class "run.already_running" when a hundred are read at once.
  [[nodiscard]] static core::Result<ReadingScratch> make(Context& context);
  [[nodiscard]] const std::filesystem::path& folder() const { return scratch_.folder(); }

 private:
  ReadingScratch(Claim claim, Scratch scratch) : claim_(std::move(claim)), scratch_(std::move(scratch)) {}

  Claim claim_;  ///< released after the folder is gone
  Scratch scratch_;
};

/// Folders that killed runs left, of jobs that do not run now. What cannot be removed is logged.
void remove_old_scratch(Context& context);

}  // namespace sluss::daemon::run
