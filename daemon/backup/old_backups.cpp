#include "daemon/backup/old_backups.h"

#include <algorithm>
#include <optional>
#include <regex>
#include <tuple>

#include "core/log.h"
#include "core/replace_file.h"
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
  int number = 1;     ///< within its second
  bool whole = true;  ///< its state had lost nothing; a sealed one does not tell

  /// Each backup has its place whoever looks: of two that are made at a time, at most one takes the other for older.
  [[nodiscard]] bool is_before(const Old& other) const {
    return std::tie(made_at, number, file) < std::tie(other.made_at, other.number, other.file);
  }
};

/// What is in a name that backup_name() gave; nothing for what a person named.
std::optional<Old> parse_name(const fs::path& file) {
  static const std::regex form(R"(sluss-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(-\d{1,3})?\.tar\.zst(\.sealed)?)");
  const auto name = file.filename().string();
  std::smatch part;
  if (!std::regex_match(name, part, form)) return std::nullopt;
  const auto at = core::parse_instant(part.str(1) + "-" + part.str(2) + "-" + part.str(3) + "T" + part.str(4) + ":" +
                                      part.str(5) + ":" + part.str(6) + "Z");
  if (!at) return std::nullopt;
  return Old{file, *at, part[7].matched ? std::stoi(part.str(7).substr(1)) : 1};
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

/// With the time in its manifest, where that can be read.
core::Result<Old> look_into(core::Files& files, Old named) {
  SLUSS_ASSIGN(const auto size, files.size(named.file));
  SLUSS_ASSIGN(const auto begins, files.read_range(named.file, 0, std::min<std::uint64_t>(size, sealed_magic.size())));
  if (begins == sealed_magic) return named;
  SLUSS_ASSIGN(const auto manifest, manifest_of(files, named.file));
  SLUSS_ASSIGN(named.made_at, core::parse_instant(manifest.made_at));
  named.whole = manifest.lacks.empty();
  return named;
}

/// The whole ones before the others, each in the order of their times, the newest first; `made` and what is not to be
/// counted are not among them.
core::Result<std::vector<Old>> old_ones(core::Files& files, const fs::path& made, core::Instant now) {
  SLUSS_ASSIGN(const auto listed, files.list(made.parent_path()));
  std::vector<Old> found;
  for (const auto& file : listed) {
    std::error_code error;
    auto named = parse_name(file);
    if (!named || file.filename() == made.filename()) continue;
    if (!fs::is_regular_file(fs::symlink_status(file, error))) continue;
    auto old = look_into(files, *std::move(named));
    if (!old) {
      core::log::warning("backup.unreadable", "what has a backup's name is none: it is not counted and not removed",
                         {{"file", file.string()}, {"why", old.error().what}});
    } else if (old->made_at > now) {
      core::log::warning("backup.future", "a backup is of a time to come: it is not counted and not removed",
                         {{"file", file.string()}, {"made_at", core::to_text(old->made_at)}});
    } else {
      found.push_back(*std::move(old));
    }
  }
  std::ranges::sort(found, [](const Old& a, const Old& b) { return b.is_before(a); });
  // One that lacks something never takes a whole one's place.
  std::ranges::stable_partition(found, &Old::whole);
  return found;
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

OldBackups remove_old(core::Files& files, const fs::path& made, std::size_t keep, core::Instant now) {
  OldBackups old;
  if (keep == 0) return old;
  const auto named = parse_name(made);
  if (!named) return old;
  const auto ours = look_into(files, *named);
  if (!ours) {
    // One that was made beside it has counted it as an older one.
    if (files.exists(made)) old.errors.push_back(ours.error());
    return old;
  }
  const auto found = old_ones(files, made, now);
  if (!found) {
    old.errors.push_back(found.error());
    return old;
  }
  for (auto i = keep - 1; i < found->size(); ++i) {
    const auto& one = found->at(i);
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
  const auto stayed = core::remove_abandoned(files, folder, [](const core::NameBeside& beside) {
    return beside.writer && (beside.file.ends_with(".tar.zst") || beside.file.ends_with(".tar.zst.sealed"));
  });
  for (const auto& error : stayed) core::log::warning("backup.partial", error.what, {{"file", error.place.file}});
}

}  // namespace sluss::daemon::backup
