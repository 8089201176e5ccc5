#include "daemon/deliver/folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "core/kill_point.h"
#include "core/replace_file.h"
#include "core/users.h"
#include "transforms/datasets/export.h"

namespace sluss::daemon::deliver {
namespace {

namespace fs = std::filesystem;
using transforms::datasets::target_error;

/// Why the name could not be taken, though the file beside it was written.
struct Refusal {
  std::string reason;
};

/// The file beside has a random name: where the folder may not be written in, the error names the folder, and the user
/// that needs access.
core::Error of_folder(core::Error error, const fs::path& folder) {
  if (error.code != "disk.permission" || ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0)
    return error;
  error.what = folder.string() + " may not be written in: " + std::generic_category().message(errno);
  error.remedy = "Let the user " + core::shown_user(::geteuid()) + " that this process runs as write in " +
                 folder.string() + " (owner, mode, read-only mount)";
  error.place.file = folder.string();
  return error;
}

class FolderTarget final : public FileTarget {
 public:
  FolderTarget(core::Files& files, fs::path folder, core::FileMode mode)
      : files_(files), folder_(std::move(folder)), mode_(mode) {}

  core::Result<PutResult> put(const OutgoingFile& file, std::stop_token stop) override {
    SLUSS_TRY(there());
    if (stop.stop_requested())
      return core::fail(core::ErrorClass::cancelled, "delivery.cancelled", "the delivery was asked to stop",
                        "The next run delivers what the folder lacks");
    PutResult placed;
    const auto refused = SLUSS_TRY(put_as(file.path, folder_ / file.name));
    if (!refused) placed.places.push_back((folder_ / file.name).string());
    SLUSS_KILL_POINT("publish.renamed");
    const auto dated_refused = SLUSS_TRY(put_as(file.path, folder_ / file.dated));
    if (!dated_refused) placed.places.push_back((folder_ / file.dated).string());
    if (refused) {
      placed.dated = true;
      placed.note = refused->reason;
      if (dated_refused) {
        const auto timed_refused = SLUSS_TRY(put_as(file.path, folder_ / file.timed));
        if (timed_refused) return in_use(folder_ / file.name, *refused);
        placed.places.push_back((folder_ / file.timed).string());
      }
    } else if (dated_refused) {
      placed.note = dated_refused->reason;
    }
    return placed;
  }

  core::Result<std::string> try_out(std::stop_token) override {
    SLUSS_TRY(there());
    const auto probe = core::Replacement::begin(files_, folder_ / ".sluss-check", mode_);
    if (!probe) return std::unexpected(of_folder(probe.error(), folder_));
    return folder_.string() + " is there and may be written in";
  }

 private:
  [[nodiscard]] core::Result<> there() {
    if (files_.exists(folder_)) return {};
    return core::fail(core::ErrorClass::config, "publish.folder", "the folder " + folder_.string() + " is not there",
                      "Create it, or mount the share; sluss does not create it, so that nothing is written below an "
                      "empty mount point",
                      {.file = folder_.string()});
  }

  static std::unexpected<core::Error> in_use(const fs::path& target, const Refusal& refused) {
    return core::fail(core::ErrorClass::busy, "delivery.held",
                      target.filename().string() + " and its dated names are in use: " + refused.reason,
                      "Close the file where it is open; the next run writes it.", {.file = target.string()});
  }

  /// The lock file that Excel ("~$name.xlsx") or LibreOffice (".~lock.name.xlsx#") keeps beside an open file.
  [[nodiscard]] std::optional<fs::path> lock_file_of(const fs::path& target) {
    const auto name = target.filename().string();
    for (const auto& lock : {"~$" + name, ".~lock." + name + "#"}) {
      if (files_.exists(folder_ / lock)) return folder_ / lock;
    }
    return std::nullopt;
  }

  core::Result<std::optional<Refusal>> put_as(const fs::path& from, const fs::path& target) {
    if (const auto lock = lock_file_of(target))
      return Refusal{"somebody has it open (" + lock->filename().string() + ")"};
    auto beside = core::Replacement::begin(files_, target, mode_);
    if (!beside) return target_error(target, of_folder(beside.error(), folder_));
    auto written = beside->output().copy_from(from);
    if (written) written = beside->complete();
    if (!written) return target_error(target, written.error());
    SLUSS_KILL_POINT("publish.written");
    if (auto renamed = beside->take_name(); !renamed) {
      const auto& code = renamed.error().code;
      if (code == "disk.full" || code == "disk.missing" || code == "disk.not_a_folder")
        return target_error(target, renamed.error());
      return Refusal{renamed.error().what};  // a share refuses to replace what is open
    }
    if (auto synced = files_.sync_folder(folder_); !synced) return target_error(target, synced.error());
    return std::optional<Refusal>{};
  }

  core::Files& files_;
  fs::path folder_;
  core::FileMode mode_;
};

}  // namespace

std::unique_ptr<FileTarget> folder_target(core::Files& files, fs::path folder, core::FileMode mode) {
  return std::make_unique<FolderTarget>(files, std::move(folder), mode);
}

}  // namespace sluss::daemon::deliver
