#include "daemon/run/backup/backup.h"

#include "core/log.h"
#include "core/replace_file.h"
#include "daemon/run/backup/old_backups.h"
#include "daemon/run/backup/packing.h"
#include "daemon/run/backup/stream.h"

namespace sluss::daemon::backup {

namespace fs = std::filesystem;

namespace {

constexpr int most_in_a_second = 999;  // names with more digits are not recognised as a backup's

bool names_a_file(const fs::path& to) {
  const auto name = to.filename().string();
  return name.ends_with(".tar.zst") || name.ends_with(".tar.zst.sealed");
}

/// A share that is not mounted must not become a folder, or a file, on the machine's own disk.
core::Result<> check_folder(const fs::path& folder) {
  std::error_code error;
  const auto kind = fs::status(folder, error).type();
  if (kind == fs::file_type::directory) return {};
  if (kind == fs::file_type::not_found) {
    return core::fail(core::ErrorClass::config, "backup.folder", "the folder " + folder.string() + " is not there",
                      "Create it, or mount the share. (A file's name ends with .tar.zst.)", {.file = folder.string()});
  }
  return core::fail(core::ErrorClass::config, "backup.folder", folder.string() + " is no folder, or cannot be reached",
                    "Name a folder, or a new file whose name ends with .tar.zst.", {.file = folder.string()});
}

std::unexpected<core::Error> name_taken(const fs::path& file) {
  return core::fail(core::ErrorClass::config, "backup.exists", file.string() + " is there already",
                    "Name another file, or a folder; a backup never replaces anything.", {.file = file.string()});
}

core::Result<fs::path> check_target(const BackupOptions& options, core::Instant now) {
  std::error_code error;
  auto to = fs::absolute(options.to, error);
  // A link that leads nowhere has the name too. On an error here, creating the file reports it.
  const auto taken = [&](const fs::path& file) { return fs::exists(fs::symlink_status(file, error)); };
  if (!is_folder(options.to)) {
    SLUSS_TRY(check_folder(to.parent_path()));
    if (!taken(to)) return to;
    return name_taken(to);
  }
  const auto folder = to.has_filename() ? to : to.parent_path();
  SLUSS_TRY(check_folder(folder));
  return folder / backup_name(now, 1, options.key.has_value());
}

/// The backup takes its name; in a folder the first that is free: others may be made there in the same second.
core::Result<fs::path> take_name(core::Replacement& part, const fs::path& file, const BackupOptions& options,
                                 core::Instant began) {
  auto name = file;
  for (int number = 1;; ++number) {
    const auto taken = part.commit_new();
    if (taken) return name;
    if (taken.error().code != "disk.exists") return std::unexpected(taken.error());
    if (!is_folder(options.to)) return name_taken(file);
    if (number == most_in_a_second) return std::unexpected(taken.error());
    name.replace_filename(backup_name(began, number + 1, options.key.has_value()));
    part.name_instead(name.filename().string());
  }
}

core::Result<BackupSummary> write_backup(run::Context& context, const BackupOptions& options, core::OutputFile& output,
                                         std::stop_token stop, const Progress& progress) {
  // Figures that are safe matter more than who made them: without a key the backup is made unsigned, and that is
  // logged.
  const auto key = signing_key(context.files, context.settings.state);
  if (!key) core::log::error("backup.not_signed", key.error().what, {{"code", key.error().code}});
  FileSink file(output);
  std::unique_ptr<ByteSink> sealing;
  if (options.key) {
    sealing = SLUSS_TRY(sealing_sink(file, *options.key));
  }
  const auto packed = zstd_sink(sealing ? *sealing : file, options.zstd_level);
  TarWriter tar(*packed, context.clock.now());
  Packer packer(context, tar, std::move(stop), progress);
  SLUSS_TRY(packer.generation());
  SLUSS_TRY(packer.the_journal());
  SLUSS_TRY(packer.archive());
  packer.find_losses();
  SLUSS_TRY(packer.small_states());
  SLUSS_TRY(packer.configuration());
  if (!options.key) SLUSS_TRY(packed->mark());  // the manifest can be read without the rest then
  SLUSS_TRY(packer.end(options, key ? &*key : nullptr));
  const auto& manifest = packer.manifest();
  return BackupSummary{.file = {},
                       .bytes = file.size(),
                       .sha256 = file.sha256().hex(),
                       .files = std::ssize(manifest.files),
                       .content = packer.bytes(),
                       .last_run = manifest.last_run,
                       .journal_entries = manifest.journal_entries,
                       .journal_head = manifest.journal_head,
                       .state = manifest.state,
                       .signer = key ? signer_line(key->public_key) : std::string(),
                       .not_signed = key ? std::nullopt : std::optional(key.error()),
                       .removed = {},
                       .not_removed = {},
                       .left_out = packer.left_out(),
                       .lacks = packer.lacks()};
}

}  // namespace

bool is_folder(const fs::path& to) {
  std::error_code error;
  return fs::is_directory(to, error) || !names_a_file(to);
}

core::Result<BackupSummary> back_up(run::Context& context, const BackupOptions& options, std::stop_token stop,
                                    const Progress& progress) {
  std::error_code error;
  if (!fs::is_directory(context.settings.state, error)) {
    return core::fail(core::ErrorClass::config, "backup.nothing",
                      "there is no state folder " + context.settings.state.string(),
                      "Correct `state` in the configuration, or run a job first.");
  }
  const auto began = context.clock.now();
  const auto file = SLUSS_TRY(check_target(options, began));
  remove_partial(context.files, file.parent_path());
  // A share without such modes accepts the file all the same, with its own.
  auto part = SLUSS_TRY(core::Replacement::begin(context.files, file, {.bits = 0600, .exact = false}));
  auto summary = SLUSS_TRY(write_backup(context, options, part.output(), std::move(stop), progress));
  summary.file = SLUSS_TRY(take_name(part, file, options, began));
  if (is_folder(options.to) && summary.lacks.empty()) {
    // The backup is whole and has its name, whatever comes of the older ones.
    auto old = remove_old(context.files, summary.file, {.state = summary.state, .last_run = summary.last_run},
                          options.keep, context.clock.now());
    summary.removed = std::move(old.removed);
    summary.not_removed = std::move(old.errors);
    if (old.lacks) summary.lacks.push_back(*std::move(old.lacks));
  }
  return summary;
}

}  // namespace sluss::daemon::backup
