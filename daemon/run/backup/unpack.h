#pragma once
// A backup's file opened, and unpacked into a folder as its manifest says.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"
#include "daemon/run/backup/backup.h"
#include "daemon/run/backup/manifest.h"
#include "daemon/run/backup/restore.h"
#include "daemon/run/backup/stream.h"
#include "daemon/run/backup/tar.h"

namespace sluss::daemon::backup {

/// "backup.incomplete"
[[nodiscard]] std::unexpected<core::Error> incomplete(const std::string& what, const std::string& name);

/// Sums what is read, so that the sum is of the very bytes that were unpacked.
class SummedSource final : public ByteSource {
 public:
  explicit SummedSource(ByteSource& before) : before_(before) {}
  core::Result<std::string> read(std::size_t most) override;
  /// Of the whole file: also of any bytes after the backup's end.
  [[nodiscard]] core::Result<core::Sha256> sha256();

 private:
  ByteSource& before_;
  core::Sha256Hasher hasher_;
};

/// The stages of a backup's file, kept together.
struct BackupSource {
  std::unique_ptr<ByteSource> stored;
  std::unique_ptr<SummedSource> file;
  std::unique_ptr<ByteSource> plain;
  std::unique_ptr<ByteSource> unpacked;
};

/// The file's first bytes, when it is a backup and the options suffice to open it. Errors: those of
/// find_backup(), "backup.needs_key", "backup.unknown".
[[nodiscard]] core::Result<std::string> magic_of(core::Files& files, const RestoreOptions& options);

[[nodiscard]] core::Result<BackupSource> open_backup(core::Files& files, const RestoreOptions& options);

class Unpacker {
 public:
  /// `progress` outlives it.
  Unpacker(core::Files& files, std::filesystem::path stage, std::stop_token stop, const Progress& progress)
      : files_(files), stage_(std::move(stage)), stop_(std::move(stop)), progress_(progress) {}

  /// Unpacks everything into the stage, and checks it against the manifest.
  [[nodiscard]] core::Result<Manifest> unpack(ByteSource& source);
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  [[nodiscard]] core::Result<> put(TarReader& tar, const TarReader::Entry& entry);
  /// Its name becomes a link's target; the warehouse's folder may contain nothing else.
  [[nodiscard]] core::Result<> check_generation(const Manifest& manifest) const;

  core::Files& files_;
  std::filesystem::path stage_;
  std::stop_token stop_;
  const Progress& progress_;
  std::map<std::string, Manifest::File> found_;
  std::uint64_t bytes_ = 0;
};

}  // namespace sluss::daemon::backup
