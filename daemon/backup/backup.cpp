#include "daemon/backup/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <set>

#include "core/log.h"
#include "daemon/backup/manifest.h"
#include "daemon/backup/tar.h"
#include "daemon/runner/run_journal.h"
#include "warehouse/duckdb/duckdb_warehouse.h"
#include "warehouse/journal/journal.h"

namespace sluss::daemon::backup {

namespace fs = std::filesystem;
namespace journal = warehouse::journal;

namespace {

constexpr std::size_t block_size = std::size_t{1} << 20U;
constexpr std::uint64_t largest_state_file = std::uint64_t{64} << 20U;
constexpr std::string_view part_word = ".partial-";

/// A file that is open: whoever removes its name (an old generation is pruned) does not take it from us.
class Input {
 public:
  static core::Result<Input> open(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return failed(file, "cannot open", errno);
    struct stat status{};
    Input input(descriptor, file, 0);
    if (::fstat(descriptor, &status) != 0) return failed(file, "cannot look at", errno);
    input.size_ = static_cast<std::uint64_t>(status.st_size);
    return input;
  }
  Input(Input&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), file_(std::move(other.file_)), size_(other.size_) {}
  Input& operator=(Input&&) = delete;
  ~Input() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const fs::path& file() const { return file_; }
  /// At least one byte.
  core::Result<std::string> read(std::uint64_t offset, std::uint64_t most) const {
    std::string bytes(std::min<std::uint64_t>(most, block_size), '\0');
    ssize_t got = -1;
    do {
      got = ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    } while (got < 0 && errno == EINTR);
    if (got < 0) return failed(file_, "cannot read", errno);
    if (got == 0) {
      return core::fail(core::ErrorClass::storage, "disk.io", file_.string() + " became shorter while it was read",
                        "Make the backup again.", {.file = file_.string()});
    }
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
  }

