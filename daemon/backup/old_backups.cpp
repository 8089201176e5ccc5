#include "daemon/backup/old_backups.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <optional>
#include <regex>

#include "core/log.h"
#include "daemon/backup/manifest.h"
#include "daemon/backup/seal.h"
#include "daemon/backup/stream.h"
#include "daemon/backup/tar.h"

namespace sluss::daemon::backup {

namespace fs = std::filesystem;

namespace {

struct Old {
  fs::path file;
  core::Instant made_at;
};

/// The time in a name that backup_name() gave; nothing for what a person named.
std::optional<core::Instant> time_in_name(const fs::path& file) {
  static const std::regex form(R"(sluss-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(-\d{1,3})?\.tar\.zst(\.sealed)?)");
  const auto name = file.filename().string();
  std::smatch part;
  if (!std::regex_match(name, part, form)) return std::nullopt;
  const auto at = core::parse_instant(part.str(1) + "-" + part.str(2) + "-" + part.str(3) + "T" + part.str(4) + ":" +
                                      part.str(5) + ":" + part.str(6) + "Z");
  return at ? std::optional(*at) : std::nullopt;
}

/// From the mark when it has one; one of an older release is read through.
core::Result<Manifest> manifest_of(core::Files& files, const fs::path& file) {
  SLUSS_ASSIGN(const auto mark, find_mark(files, file));
  SLUSS_ASSIGN(const auto packed, file_source(files, file, mark.value_or(0)));
  const auto source = zstd_source(*packed);
  TarReader tar(*source);
  for (;;) {
    SLUSS_ASSIGN(const auto entry, tar.next());
    if (!entry) return damaged("it has no manifest");
    if (entry->name == manifest_name) return read_manifest(tar, *entry);
  }
}

core::Result<core::Instant> time_of(core::Files& files, const fs::path& file, core::Instant named) {
  SLUSS_ASSIGN(const auto size, files.size(file));
  SLUSS_ASSIGN(const auto begins, files.read_range(file, 0, std::min<std::uint64_t>(size, sealed_magic.size())));
  if (begins == sealed_magic) return named;
  SLUSS_ASSIGN(const auto manifest, manifest_of(files, file));
  return core::parse_instant(manifest.made_at);
}

/// In the order of their times, the newest first; `made` and what is not to be counted are not among them.
core::Result<std::vector<Old>> old_ones(core::Files& files, const fs::path& made, core::Instant now) {
  SLUSS_ASSIGN(const auto listed, files.list(made.parent_path()));
  std::vector<Old> found;
  for (const auto& file : listed) {
    std::error_code error;
    const auto named = time_in_name(file);
    if (!named || file.filename() == made.filename()) continue;
    if (!fs::is_regular_file(fs::symlink_status(file, error))) continue;
    const auto at = time_of(files, file, *named);
    if (!at) {
      core::log::warning("backup.unreadable", "what has a backup's name is none: it is not counted and not removed",
                         {{"file", file.string()}, {"why", at.error().what}});
    } else if (*at > now) {
      core::log::warning("backup.future", "a backup is of a time to come: it is not counted and not removed",
                         {{"file", file.string()}, {"made_at", core::to_text(*at)}});
    } else {
      found.push_back({file, *at});
    }
  }
  std::ranges::sort(
      found, [](const Old& a, const Old& b) { return std::tie(a.made_at, a.file) > std::tie(b.made_at, b.file); });
  return found;
}

/// The process that wrote it: ".NAME.partial-PROCESS" (releases before random names), "NAME.PROCESS-RANDOM.part".
std::optional<int> writer_of(const std::string& name) {
  static const std::regex old_form(R"(\..*\.tar\.zst(?:\.sealed)?\.partial-(\d{1,9}))");
  static const std::regex form(R"(.*\.tar\.zst(?:\.sealed)?\.(\d{1,9})-[0-9a-f]{16}\.part)");
  std::smatch part;
  if (!std::regex_match(name, part, form) && !std::regex_match(name, part, old_form)) return std::nullopt;
  return std::stoi(part.str(1));
}

/// Nobody writes it: the number of a process says little where several machines write in one folder.
bool is_free(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return false;
  struct stat status{};
  const bool free = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == ::geteuid() &&
                    ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
  ::close(descriptor);
  return free;
}

}  // namespace

std::string compact_text(core::Instant at) {
  auto text = core::to_text(core::Instant{at.micros - at.micros % 1'000'000});
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

std::string backup_name(core::Instant at, int number, bool sealed) {
  return "sluss-" + compact_text(at) + (number > 1 ? "-" + std::to_string(number) : "") + ".tar.zst" +
         (sealed ? ".sealed" : "");
}

core::Result<std::vector<fs::path>> remove_old(core::Files& files, const fs::path& made, std::size_t keep,
                                               core::Instant now) {
  std::vector<fs::path> removed;
  if (keep == 0) return removed;
  SLUSS_ASSIGN(const auto found, old_ones(files, made, now));
  for (auto i = keep - 1; i < found.size(); ++i) {
    SLUSS_TRY(files.remove(found[i].file));
    removed.push_back(found[i].file);
  }
  if (!removed.empty()) SLUSS_TRY(files.sync_folder(made.parent_path()));
  return removed;
}

void remove_partial(core::Files& files, const fs::path& folder) {
  const auto listed = files.list(folder);
  if (!listed) return;
  for (const auto& file : *listed) {
    const auto process = writer_of(file.filename().string());
    if (!process || *process == ::getpid()) continue;
    if (::kill(*process, 0) == 0 || errno != ESRCH || !is_free(file)) continue;
    if (const auto removed = files.remove(file); !removed) {
      core::log::warning("backup.partial", removed.error().what, {{"file", file.string()}});
    }
  }
}

}  // namespace sluss::daemon::backup
