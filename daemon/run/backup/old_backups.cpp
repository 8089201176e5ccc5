#include "daemon/run/backup/old_backups.h"

#include <algorithm>
#include <regex>
#include <tuple>

#include "core/log.h"
#include "core/replace_file.h"
#include "daemon/run/backup/manifest.h"
#include "daemon/run/backup/seal.h"
#include "daemon/run/backup/stream.h"
#include "daemon/run/backup/tar.h"

namespace sluss::daemon::backup {

namespace fs = std::filesystem;

namespace {

struct OldBackup {
  fs::path file;
  core::Instant made_at;
  int number = 1;                        ///< within its second
  bool whole = true;                     ///< its state had runs and had lost nothing; true for a sealed one
  std::string state;                     ///< Manifest::state
  std::optional<std::int64_t> last_run;  ///< nothing: sealed

  /// The same order for every process: of two that are made at a time, at most one takes the other for older.
  [[nodiscard]] bool is_before(const OldBackup& other) const {
    return std::tie(made_at, number, file) < std::tie(other.made_at, other.number, other.file);
  }
};

/// From a name that backup_name() made; nothing for any other name.
std::optional<OldBackup> parse_name(const fs::path& file) {
  static const std::regex form(R"(sluss-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(-\d{1,3})?\.tar\.zst(\.sealed)?)");
  const auto name = file.filename().string();
  std::smatch part;
  if (!std::regex_match(name, part, form)) return std::nullopt;
  const auto at = core::parse_instant(part.str(1) + "-" + part.str(2) + "-" + part.str(3) + "T" + part.str(4) + ":" +
                                      part.str(5) + ":" + part.str(6) + "Z");
  if (!at) return std::nullopt;
  return OldBackup{file, *at, part[7].matched ? std::stoi(part.str(7).substr(1)) : 1};
}

bool is_of(const OldBackup& old, const Origin& origin) {
  if (!old.state.empty()) return old.state == origin.state;
  return old.last_run.value_or(0) <= origin.last_run;
}

bool is_newer_state(const OldBackup& old, const Origin& origin) {
  // Of whatever state: a disk that is not mounted leaves an empty folder, which has begun a journal of its own.
  if (origin.last_run == 0) return old.last_run != 0;
  return (old.state.empty() || old.state == origin.state) && old.last_run.value_or(0) > origin.last_run;
}

core::Error newer_backup_error(const OldBackup& old, const Origin& origin) {
  const auto file = old.file.string();
  const auto known = old.last_run ? "is up to run " + std::to_string(*old.last_run) : "is sealed and may have runs";
  if (origin.last_run == 0) {
    return {.code = "backup.empty_state",
            .error_class = core::ErrorClass::data,
            .what = "the state has no run, and beside its backup " + file + " " + known,
            .remedy =
                "Look whether the disk of the state folder is mounted, and which one `state` in the configuration "
                "names. If the state is a new one, give its backups a folder of their own.",
            .place = {.file = file}};
  }
  return {.code = "backup.older_than_kept",
          .error_class = core::ErrorClass::data,
          .what = "the state is up to run " + std::to_string(origin.last_run) + ", and " + file + " of " +
                  (old.state.empty() ? "an older release, which does not say whose it is, " : "the same state ") +
                  known,
          .remedy = "If the state was restored from an older backup, this ends with its next runs. If " + file +
                    " is another state's, move it away: give each a folder of its own. Else an older disk or copy of "
                    "the state is in use: mount the right one, or restore that backup.",
          .place = {.file = file}};
}

/// Reads from the mark when it has one; one of an older release is read through.
core::Result<Manifest> manifest_of(core::Files& files, const fs::path& file) {
  const auto mark = SLUSS_TRY(find_mark(files, file));
  const auto packed = SLUSS_TRY(file_source(files, file, mark.value_or(0)));
  const auto source = zstd_source(*packed);
  TarReader tar(*source);
  for (;;) {
    const auto entry = SLUSS_TRY(tar.next());
    if (!entry) return damaged("it has no manifest");
    if (entry->name == manifest_name) return read_manifest(tar, *entry);
  }
}

/// `named` with the time, state and runs of its manifest; unchanged when it is sealed.
core::Result<OldBackup> read_manifest_of(core::Files& files, OldBackup named) {
  const auto size = SLUSS_TRY(files.size(named.file));
  const auto begins = SLUSS_TRY(files.read_range(named.file, 0, std::min<std::uint64_t>(size, sealed_magic.size())));
  if (begins == sealed_magic) return named;
  const auto manifest = SLUSS_TRY(manifest_of(files, named.file));
  named.made_at = SLUSS_TRY(core::parse_instant(manifest.made_at));
  named.whole = manifest.lacks.empty() && manifest.last_run > 0;
  named.state = manifest.state;
  named.last_run = manifest.last_run;
  return named;
}

/// The other backups, of any state; without `made` and what only has a backup's name.
core::Result<std::vector<OldBackup>> others_beside(core::Files& files, const fs::path& made) {
  const auto listed = SLUSS_TRY(files.list(made.parent_path()));
  std::vector<OldBackup> found;
  for (const auto& file : listed) {
    std::error_code error;
    auto named = parse_name(file);
    if (!named || file.filename() == made.filename()) continue;
    if (!fs::is_regular_file(fs::symlink_status(file, error))) continue;
    auto old = read_manifest_of(files, *std::move(named));
    if (!old) {
      core::log::warning("backup.unreadable", "what has a backup's name is none: it is not counted and not removed",
                         {{"file", file.string()}, {"why", old.error().what}});
    } else {
      found.push_back(*std::move(old));
    }
  }
  return found;
}

/// The whole ones before the others, each in the order of their times, the newest first; what is not to be counted is
/// logged and left out.
std::vector<OldBackup> counted(std::vector<OldBackup> others, const Origin& origin, core::Instant now) {
  std::vector<OldBackup> found;
  std::vector<fs::path> foreign;
  for (auto& old : others) {
    if (old.made_at > now) {
      core::log::warning("backup.future", "a backup is of a time to come: it is not counted and not removed",
                         {{"file", old.file.string()}, {"made_at", core::to_text(old.made_at)}});
    } else if (!is_of(old, origin)) {
      foreign.push_back(old.file);
    } else {
      found.push_back(std::move(old));
    }
  }
  if (!foreign.empty()) {
    core::log::warning("backup.other_state",
                       "the folder has backups of another state: they are not counted and not removed",
                       {{"count", foreign.size()}, {"file", foreign.back().string()}});
  }
  std::ranges::sort(found, [](const OldBackup& a, const OldBackup& b) { return b.is_before(a); });
  // One that lacks something never takes a whole one's place.
  std::ranges::stable_partition(found, &OldBackup::whole);
  return found;
}

/// The error when a backup has later runs than the state: names the one with the latest; logged too.
std::optional<core::Error> find_newer_backup(const std::vector<OldBackup>& others, const Origin& origin) {
  const OldBackup* most = nullptr;
  for (const auto& old : others) {
    if (is_newer_state(old, origin) && (most == nullptr || old.last_run > most->last_run)) most = &old;
  }
  if (most == nullptr) return std::nullopt;
  auto error = newer_backup_error(*most, origin);
  core::log::error("backup.lacks", error.what, {{"code", error.code}, {"remedy", error.remedy}});
  return error;
}

}  // namespace

std::string backup_name(core::Instant at, int number, bool sealed) {
  return "sluss-" + core::compact_text(at) + (number > 1 ? "-" + std::to_string(number) : "") + ".tar.zst" +
         (sealed ? ".sealed" : "");
}

OldBackups remove_old(core::Files& files, const fs::path& made, const Origin& origin, std::size_t keep,
                      core::Instant now) {
  OldBackups old;
  if (keep == 0 && origin.last_run > 0) return old;
  const auto named = parse_name(made);
  if (!named) return old;
  const auto ours = read_manifest_of(files, *named);
  if (!ours) {
    // Another backup, made at the same time, has removed it as an older one.
    if (files.exists(made)) old.errors.push_back(ours.error());
    return old;
  }
  auto others = others_beside(files, made);
  if (!others) {
    old.errors.push_back(others.error());
    return old;
  }
  old.lacks = find_newer_backup(*others, origin);
  if (old.lacks) return old;
  if (origin.last_run == 0) {
    if (keep != 0 && others->size() >= keep) {
      core::log::warning("backup.empty_state", "the state has no run yet: no older backup is removed",
                         {{"count", others->size()}});
    }
    return old;
  }
  const auto found = counted(*std::move(others), origin, now);
  for (auto i = keep - 1; i < found.size(); ++i) {
    const auto& one = found.at(i);
    if (!one.is_before(*ours)) continue;  // made beside ours: its maker may remove ours
    if (auto gone = files.remove(one.file); gone) {
      old.removed.push_back(one.file);
    } else {
      old.errors.push_back(std::move(gone).error());
    }
  }
  if (old.removed.empty()) return old;
  if (auto synced = files.sync_folder(made.parent_path()); !synced) old.errors.push_back(std::move(synced).error());
  return old;
}

void remove_partial(core::Files& files, const fs::path& folder) {
  const auto stayed = core::remove_abandoned(files, folder, [](const core::TemporaryName& beside) {
    return beside.writer && (beside.file.ends_with(".tar.zst") || beside.file.ends_with(".tar.zst.sealed"));
  });
  for (const auto& error : stayed) core::log::warning("backup.partial", error.what, {{"file", error.place.file}});
}

}  // namespace sluss::daemon::backup
