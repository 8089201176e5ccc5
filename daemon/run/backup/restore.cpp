#include "daemon/run/backup/restore.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "core/log.h"
#include "core/users.h"
#include "daemon/run/audit/audit.h"
#include "daemon/run/backup/backup.h"
#include "daemon/run/backup/manifest.h"
#include "daemon/run/backup/names.h"
#include "daemon/run/backup/old_backups.h"
#include "daemon/run/backup/tar.h"
#include "daemon/run/prune/pruned.h"
#include "daemon/run/replay/missing_segments.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/state/mount_point.h"
#include "daemon/run/state/state_lock.h"
#include "daemon/run/state/state_rights.h"
#include "daemon/run/state/workplace.h"
#include "warehouse/archive/segment_files.h"
#include "warehouse/engines.h"
#include "warehouse/file_lock.h"
#include "warehouse/journal/journal.h"

namespace sluss::daemon::backup {

namespace fs = std::filesystem;
namespace journal = warehouse::journal;

namespace {

constexpr std::size_t block_size = std::size_t{1} << 20U;
constexpr std::string_view stage_name = ".restoring";
constexpr std::string_view old_word = run::moved_by_restore;

/// What is not the state's: ours, the key of the machine that it lies on, what an earlier restore put aside, and what a
/// file system keeps at its root.
bool stays_in_place(const fs::path& file) {
  const auto name = file.filename().string();
  return name == stage_name || name == run::unfinished_restore || name.starts_with(old_word) ||
         name == signing_key_name || name == "lost+found" || name == run::state_lock_name ||
         name == run::serve_lock_name;
}

core::Result<std::vector<fs::path>> entries_of(core::Files& files, const fs::path& folder) {
  if (!files.exists(folder)) return std::vector<fs::path>();
  auto entries = SLUSS_TRY(files.list(folder));
  std::erase_if(entries, stays_in_place);
  return entries;
}

std::unexpected<core::Error> incomplete(const std::string& what, const std::string& name) {
  return core::fail(core::ErrorClass::data, "backup.incomplete", "the backup is not whole: " + what,
                    "Nothing was changed. Take another backup.", {.file = name});
}

/// Knows the sum of what was read, so that it is of the very bytes that were unpacked.
class SummedSource final : public ByteSource {
 public:
  explicit SummedSource(ByteSource& before) : before_(before) {}
  core::Result<std::string> read(std::size_t most) override {
    auto bytes = SLUSS_TRY(before_.read(most));
    hasher_.update(bytes);
    return bytes;
  }
  /// Of all of it: what stands behind the backup's end too.
  core::Result<core::Sha256> sha256() {
    for (;;) {
      const auto bytes = SLUSS_TRY(read(block_size));
      if (bytes.empty()) return hasher_.finish();
    }
  }

 private:
  ByteSource& before_;
  core::Sha256Hasher hasher_;
};

/// The stages of a backup's file, kept together.
struct Opened {
  std::unique_ptr<ByteSource> stored;
  std::unique_ptr<SummedSource> file;
  std::unique_ptr<ByteSource> plain;
  std::unique_ptr<ByteSource> unpacked;
};

/// What the file begins with, when it is a backup and can be opened with what was given.
core::Result<std::string> magic_of(core::Files& files, const RestoreOptions& options) {
  SLUSS_TRY(find_backup(options.from));
  const auto size = SLUSS_TRY(files.size(options.from));
  auto magic = SLUSS_TRY(files.read_range(options.from, 0, std::min<std::uint64_t>(size, sealed_magic.size())));
  if (magic == sealed_magic && !options.key) {
    return core::fail(core::ErrorClass::config, "backup.needs_key", "the backup is encrypted",
                      "Give its private key with --key FILE.", {.file = options.from.string()});
  }
  if (magic != sealed_magic && !magic.starts_with("\x28\xB5\x2F\xFD")) {
    return core::fail(core::ErrorClass::config, "backup.unknown",
                      "the file is no backup of Sluss, or its beginning is lost",
                      "Give a file that `sluss backup` made.", {.file = options.from.string()});
  }
  return magic;
}

core::Result<Opened> open_backup(core::Files& files, const RestoreOptions& options) {
  Opened opened;
  const auto magic = SLUSS_TRY(magic_of(files, options));
  opened.stored = SLUSS_TRY(file_source(files, options.from));
  opened.file = std::make_unique<SummedSource>(*opened.stored);
  if (magic == sealed_magic) {
    SLUSS_TRY(read_exactly(*opened.file, sealed_magic.size()));
    opened.plain = SLUSS_TRY(opening_source(*opened.file, *options.key));
  }
  opened.unpacked = zstd_source(opened.plain ? *opened.plain : *opened.file);
  return opened;
}

class Unpacking {
 public:
  Unpacking(core::Files& files, fs::path stage, std::stop_token stop, const Progress& progress)
      : files_(files), stage_(std::move(stage)), stop_(std::move(stop)), progress_(progress) {}

