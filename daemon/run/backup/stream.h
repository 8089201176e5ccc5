#pragma once
// Bytes in a row, one stage behind the other: tar → zstd → (sealing) → file, and back. One thread.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"

namespace sluss::daemon::backup {

class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual core::Result<> write(std::string_view bytes) = 0;
  /// Ends the stream; the stages behind it are finished too.
  virtual core::Result<> finish() = 0;
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// At least one byte and at most `most`; empty at the end. What is damaged or cut off is data class
  /// "backup.damaged".
  virtual core::Result<std::string> read(std::size_t most) = 0;
};

/// Writes to a file, and computes the size and sum of what it wrote. Whoever made the file syncs and closes it.
class FileSink final : public ByteSink {
 public:
  explicit FileSink(core::OutputFile& file) : file_(file) {}
  core::Result<> write(std::string_view bytes) override;
  core::Result<> finish() override;
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const core::Sha256& sha256() const { return sha256_; }  ///< after finish()

 private:
  core::OutputFile& file_;
  core::Sha256Hasher hasher_;
  core::Sha256 sha256_;
  std::uint64_t size_ = 0;
};

/// From its byte `offset` on.
[[nodiscard]] core::Result<std::unique_ptr<ByteSource>> file_source(core::Files& files,
                                                                    const std::filesystem::path& file,
                                                                    std::uint64_t offset = 0);

/// Packs, in one frame or two.
class ZstdSink : public ByteSink {
 public:
  /// What follows is in a frame of its own, and the file's last bytes say where it begins: find_mark() reads them.
  /// At most once. zstd itself skips them.
  virtual core::Result<> mark() = 0;
};
[[nodiscard]] std::unique_ptr<ZstdSink> zstd_sink(ByteSink& next, int level);
/// Where the frame behind the mark begins; nothing in a file that has none.
[[nodiscard]] core::Result<std::optional<std::uint64_t>> find_mark(core::Files& files,
                                                                   const std::filesystem::path& file);
[[nodiscard]] std::unique_ptr<ByteSource> zstd_source(ByteSource& before);

/// Exactly `size` bytes, or "backup.damaged".
[[nodiscard]] core::Result<std::string> read_exactly(ByteSource& source, std::size_t size);
[[nodiscard]] std::unexpected<core::Error> damaged(const std::string& what);

}  // namespace sluss::daemon::backup
