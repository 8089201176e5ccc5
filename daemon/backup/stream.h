#pragma once
// Bytes in a row, one stage behind the other: tar → zstd → (sealing) → file, and back. One thread.

#include <cstddef>
#include <memory>
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
  /// The last word; the stages behind it are finished too.
  virtual core::Result<> finish() = 0;
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// At least one byte and at most `most`; empty at the end. What is damaged or cut off is data class
  /// "backup.damaged".
  virtual core::Result<std::string> read(std::size_t most) = 0;
};

/// Writes to a file, and knows what it wrote.
class FileSink final : public ByteSink {
 public:
  explicit FileSink(std::unique_ptr<core::OutputFile> file) : file_(std::move(file)) {}
  core::Result<> write(std::string_view bytes) override;
  core::Result<> finish() override;  ///< synced and closed
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const core::Sha256& sha256() const { return sha256_; }  ///< after finish()

 private:
  std::unique_ptr<core::OutputFile> file_;
  core::Sha256Hasher hasher_;
  core::Sha256 sha256_;
  std::uint64_t size_ = 0;
};

[[nodiscard]] core::Result<std::unique_ptr<ByteSource>> file_source(core::Files& files,
                                                                    const std::filesystem::path& file);

[[nodiscard]] std::unique_ptr<ByteSink> zstd_sink(ByteSink& next, int level);
[[nodiscard]] std::unique_ptr<ByteSource> zstd_source(ByteSource& before);

/// Exactly `size` bytes, or "backup.damaged".
[[nodiscard]] core::Result<std::string> read_exactly(ByteSource& source, std::size_t size);
[[nodiscard]] std::unexpected<core::Error> damaged(const std::string& what);

}  // namespace sluss::daemon::backup