  /// Everything lies in the stage, as the manifest says.
  core::Result<Manifest> unpack(ByteSource& source) {
    TarReader tar(source);
    std::optional<Manifest> manifest;
    for (;;) {
      const auto entry = SLUSS_TRY(tar.next());
      if (!entry) break;
      if (manifest) return damaged("something stands behind its manifest");
      if (entry->name == manifest_name) {
        manifest = SLUSS_TRY(read_manifest(tar, *entry));
      } else {
        SLUSS_TRY(put(tar, *entry));
      }
    }
    if (!manifest) return damaged("it has no manifest: it was cut off");
    SLUSS_TRY(check_generation(*manifest));
    for (const auto& [name, file] : manifest->files) {
      const auto found = found_.find(name);
      if (found == found_.end()) return incomplete("a file is not there", name);
      if (found->second != file) return incomplete("a file is not what the manifest says", name);
    }
    if (found_.size() != manifest->files.size()) return damaged("it holds files that its manifest does not name");
    return std::move(*manifest);
  }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  core::Result<> put(TarReader& tar, const TarReader::Entry& entry) {
    if (progress_) progress_(entry.name, bytes_);
    const auto belongs = belongs_in_backup(entry.name);
    if (belongs == Belongs::no) return foreign(entry.name);
    if (found_.contains(entry.name)) return damaged("it holds a file twice");
    const auto file = stage_ / entry.name;
    std::unique_ptr<core::OutputFile> output;
    if (belongs == Belongs::yes) {
      SLUSS_TRY(files_.make_folders(file.parent_path()));
      output = SLUSS_TRY(files_.create(file));
    } else {
      core::log::warning("restore.passed_over",
                         "a file of the backup that no part of the program knows is not restored",
                         {{"file", entry.name}});
    }
    core::Sha256Hasher hasher;
    for (;;) {
      if (stop_.stop_requested()) {
        return core::fail(core::ErrorClass::cancelled, "restore.cancelled", "the restore was stopped",
                          "Nothing was changed; begin it again.");
      }
      const auto bytes = SLUSS_TRY(tar.read(block_size));
      if (bytes.empty()) break;
      if (output) SLUSS_TRY(output->write(bytes));
      hasher.update(bytes);
      bytes_ += bytes.size();
    }
    if (output) {
      SLUSS_TRY(output->sync());
      SLUSS_TRY(output->close());
    }
    found_[entry.name] = {entry.size, hasher.finish().hex()};
    return {};
  }

  /// Its name becomes a link, and of the warehouse's folder nothing else is put in place.
  core::Result<> check_generation(const Manifest& manifest) const {
    constexpr std::string_view warehouse = "state/warehouse/";
    const auto& generation = manifest.generation;
    if (!generation.empty() && !is_generation(generation)) return foreign("the generation \"" + generation + "\"");
    for (const auto& [name, file] : found_) {
      if (name.starts_with(warehouse) && !is_part_of(name.substr(warehouse.size()), generation)) return foreign(name);
    }
    if (!generation.empty() && !found_.contains(std::string(warehouse) + generation))
      return incomplete("its generation is not there", generation);
    return {};
  }

