// Who owns the files of the state: what root made there its owner cannot write, and the daemon stops at it.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "core/numbers.h"
#include "core/system_text.h"
#include "core/users.h"
#include "core/walk.h"
#include "daemon/program/doctor_diagnosis.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/state/state_rights.h"
#include "warehouse/engines.h"

namespace sluss::daemon::program {
namespace {

namespace fs = std::filesystem;

struct OddPaths {
  std::int64_t count = 0;
  std::string first;

  void add(const fs::path& path, const std::string& how) {
    if (count++ == 0) first = path.string() + " " + how;
  }
  [[nodiscard]] std::string text(const std::string& which) const {
    return core::grouped(count) + (count == 1 ? " file or folder " : " files and folders ") + which + ": " + first +
           (count == 1 ? "" : ", …");
  }
};

struct OwnerCounts {
  fs::path bases = {};  ///< what `archive prune` keeps for rebuilds
  std::int64_t all = 0;
  OddPaths foreign;  ///< of another user
  OddPaths closed;   ///< the owner cannot use it
  OddPaths open;     ///< everybody can write it
  OddPaths unread;   ///< this user cannot read its owner and mode
};

std::string mode_text(mode_t mode) {
  std::string text = "0000";
  for (std::size_t i = 0; i < text.size(); ++i)
    text[text.size() - 1 - i] = static_cast<char>('0' + ((mode >> (3 * i)) & 7U));
  return text;
}

void count_path(const fs::path& path, uid_t owner, OwnerCounts& counts) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) {
    // A run may have removed it meanwhile.
    if (errno != ENOENT) counts.unread.add(path, "(" + core::system_text(errno) + ")");
    return;
  }
  ++counts.all;
  if (found.st_uid != owner) counts.foreign.add(path, "is " + core::shown_user(found.st_uid) + "'s");
  if (S_ISLNK(found.st_mode) || S_ISSOCK(found.st_mode)) return;
  const auto mode = found.st_mode & 07777U;
  // A generation is read only, also while it is finished and when it is kept aside; and so is the copy in a base.
  const bool sealed = warehouse::file_kind(path) != warehouse::FileKind::other || core::is_within(path, counts.bases);
  const mode_t needed = S_ISDIR(found.st_mode) ? S_IRWXU : sealed ? S_IRUSR : S_IRUSR | S_IWUSR;
  if ((mode & needed) != needed) counts.closed.add(path, "has mode " + mode_text(mode));
  if ((mode & S_IWOTH) != 0) counts.open.add(path, "has mode " + mode_text(mode));
}

void count_folder(const fs::path& folder, uid_t owner, OwnerCounts& counts) {
  count_path(folder, owner, counts);
  const auto visit = [&](const fs::path& path) {
    count_path(path, owner, counts);
    return true;
  };
  core::walk(folder, visit, [&](const fs::path& path, std::error_code problem) {
    counts.unread.add(path, "(" + problem.message() + ")");
  });
}

}  // namespace

void examine_owners(core::Files& files, const settings::Settings& settings, std::vector<Diagnosis>& diagnoses) {
  struct stat state{};
  if (::stat(settings.state.c_str(), &state) != 0) return;
  const auto owner = core::shown_user(state.st_uid);
  OwnerCounts counts;
  counts.bases = settings.state / "archive" / run::base_folder;
  count_folder(settings.state, state.st_uid, counts);
  std::error_code problem;
  if (!core::is_within(settings.warehouse_folder, settings.state) && fs::exists(settings.warehouse_folder, problem))
    count_folder(settings.warehouse_folder, state.st_uid, counts);
  const auto folder = settings.state.string();
  if (counts.foreign.count != 0) {
    diagnoses.push_back({"owner", Health::ill, counts.foreign.text("not of " + owner + ", whose the state is"),
                         "sudo chown -R " + core::user_for_chown(state.st_uid) + ": " + folder +
                             "; run commands by sudo -u " + core::user_for_sudo(state.st_uid) + " sluss …"});
  }
  if (counts.closed.count != 0) {
    diagnoses.push_back({"owner", Health::ill, counts.closed.text("that " + owner + " cannot use"),
                         "sudo chmod u+rw those files (u+rwx: folders) in " + folder});
  }
  if (counts.open.count != 0)
    diagnoses.push_back(
        {"owner", Health::warning, counts.open.text("that everybody can write"), "sudo chmod -R o-w " + folder});
  const auto reached = run::find_open_to_others(files, settings, state.st_uid);
  if (reached.count != 0) {
    diagnoses.push_back({"owner", Health::warning,
                         core::grouped(reached.count) +
                             (reached.count == 1 ? " file or folder" : " files and folders") +
                             " of the state that others can reach: " + reached.first.string() + " has mode " +
                             mode_text(reached.first_mode) + (reached.count == 1 ? "" : ", …"),
                         "What writes there next closes them: restart the daemon (sudo systemctl restart sluss), or "
                         "make a backup: sluss backup --to FOLDER"});
  }
  if (counts.unread.count != 0) {
    diagnoses.push_back({"owner", Health::warning, counts.unread.text("that this user may not read"),
                         "Run it as " + owner + ", or as root: sudo sluss doctor"});
  }
  if (counts.foreign.count + counts.closed.count + counts.open.count + counts.unread.count + reached.count == 0) {
    diagnoses.push_back(
        {"owner", Health::well, "all " + core::grouped(counts.all) + " files and folders are " + owner + "'s", ""});
  }
}

}  // namespace sluss::daemon::program