 private:
  Input(int descriptor, fs::path file, std::uint64_t size)
      : descriptor_(descriptor), file_(std::move(file)), size_(size) {}
  static std::unexpected<core::Error> failed(const fs::path& file, std::string_view what, int number) {
    const auto reason = std::error_code(number, std::generic_category());
    const auto* code = number == ENOENT ? "disk.missing" : number == EACCES ? "disk.permission" : "disk.io";
    return core::fail(core::ErrorClass::storage, code,
                      std::string(what) + " " + file.string() + ": " + reason.message(),
                      "Make the backup as the user that the daemon runs as.", {.file = file.string()});
  }
  int descriptor_;
  fs::path file_;
  std::uint64_t size_;
};

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "";
  return name.data();
}

/// "20261122T063213Z"
std::string compact(core::Instant at) {
  auto text = core::to_text(core::Instant{at.micros - at.micros % 1'000'000});
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

/// The files of one backup, one after the other.
class Packing {
 public:
  Packing(runner::Context& context, TarWriter& tar, std::stop_token stop, const Progress& progress)
      : context_(context), tar_(tar), stop_(std::move(stop)), progress_(progress) {}

  core::Result<> generation() {
    // Pruned between the look at `current` and the opening: there is a newer one then.
    constexpr int tries = 5;
    const auto& folder = context_.settings.warehouse_folder;
    for (int i = 1;; ++i) {
      std::error_code error;
      const auto target = fs::read_symlink(folder / "current", error);
      if (error) return {};
      auto file = Input::open(folder / target);
      auto sum = Input::open(fs::path(folder / target).replace_extension(".sum"));
      if (!file || !sum) {
        if (i < tries) continue;
        return std::unexpected(file ? sum.error() : file.error());
      }
      const auto name = target.filename().string();
      const auto stem = target.stem().string();
      warehouse::duckdb::Options options{.folder = folder, .memory_limit = context_.settings.memory};
      SLUSS_TRY(pack("state/warehouse/" + name, *file, file->size()));
      SLUSS_TRY(pack("state/warehouse/" + stem + ".sum", *sum, sum->size()));
      manifest_.generation = name;
      return {};
    }
  }

  core::Result<> the_journal() {
    if (!context_.files.exists(context_.journal_file)) return {};
    SLUSS_ASSIGN(const auto reading,
                 journal::read_through(context_.files, context_.journal_file,
                                       [this](journal::Entry&& entry) -> core::Result<> { return note(entry); }));
    manifest_.journal_entries = reading.entries;
    manifest_.journal_head = reading.head;
    SLUSS_ASSIGN(const auto file, Input::open(context_.journal_file));
    return pack("state/journal.jsonl", file, reading.bytes);
  }

  core::Result<> archive() {
    SLUSS_ASSIGN(const auto segments, context_.archive.segments());
    const auto folder = context_.settings.state / "archive";
    for (const auto& segment : segments) {
      if (!segment.whole) continue;
      for (const auto* extension : {".seg", ".idx"}) {
        const auto file = fs::path(segment.file).replace_extension(extension);
        SLUSS_ASSIGN(const auto input, Input::open(folder / file));
        SLUSS_TRY(pack("state/archive/" + file.string(), input, input.size()));
      }
      named_.erase(segment.file.string());
    }
    if (!named_.empty()) {
      core::log::warning("backup.pruned", "segments that the journal names are not in the archive: they were pruned",
                         {{"segments", named_.size()}, {"first", *named_.begin()}});
    }
    return {};
  }

  /// What the daemon remembers in small files that are each replaced by rename.
  core::Result<> small_states() {
    SLUSS_ASSIGN(const auto files, context_.files.list(context_.settings.state));
    for (const auto& file : files) {
      if (file.extension() != ".json") continue;
      const auto input = Input::open(file);
      if (!input && input.error().code == "disk.missing") continue;
      if (!input) return std::unexpected(input.error());
      if (input->size() > largest_state_file) continue;
      SLUSS_TRY(pack("state/" + file.filename().string(), *input, input->size()));
    }
    return {};
  }

  core::Result<> configuration() {
    const auto& settings = context_.settings;
    if (settings.file.empty() || !context_.files.exists(settings.file)) return {};
    const auto folder = settings.file.parent_path();
    SLUSS_TRY(configuration_file(settings.file, folder));
    for (const auto* part : {"conf.d", "sets", "indicators", "datasets", "models", "codes"}) {
      std::error_code error;
      std::vector<fs::path> found;
      for (fs::recursive_directory_iterator entry(folder / part, error), end; !error && entry != end;
           entry.increment(error)) {
        if (entry->is_regular_file(error)) found.push_back(entry->path());
      }
      std::ranges::sort(found);
      for (const auto& file : found) SLUSS_TRY(configuration_file(file, folder));
    }
    return {};
  }

  core::Result<> end(const BackupOptions& options) {
    manifest_.made_at = core::to_text(context_.clock.now());
    manifest_.version = options.version;
    manifest_.host = host_name();
    manifest_.schema = warehouse::duckdb::schema_name();
    manifest_.configuration_digest = context_.settings.digest;
    const auto text = manifest_text(manifest_);
    SLUSS_TRY(tar_.begin(manifest_name, text.size()));
    SLUSS_TRY(tar_.write(text));
    SLUSS_TRY(tar_.end());
    return tar_.finish();
  }

  [[nodiscard]] Manifest& manifest() { return manifest_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  core::Result<> note(const journal::Entry& entry) {
    if (!runner::is_run(entry.kind)) return {};
    SLUSS_ASSIGN(const auto run, runner::parse_journal_body(entry));
    named_.insert(run.segments.begin(), run.segments.end());
    manifest_.last_run = std::max(manifest_.last_run, run.run.value);
    return {};
  }

  core::Result<> configuration_file(const fs::path& file, const fs::path& folder) {
    constexpr std::array<std::string_view, 4> kinds = {".toml", ".sql", ".csv", ".json"};
    if (std::ranges::find(kinds, file.extension().string()) == kinds.end()) return {};
    SLUSS_ASSIGN(const auto input, Input::open(file));
    return pack("configuration/" + fs::relative(file, folder).generic_string(), input, input.size());
  }

  core::Result<> pack(const std::string& name, const Input& input, std::uint64_t size) {
    if (progress_) progress_(name, bytes_);
    core::Sha256Hasher hasher;
    SLUSS_TRY(tar_.begin(name, size));
    for (std::uint64_t offset = 0; offset < size;) {
      if (stop_.stop_requested()) {
        return core::fail(core::ErrorClass::cancelled, "backup.cancelled", "the backup was stopped", "Begin it again.");
      }
      SLUSS_ASSIGN(const auto bytes, input.read(offset, size - offset));
      SLUSS_TRY(tar_.write(bytes));
      hasher.update(bytes);
      offset += bytes.size();
      bytes_ += bytes.size();
    }
    SLUSS_TRY(tar_.end());
    manifest_.files[name] = {size, hasher.finish().hex()};
    return {};
  }

  runner::Context& context_;
  TarWriter& tar_;
  std::stop_token stop_;
  const Progress& progress_;
  Manifest manifest_;
  std::set<std::string> named_;  ///< segments that the journal names and that are not packed yet
  std::uint64_t bytes_ = 0;
};

bool is_ours(const fs::path& file) {
  const auto name = file.filename().string();
  return name.starts_with("sluss-") && (name.ends_with(".tar.zst") || name.ends_with(".tar.zst.sealed"));
}

/// What a backup that was killed left behind.
void remove_partial(core::Files& files, const fs::path& folder) {
  const auto listed = files.list(folder);
  if (!listed) return;
  for (const auto& file : *listed) {
    const auto name = file.filename().string();
    const auto at = name.find(part_word);
    if (!name.starts_with(".") || at == std::string::npos) continue;
    int process = 0;
    const auto* end = name.data() + name.size();
    const auto parsed = std::from_chars(name.data() + at + part_word.size(), end, process);
    if (parsed.ec != std::errc() || parsed.ptr != end || process == ::getpid()) continue;
    if (::kill(process, 0) == 0 || errno != ESRCH) continue;
    if (const auto removed = files.remove(file); !removed) {
      core::log::warning("backup.partial", removed.error().what, {{"file", file.string()}});
    }
  }
}

core::Result<std::vector<fs::path>> remove_old(core::Files& files, const fs::path& folder, std::size_t keep) {
  SLUSS_ASSIGN(auto listed, files.list(folder));
  std::erase_if(listed, [](const fs::path& file) { return !is_ours(file); });
  std::vector<fs::path> removed;
  if (keep == 0 || listed.size() <= keep) return removed;
  listed.resize(listed.size() - keep);  // sorted: their names are their times
  for (const auto& file : listed) {
    SLUSS_TRY(files.remove(file));
    removed.push_back(file);
  }
  SLUSS_TRY(files.sync_folder(folder));
  return removed;
}

core::Result<BackupSummary> write_backup(runner::Context& context, const BackupOptions& options, const fs::path& part,
                                         std::stop_token stop, const Progress& progress) {
  SLUSS_ASSIGN(auto output, context.files.create(part));
  std::error_code error;
  fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write, error);
  FileSink file(std::move(output));
  std::unique_ptr<ByteSink> sealing;
  if (options.key) {
    SLUSS_ASSIGN(sealing, sealing_sink(file, *options.key));
  }
  const auto packed = zstd_sink(sealing ? *sealing : file, options.zstd_level);
  TarWriter tar(*packed, context.clock.now());
  Packing packing(context, tar, std::move(stop), progress);
  SLUSS_TRY(packing.generation());
  SLUSS_TRY(packing.the_journal());
  SLUSS_TRY(packing.archive());
  SLUSS_TRY(packing.small_states());
  SLUSS_TRY(packing.configuration());
  SLUSS_TRY(packing.end(options));
  const auto& manifest = packing.manifest();
  return BackupSummary{.file = {},
                       .bytes = file.size(),
                       .sha256 = file.sha256().hex(),
                       .files = std::ssize(manifest.files),
                       .content = packing.bytes(),
                       .last_run = manifest.last_run,
                       .journal_entries = manifest.journal_entries,
                       .journal_head = manifest.journal_head,
                       .removed = {}};
}

}  // namespace

core::Result<BackupSummary> back_up(runner::Context& context, const BackupOptions& options, std::stop_token stop,
                                    const Progress& progress) {
  std::error_code error;
  if (!fs::is_directory(context.settings.state, error)) {
    return core::fail(core::ErrorClass::config, "backup.nothing",
                      "there is no state folder " + context.settings.state.string(),
                      "Correct `state` in the configuration, or run a job first.");
  }
  const bool folder = fs::is_directory(options.to, error) || !options.to.has_filename();
  auto file = options.to;
  if (folder) {
    file /= "sluss-" + compact(context.clock.now()) + (options.key ? ".tar.zst.sealed" : ".tar.zst");
  }
  file = fs::absolute(file, error);
  SLUSS_TRY(context.files.make_folders(file.parent_path()));
  remove_partial(context.files, file.parent_path());
  const auto part =
      file.parent_path() / ("." + file.filename().string() + std::string(part_word) + std::to_string(::getpid()));
  auto summary = write_backup(context, options, part, std::move(stop), progress);
  if (!summary) {
    [[maybe_unused]] const auto removed = context.files.remove(part);
    return summary;
  }
  SLUSS_TRY(context.files.rename(part, file));
  SLUSS_TRY(context.files.sync_folder(file.parent_path()));
  summary->file = file;
  if (folder) {
    SLUSS_ASSIGN(summary->removed, remove_old(context.files, file.parent_path(), options.keep));
  }
  return summary;
}

}  // namespace sluss::daemon::backup