  core::Files& files_;
  fs::path stage_;
  std::stop_token stop_;
  const Progress& progress_;
  std::map<std::string, Manifest::File> found_;
  std::uint64_t bytes_ = 0;
};

/// Before anything of it is opened: whose it is, as far as was asked and can be told.
core::Result<> check_origin(const RestoreOptions& options, const Manifest& manifest, SummedSource& file,
                            RestoreSummary& summary) {
  const auto refuse = [&](const char* code, std::string what, std::string remedy) {
    return core::fail(core::ErrorClass::data, code, std::move(what), "Nothing was changed. " + std::move(remedy),
                      {.file = options.from.string()});
  };
  if (manifest.signer) summary.signer = shown(*manifest.signer);
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

core::Result<> check_journal(core::Files& files, const fs::path& state, const Manifest& manifest,
                             run::NamedSegments& segments, run::Pruned& pruned) {
  const auto reading = SLUSS_TRY(
      journal::read_through(files, state / run::journal_file_name, [&](journal::Entry&& entry) -> core::Result<> {
        SLUSS_TRY(run::add_pruned(entry, pruned));
        if (!run::is_run(entry.kind)) return {};
        const auto run = SLUSS_TRY(run::parse_journal_body(entry));
        run::add_named(run, segments);
        return {};
      }));
  if (reading.entries != manifest.journal_entries || reading.head != manifest.journal_head || reading.torn) {
    return incomplete("its journal is not the one that the manifest tells of", std::string(run::journal_file_name));
  }
  return {};
}

core::Result<> check_warehouse(core::Files& files, const fs::path& state, const Manifest& manifest,
                               const RestoreOptions& options) {
  if (manifest.generation.empty()) return {};
  // What the look spills lies beside the state, and goes with the stage.
  const auto warehouse =
      SLUSS_TRY(warehouse::open_warehouse(files, {.url = warehouse::folder_url(state / "warehouse"),
                                                  .memory_limit = options.memory_limit,
                                                  .spill = {.folder = state.parent_path() / "spill"}}));
  SLUSS_TRY(warehouse->adopt(manifest.generation));
  const auto verified = SLUSS_TRY(warehouse->verify());
  if (!verified.damaged.empty()) {
    // The file is as the manifest says: it was packed so.
    return core::fail(core::ErrorClass::data, "warehouse.damaged",
                      "the warehouse was damaged before the backup was made: " + verified.damaged.front().what,
                      "Nothing was changed. Take an older backup; or restore that one and put this one's journal and "
                      "archive (tar and zstd unpack it) in its place: a start applies what came after.",
                      {.file = manifest.generation});
  }
  const auto last = SLUSS_TRY(warehouse->last_run());
  core::log::debug("restore.generation", "the backup's generation opens", {{"last_run", last}});
  return {};
}

core::Result<> check_base(core::Files& files, const fs::path& state, const run::Pruned& pruned,
                          RestoreSummary& summary) {
  if (!pruned.base) return {};
  auto fault = SLUSS_TRY(run::base_fault(files, state / "archive", *pruned.base));
  if (!fault) return {};
  fault->place.file = fs::path(fault->place.file).lexically_relative(state / "archive").string();
  fault->what =
      "the base that a rebuild begins with was damaged or gone before the backup was made: " + fault->place.file;
  fault->remedy =
      "The figures are whole; the warehouse cannot be made anew from it. `sluss archive prune --always` makes a new "
      "base of the restored one.";
  core::log::warning("restore.lacks", fault->what, {{"remedy", fault->remedy}});
  summary.damaged.push_back(*std::move(fault));
  return {};
}

core::Result<> check_archive(core::Files& files, const fs::path& state, const run::NamedSegments& named,
                             const run::Pruned& pruned, RestoreSummary& summary) {
  warehouse::archive::Archive archive(files, {.folder = state / "archive"});
  summary.damaged = SLUSS_TRY(archive.verify());
  for (auto& error : summary.damaged) {
    // The files are as the manifest says: they were packed so.
    error.place.file = fs::path(error.place.file).lexically_relative(state / "archive").string();
    error.what = "a segment was damaged before the backup was made: " + error.place.file +
                 (error.place.field.empty() ? "" : ", " + error.place.field) + ": " + error.what;
    error.remedy =
        "The figures are whole; the warehouse cannot be made anew from it. Take both files of the segment (.seg, .idx) "
        "from a backup that has them whole.";
    core::log::warning("restore.lacks", error.what, {{"remedy", error.remedy}});
  }
  SLUSS_TRY(check_base(files, state, pruned, summary));
  summary.missing = run::missing_among(
      named,
      [&](const std::string& segment) {
        return pruned.segments.contains(segment) || warehouse::archive::has_segment(files, state / "archive", segment);
      },
      "archive");
  if (!summary.missing) return {};
  summary.missing->remedy =
      "Its state had lost them before. The figures are whole; the warehouse cannot be made anew. An older backup may "
      "have them: copy both files of each from its archive.";
  core::log::warning("restore.lacks", summary.missing->what, {{"remedy", summary.missing->remedy}});
  return {};
}

/// The state folder is there. Root makes it for the daemon's user, where there is one. The folder of a state may be
/// passed through, as the socket and the generations' folder are reached so; what lies in it is its owner's alone.
core::Result<> make_state_folder(core::Files& files, const RestoreOptions& options, RestoreSummary& summary) {
  if (files.exists(options.into)) return {};
  std::optional<core::Owner> daemon;
  if (::geteuid() == 0) {
    daemon = SLUSS_TRY(core::user_of_name("sluss"));
  }
  SLUSS_TRY(files.make_folders(options.into));
  summary.made_closed = !options.as_state && !daemon;
  if (!summary.made_closed) SLUSS_TRY(files.set_mode(options.into, core::passable_folder));
  if (!daemon) return {};
  if (const auto given = core::give_to(options.into, *daemon); !given) {
    core::log::warning("restore.owner", "the state folder stays root's",
                       {{"folder", options.into.string()}, {"why", given.error().what}});
  }
  return {};
}

/// All of it, or an error.
core::Result<> for_all_below(const fs::path& folder,
                             const std::function<core::Result<>(const fs::directory_entry&)>& take) {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    SLUSS_TRY(take(*entry));
  if (!error) return {};
  return core::fail(core::ErrorClass::storage, "disk.io",
                    "cannot look through " + folder.string() + ": " + error.message(),
                    "See the system's log for the disk; begin it again.", {.file = folder.string()});
}

/// Written by root, what is restored belongs to whom the folder belongs to.
core::Result<> give_to_owner(const fs::path& folder, const fs::path& stage) {
  const auto owner = core::owner_of(folder);
  if (::geteuid() != 0 || !owner || owner->user == 0) return {};
  SLUSS_TRY(core::give_to(stage, *owner));
  return for_all_below(stage, [&](const fs::directory_entry& entry) { return core::give_to(entry.path(), *owner); });
}

/// Nobody works in the folder as long as the locks are held. A process of an earlier version takes only the latter two.
struct Locks {
  std::optional<run::StateLock> state;
  std::optional<warehouse::FileLock> serve;
  std::unique_ptr<warehouse::Hold> writer;
};

std::unexpected<core::Error> in_use(const fs::path& folder, core::Place place) {
  return core::fail(core::ErrorClass::busy, "restore.running", "a daemon or a run uses " + folder.string(),
                    "Stop it first: systemctl stop sluss", std::move(place));
}

/// Nobody writes the warehouse, where there is one.
core::Result<std::unique_ptr<warehouse::Hold>> hold_warehouse(core::Files& files, const fs::path& folder) {
  std::error_code problem;
  if (!fs::is_directory(folder / "warehouse", problem)) return nullptr;
  const auto warehouse =
      SLUSS_TRY(warehouse::open_warehouse(files, {.url = warehouse::folder_url(folder / "warehouse")}));
  auto held = warehouse->hold("restore");
  if (!held && held.error().error_class == core::ErrorClass::busy) return in_use(folder, held.error().place);
  return held;
}

core::Result<Locks> lock_state(core::Files& files, const fs::path& folder) {
  Locks locks;
  auto state = run::StateLock::take(folder, run::StateLock::Use::alone, "restore");
  if (!state && state.error().error_class == core::ErrorClass::busy) {
    return core::fail(core::ErrorClass::busy, "restore.running", state.error().what, state.error().remedy,
                      state.error().place);
  }
  locks.state = SLUSS_TRY(std::move(state));
  if (const auto serve = folder / run::serve_lock_name; files.exists(serve)) {
    locks.serve = SLUSS_TRY(warehouse::FileLock::take(serve));
    if (!locks.serve) return in_use(folder, {.file = serve.string()});
  }
  locks.writer = SLUSS_TRY(hold_warehouse(files, folder));
  return locks;
}

/// From the first rename to the last the folder is marked: a start in between refuses it.
core::Result<> put_in_place(core::Files& files, const RestoreOptions& options, const fs::path& stage,
                            RestoreSummary& summary) {
  const auto& folder = options.into;
  const auto mark = folder / run::unfinished_restore;
  auto output = SLUSS_TRY(files.create(mark));
  SLUSS_TRY(core::give_to_folders_owner(mark));  // the daemon tells of it if this is cut off
  SLUSS_TRY(output->write("A restore of " + options.from.filename().string() + " was cut off. Run it again.\n"));
  SLUSS_TRY(output->sync());
  SLUSS_TRY(output->close());
  SLUSS_TRY(files.sync_folder(folder));
  const auto old = SLUSS_TRY(entries_of(files, folder));
  if (!old.empty()) {
    const auto word = std::string(old_word) + core::compact_text(options.now);
    summary.moved_to = folder / word;
    for (int i = 2; files.exists(summary.moved_to); ++i)  // two in one second
      summary.moved_to = folder / (word + "-" + std::to_string(i));
    SLUSS_TRY(files.make_folders(summary.moved_to));
    SLUSS_TRY(core::give_to_folders_owner(summary.moved_to));
    for (const auto& file : old) SLUSS_TRY(files.rename(file, summary.moved_to / file.filename()));
    SLUSS_TRY(files.sync_folder(summary.moved_to));
  }
  const auto restored = SLUSS_TRY(files.list(stage / "state"));
  for (const auto& file : restored) SLUSS_TRY(files.rename(file, folder / file.filename()));
  if (files.exists(stage / "configuration")) {
    summary.configuration = folder / "configuration-of-backup";
    SLUSS_TRY(files.rename(stage / "configuration", summary.configuration));
  }
  SLUSS_TRY(files.sync_folder(folder));
  SLUSS_TRY(files.remove(mark));
  return files.sync_folder(folder);
}

core::Result<> check_empty(core::Files& files, const RestoreOptions& options) {
  const auto there = SLUSS_TRY(entries_of(files, options.into));
  if (there.empty() || options.replace) return {};
  return core::fail(core::ErrorClass::config, "restore.not_empty", options.into.string() + " is not empty",
                    "Give --replace: what lies there is moved aside, to a folder in it. Or restore into another one.",
                    {.file = options.into.string()});
}

/// Before anything is unpacked: what could not be moved aside, and the backup itself.
core::Result<> check_movable(core::Files& files, const RestoreOptions& options) {
  const auto there = SLUSS_TRY(entries_of(files, options.into));
  for (const auto& entry : there) {
    std::error_code not_there;
    const bool linked = fs::is_symlink(entry, not_there) && fs::is_directory(entry, not_there);
    if (!linked && !run::is_mount_point(entry)) continue;
    return core::fail(core::ErrorClass::config, "restore.other_disk",
                      entry.string() + (linked ? " is a link to another folder" : " is a mount of its own") +
                          ": it cannot be moved aside with what lies in it",
                      std::string(linked ? "Take the link away" : "Unmount it") +
                          ", restore, move the folder that was restored in its place to the other disk, and " +
                          (linked ? "link" : "mount") + " it again before the daemon starts.",
                      {.file = entry.string()});
  }
  std::error_code problem;
  const auto backup = fs::weakly_canonical(options.from, problem);
  const auto inside = backup.lexically_relative(fs::weakly_canonical(options.into, problem));
  if (!problem && !inside.empty() && *inside.begin() != "..") {
    const auto first = options.into / *inside.begin();
    if (!stays_in_place(first))
      return core::fail(
          core::ErrorClass::config, "restore.inside",
          "the backup lies in the folder that it is to be restored into, and would be moved aside with it",
          "Move it to another folder first.", {.file = options.from.string()});
  }
  return {};
}

core::Result<Manifest> check_all(core::Files& files, const RestoreOptions& options, const fs::path& stage,
                                 std::stop_token stop, const Progress& progress, RestoreSummary& summary) {
  const auto opened = SLUSS_TRY(open_backup(files, options));
  Unpacking unpacking(files, stage, std::move(stop), progress);
  auto manifest = SLUSS_TRY(unpacking.unpack(*opened.unpacked));
  summary.content = unpacking.bytes();
  SLUSS_TRY(check_origin(options, manifest, *opened.file, summary));
  const auto state = stage / "state";
  SLUSS_TRY(files.make_folders(state));
  // What lies at the targets is not the backup's: the next run delivers everything once more.
  SLUSS_TRY(files.remove(state / "published.json"));
  run::NamedSegments segments;
  run::Pruned pruned;
  if (progress) progress("checking the journal", summary.content);
  SLUSS_TRY(check_journal(files, state, manifest, segments, pruned));
  if (progress) progress("checking the warehouse", summary.content);
  SLUSS_TRY(check_warehouse(files, state, manifest, options));
  if (progress) progress("checking the archive", summary.content);
  SLUSS_TRY(check_archive(files, state, segments, pruned, summary));
  // The names too must survive a power cut before anything is moved.
  SLUSS_TRY(for_all_below(stage, [&](const fs::directory_entry& entry) -> core::Result<> {
    std::error_code error;
    return fs::is_directory(entry.symlink_status(error)) ? files.sync_folder(entry.path()) : core::Result<>{};
  }));
  return manifest;
}

void tell_of(const Manifest& manifest, RestoreSummary& summary) {
  summary.made_at = manifest.made_at;
  summary.version = manifest.version;
  summary.host = manifest.host;
  summary.files = std::ssize(manifest.files);
  summary.last_run = manifest.last_run;
  summary.journal_entries = manifest.journal_entries;
  summary.journal_head = manifest.journal_head;
  summary.configuration_digest = manifest.configuration_digest;
}

/// A folder that is gone, with all in it, when the object is.
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

/// What was made for a restore: gone with the object unless it is kept. Of the folders those that are empty.
class Unneeded {
 public:
  explicit Unneeded(std::vector<fs::path> made) : made_(std::move(made)) {}
  Unneeded(const Unneeded&) = delete;
  Unneeded& operator=(const Unneeded&) = delete;
  ~Unneeded() {
    std::error_code ignored;
    for (const auto& path : made_) fs::remove(path, ignored);
  }
  void keep() { made_.clear(); }

 private:
  std::vector<fs::path> made_;
};

/// `folder` and those above it that are not there yet, the innermost first.
std::vector<fs::path> missing_folders(const fs::path& folder) {
  std::vector<fs::path> missing;
  std::error_code error;
  for (auto at = folder; !at.empty() && fs::status(at, error).type() == fs::file_type::not_found; at = at.parent_path())
    if (at.has_filename()) missing.push_back(at);
  return missing;
}

/// Where there is room to unpack: the folder that was named, as long as nothing lies in it, else $TMPDIR or /var/tmp. A
/// state folder that is in use is none of them.
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
  tell_of(manifest, summary);
  return summary;
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
  SLUSS_TRY(check_empty(files, options));
  SLUSS_TRY(check_movable(files, options));
  RestoreSummary summary;
  Unneeded folders(missing_folders(options.into));
  SLUSS_TRY(make_state_folder(files, options, summary));
  const auto lock_file = options.into / run::state_lock_name;
  const bool locked_before = files.exists(lock_file);
  const auto locks = SLUSS_TRY(lock_state(files, options.into));
  // Removed while it is held: whoever waits for it looks whether it is still the file.
  Unneeded lock(locked_before ? std::vector<fs::path>() : std::vector<fs::path>{lock_file});
  SLUSS_TRY(check_empty(files, options));  // a first run may have ended just before
  const Stage stage(options.into / stage_name);
  stage.clear();  // of a restore that was killed
  SLUSS_TRY(files.make_folders(stage.folder()));
  const auto manifest = SLUSS_TRY(check_all(files, options, stage.folder(), std::move(stop), progress, summary));
  SLUSS_TRY(give_to_owner(options.into, stage.folder()));
  lock.keep();
  folders.keep();
  SLUSS_TRY(put_in_place(files, options, stage.folder(), summary));
  tell_of(manifest, summary);
  return summary;
}

}  // namespace sluss::daemon::backup
