#include "daemon/run/backup/restore.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "daemon/run/backup/check_content.h"
#include "daemon/run/backup/manifest.h"
#include "daemon/run/backup/put_in_place.h"
#include "daemon/run/backup/signature.h"
#include "daemon/run/backup/unpack.h"
#include "daemon/run/state/state_lock.h"

namespace sluss::daemon::backup {

namespace fs = std::filesystem;

namespace {

/// Before anything of it is opened: who made it, as far as that was required and can be proven.
core::Result<> check_origin(const RestoreOptions& options, const Manifest& manifest, SummedSource& file,
                            RestoreSummary& summary) {
  const auto refuse = [&](const char* code, std::string what, std::string remedy) {
    return core::fail(core::ErrorClass::data, code, std::move(what), "Nothing was changed. " + std::move(remedy),
                      {.file = options.from.string()});
  };
  if (manifest.signer) summary.signer = signer_line(*manifest.signer);
  if (options.sha256) {
    const auto sum = SLUSS_TRY(file.sha256());
    if (sum != *options.sha256) {
      return refuse("backup.other_sum", "the file has the SHA-256 " + sum.hex() + ", and not the one that was given",
                    "It is another backup, or one that somebody changed: compare with `sluss audit list`.");
    }
    summary.proven_by = ProvenBy::sha256;
  }
  if (!options.signed_by) {
    const bool own = manifest.signer && summary.proven_by == ProvenBy::nothing && !options.into.empty() &&
                     own_public_key(options.into) == manifest.signer;
    if (own) summary.proven_by = ProvenBy::own_key;
    return {};
  }
  if (!manifest.signer) {
    return refuse("backup.unsigned", "the backup bears no signature: that the key made it is not proven",
                  "A release before the signatures may have made it: then give --sha256 with the sum that the audit "
                  "keeps of each backup, and no --signed-by.");
  }
  if (*manifest.signer != *options.signed_by) {
    return refuse("backup.other_signer", "the backup is signed by another key: " + summary.signer,
                  "If it is another machine's of yours, or was made before the machine got a new key, give that one's "
                  "public half. Else somebody else made it.");
  }
  summary.proven_by = ProvenBy::signed_by;
  return {};
}

core::Result<Manifest> check_all(core::Files& files, const RestoreOptions& options, const fs::path& stage,
                                 std::stop_token stop, const Progress& progress, RestoreSummary& summary) {
  const auto source = SLUSS_TRY(open_backup(files, options));
  Unpacker unpacker(files, stage, std::move(stop), progress);
  auto manifest = SLUSS_TRY(unpacker.unpack(*source.unpacked));
  summary.content = unpacker.bytes();
  SLUSS_TRY(check_origin(options, manifest, *source.file, summary));
  const auto state = stage / "state";
  SLUSS_TRY(files.make_folders(state));
  // The targets' content is not the backup's: the next run delivers everything again.
  SLUSS_TRY(files.remove(state / "published.json"));
  SLUSS_TRY(check_content(files, state, manifest, options, progress, summary));
  // The names too must survive a power cut before anything is moved.
  SLUSS_TRY(for_all_below(stage, [&](const fs::directory_entry& entry) -> core::Result<> {
    std::error_code error;
    return fs::is_directory(entry.symlink_status(error)) ? files.sync_folder(entry.path()) : core::Result<>{};
  }));
  return manifest;
}

void fill_summary(const Manifest& manifest, RestoreSummary& summary) {
  summary.made_at = manifest.made_at;
  summary.version = manifest.version;
  summary.host = manifest.host;
  summary.files = std::ssize(manifest.files);
  summary.last_run = manifest.last_run;
  summary.journal_entries = manifest.journal_entries;
  summary.journal_head = manifest.journal_head;
  summary.configuration_digest = manifest.configuration_digest;
}

/// A folder that is removed, with all in it, by the destructor.
class Stage {
 public:
  explicit Stage(fs::path folder) : folder_(std::move(folder)) {}
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage() { clear(); }
  void clear() const {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  [[nodiscard]] const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

/// Files and folders made for a restore: the destructor removes them unless keep() was called; only empty folders.
class TemporaryPaths {
 public:
  explicit TemporaryPaths(std::vector<fs::path> made) : made_(std::move(made)) {}
  TemporaryPaths(const TemporaryPaths&) = delete;
  TemporaryPaths& operator=(const TemporaryPaths&) = delete;
  ~TemporaryPaths() {
    std::error_code ignored;
    for (const auto& path : made_) fs::remove(path, ignored);
  }
  void keep() { made_.clear(); }

 private:
  std::vector<fs::path> made_;
};

/// `folder` and those above it that do not exist yet, the innermost first.
std::vector<fs::path> missing_folders(const fs::path& folder) {
  std::vector<fs::path> missing;
  std::error_code error;
  for (auto at = folder; !at.empty() && fs::status(at, error).type() == fs::file_type::not_found; at = at.parent_path())
    if (at.has_filename()) missing.push_back(at);
  return missing;
}

/// Where to unpack: the folder that was named if it is empty, else $TMPDIR or /var/tmp. Never a state folder that is in
/// use.
core::Result<fs::path> room_to_verify(core::Files& files, const RestoreOptions& options) {
  if (!options.into.empty() && files.exists(options.into)) {
    const auto there = SLUSS_TRY(files.list(options.into));
    if (there.empty()) return options.into;
  }
  const char* named = ::secure_getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? fs::path(named) : fs::path("/var/tmp");
}

core::Result<RestoreSummary> verify(core::Files& files, const RestoreOptions& options, std::stop_token stop,
                                    const Progress& progress) {
  const auto room = SLUSS_TRY(room_to_verify(files, options));
  auto name = (room / "sluss-verify-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    return core::fail(core::ErrorClass::storage, "disk.permission",
                      "cannot make a folder in " + room.string() + ": " + std::generic_category().message(errno),
                      "Name a folder that has room for what is in the backup: TMPDIR=/srv/room sluss restore …",
                      {.file = room.string()});
  }
  const Stage stage(name);
  RestoreSummary summary;
  const auto manifest = SLUSS_TRY(check_all(files, options, stage.folder(), std::move(stop), progress, summary));
  fill_summary(manifest, summary);
  return summary;
}

/// Checked before all else that is wrong with the folder: --replace does not help while a daemon serves it.
core::Result<> check_not_served(core::Files& files, const fs::path& folder) {
  const auto served = run::is_served(folder);
  if (!served || !*served) return {};
  if (auto locks = lock_state(files, folder); !locks) return std::unexpected(std::move(locks).error());
  return {};  // it has just ended
}

}  // namespace

core::Result<> find_backup(const fs::path& file) {
  std::error_code error;
  const auto kind = fs::status(file, error).type();
  const auto wrong = [&](const std::string& what, std::string remedy) {
    return core::fail(core::ErrorClass::config, "restore.no_file", what, std::move(remedy), {.file = file.string()});
  };
  if (kind == fs::file_type::not_found) {
    return wrong("there is no file " + file.string(), "Give the path of a file that `sluss backup` made.");
  }
  if (kind == fs::file_type::directory) return wrong(file.string() + " is a folder", "Name one of the files in it.");
  if (kind != fs::file_type::regular) {
    return wrong(file.string() + " is no file that can be read",
                 "Give a file that `sluss backup` made, and may be read.");
  }
  return {};
}

core::Result<RestoreSummary> restore(core::Files& files, const RestoreOptions& options, std::stop_token stop,
                                     const Progress& progress) {
  SLUSS_TRY(magic_of(files, options));
  if (options.only_verify) return verify(files, options, std::move(stop), progress);
  SLUSS_TRY(check_not_served(files, options.into));
  SLUSS_TRY(check_empty(files, options));
  SLUSS_TRY(check_movable(files, options));
  RestoreSummary summary;
  TemporaryPaths folders(missing_folders(options.into));
  SLUSS_TRY(make_state_folder(files, options, summary));
  const auto lock_file = options.into / run::state_lock_name;
  const bool locked_before = files.exists(lock_file);
  const auto locks = SLUSS_TRY(lock_state(files, options.into));
  // Removed while it is locked: a process that waits for it checks that it is still the same file.
  TemporaryPaths lock(locked_before ? std::vector<fs::path>() : std::vector<fs::path>{lock_file});
  SLUSS_TRY(check_empty(files, options));  // a first run may have ended just before
  const Stage stage(options.into / stage_name);
  stage.clear();  // of a restore that was killed
  SLUSS_TRY(files.make_folders(stage.folder()));
  const auto manifest = SLUSS_TRY(check_all(files, options, stage.folder(), std::move(stop), progress, summary));
  SLUSS_TRY(give_to_owner(options.into, stage.folder()));
  lock.keep();
  folders.keep();
  SLUSS_TRY(put_in_place(files, options, stage.folder(), summary));
  fill_summary(manifest, summary);
  return summary;
}

}  // namespace sluss::daemon::backup
