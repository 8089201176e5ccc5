#pragma once
// A zip file that is read: its entries, and the content of each as a stream. Stored and deflated, zip64, with and
// without data descriptors (sizes and checksums are the directory's). Memory: the directory, and 64 KiB for each open
// entry. What an entry unpacks to is never more than the directory says, and that is within Limits. One thread at a
// time.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/byte_source.h"
#include "connectors/register/file_bytes.h"
#include "connectors/register/limits.h"
#include "connectors/register/zip_directory.h"

namespace sluss::connectors::registers {

/// Where the texts of ZipFile::comments() are, Swedish.
inline constexpr std::string_view zip_comments_place = "zip-filens kommentarer och extra fält";

class ZipFile {
 public:
  /// Errors: those of FileBytes and read_directory().
  [[nodiscard]] static core::Result<ZipFile> open(const std::filesystem::path& path, const Limits& limits);
  [[nodiscard]] static core::Result<ZipFile> open(std::shared_ptr<const FileBytes> file, const Limits& limits);

  [[nodiscard]] const std::vector<ZipEntry>& entries() const { return directory_.entries; }
  /// Those of the file and of its entries, and what stands in fields of their own there and in the entries' own
  /// headers, in whatever encoding.
  [[nodiscard]] const std::vector<std::string>& comments() const { return directory_.comments; }
  /// By its name, A to Z in any case; null when there is none.
  [[nodiscard]] const ZipEntry* find(std::string_view name) const;
  /// The content of an entry of this file; it may outlive the ZipFile. Errors, of it and of its reading: data class
  /// "zip.encrypted", "zip.method", "zip.directory" (its own header is another's), "zip.damaged" (it does not unpack,
  /// or not to its size), "zip.checksum"; storage class "zip.memory", "disk.io".
  [[nodiscard]] core::Result<std::unique_ptr<ByteSource>> read(const ZipEntry& entry) const;

 private:
  ZipFile(std::shared_ptr<const FileBytes> file, ZipDirectory directory)
      : file_(std::move(file)), directory_(std::move(directory)) {}
  std::shared_ptr<const FileBytes> file_;
  ZipDirectory directory_;
};

}  // namespace sluss::connectors::registers
