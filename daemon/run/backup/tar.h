#pragma once
// Regular files only, in POSIX's ustar with GNU's size field for what is larger than 8 GiB: `tar --zstd -xf` reads it
// without Sluss. Names are relative and at most 255 bytes.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/time.h"
#include "daemon/run/backup/stream.h"

namespace sluss::daemon::backup {

/// "journal.jsonl", "archive/kolada/2026-03/a.seg": no "..", no root, no control characters.
[[nodiscard]] bool good_name(std::string_view name);

class TarWriter {
 public:
  TarWriter(ByteSink& next, core::Instant modified) : next_(next), modified_(modified) {}
  /// Whether begin() finds room for such a name.
  [[nodiscard]] static bool takes(std::string_view name);
  /// Then exactly `size` bytes by write(), then end().
  core::Result<> begin(std::string_view name, std::uint64_t size);
  core::Result<> write(std::string_view bytes);
  core::Result<> end();
  core::Result<> finish();

 private:
  ByteSink& next_;
  core::Instant modified_;
  std::uint64_t size_ = 0;
  std::uint64_t written_ = 0;
};

class TarReader {
 public:
  explicit TarReader(ByteSource& before) : before_(before) {}
  struct Entry {
    std::string name;
    std::uint64_t size = 0;
  };
  /// The next file; nothing at the end, which is read to the last byte. "backup.damaged".
  [[nodiscard]] core::Result<std::optional<Entry>> next();
  /// Of the file that next() returned; empty at its end.
  [[nodiscard]] core::Result<std::string> read(std::size_t most);

 private:
  ByteSource& before_;
  std::uint64_t left_ = 0;
  std::uint64_t padding_ = 0;
};

}  // namespace sluss::daemon::backup
