#include "daemon/run/backup/unpack.h"

#include <algorithm>

#include "core/log.h"
#include "daemon/run/backup/names.h"
#include "daemon/run/backup/seal.h"

namespace sluss::daemon::backup {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 20U;

}  // namespace

std::unexpected<core::Error> incomplete(const std::string& what, const std::string& name) {
  return core::fail(core::ErrorClass::data, "backup.incomplete", "the backup is not whole: " + what,
                    "Nothing was changed. Take another backup.", {.file = name});
}

core::Result<std::string> SummedSource::read(std::size_t most) {
  auto bytes = SLUSS_TRY(before_.read(most));
  hasher_.update(bytes);
  return bytes;
}

core::Result<core::Sha256> SummedSource::sha256() {
  for (;;) {
    const auto bytes = SLUSS_TRY(read(block_size));
    if (bytes.empty()) return hasher_.finish();
  }
}

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

core::Result<BackupSource> open_backup(core::Files& files, const RestoreOptions& options) {
  BackupSource source;
  const auto magic = SLUSS_TRY(magic_of(files, options));
  source.stored = SLUSS_TRY(file_source(files, options.from));
  source.file = std::make_unique<SummedSource>(*source.stored);
  if (magic == sealed_magic) {
    SLUSS_TRY(read_exactly(*source.file, sealed_magic.size()));
    source.plain = SLUSS_TRY(opening_source(*source.file, *options.key));
  }
  source.unpacked = zstd_source(source.plain ? *source.plain : *source.file);
  return source;
}

core::Result<Manifest> Unpacker::unpack(ByteSource& source) {
  TarReader tar(source);
  std::optional<Manifest> manifest;
  for (;;) {
    const auto entry = SLUSS_TRY(tar.next());
    if (!entry) break;
    if (manifest) return damaged("it has data after its manifest");
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

core::Result<> Unpacker::put(TarReader& tar, const TarReader::Entry& entry) {
  if (progress_) progress_(entry.name, bytes_);
  const auto membership = belongs_in_backup(entry.name);
  if (membership == Membership::no) return foreign(entry.name);
  if (found_.contains(entry.name)) return damaged("it holds a file twice");
  const auto file = stage_ / entry.name;
  std::unique_ptr<core::OutputFile> output;
  if (membership == Membership::yes) {
    SLUSS_TRY(files_.make_folders(file.parent_path()));
    output = SLUSS_TRY(files_.create(file));
  } else {
    core::log::warning("restore.passed_over", "a file of the backup that no part of the program uses is not restored",
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

core::Result<> Unpacker::check_generation(const Manifest& manifest) const {
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

}  // namespace sluss::daemon::backup
