#pragma once
// A file that arrives piece by piece, in the scratch folder: hashed as it comes, bounded, and removed unless it is
// finished. One thread at a time.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/register/inbox/inbox.h"
#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"

namespace sluss::connectors::registers {

class IncomingFile {
 public:
  /// `name` is for errors.
  IncomingFile(core::Files& files, std::filesystem::path scratch, std::uint64_t most_bytes, std::string name);
  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;
  ~IncomingFile();

  /// Forgets what came, for another attempt.
  void restart();
  /// Errors: data class "inbox.too_large", and those of core::Files.
  [[nodiscard]] core::Result<> write(std::string_view bytes);
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// All is here. The copy is the caller's; `file.stamp.bytes` is set.
  [[nodiscard]] core::Result<CopiedFile> finish(InboxFile file);

 private:
  core::Result<> open();

  core::Files& files_;
  std::filesystem::path scratch_;
  std::uint64_t most_bytes_;
  std::string name_;
  std::filesystem::path path_;
  std::unique_ptr<core::OutputFile> output_;
  core::Sha256Hasher hasher_;
  std::uint64_t bytes_ = 0;
};

}  // namespace sluss::connectors::registers
