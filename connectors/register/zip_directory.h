#pragma once
// The directory at the end of a zip file: what is in it and where. Not the headers before each entry: those are what a
// file that was cut off still has, and what the directory no longer names is not part of the file.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/file_bytes.h"
#include "connectors/register/limits.h"

namespace sluss::connectors::registers {

struct ZipEntry {
  std::string name;  ///< with slashes; a folder's ends with one
  std::uint16_t flags = 0;
  std::uint16_t method = 0;  ///< 0 stored, 8 deflated
  std::uint32_t crc = 0;
  std::uint64_t packed = 0;    ///< bytes in the file
  std::uint64_t unpacked = 0;  ///< bytes of its content
  std::uint64_t header = 0;    ///< where its own header begins
};

struct ZipDirectory {
  std::vector<ZipEntry> entries;
  /// Of the file and of its entries, also their fields of a program's own, as they are; those that are not empty.
  std::vector<std::string> comments;
};

/// Where the directory is, as the end of the file says: nothing of it is believed yet.
struct ZipExtent {
  std::uint64_t entries = 0, size = 0, offset = 0;
  std::string comment = {};
};
/// Nothing where the file has no such end. Errors: "zip.directory", those of FileBytes.
[[nodiscard]] core::Result<std::optional<ZipExtent>> find_directory(const FileBytes& file);

/// An entry as the directory has it: numbers of 32 bits, its name with whatever slashes.
struct ZipItem {
  ZipEntry entry;
  std::string_view extra, comment;  ///< of the directory's bytes
};
/// The first one of a directory, which loses it; nothing where it has none there, or not all of it.
[[nodiscard]] std::optional<ZipItem> take_item(std::string_view& directory);

/// Plain and zip64. Errors: data class "zip.truncated" (no directory at the end), "zip.directory" (it contradicts
/// itself or the file), "zip.name" (absolute, or with ".."), "zip.duplicate" (a name twice, in any case),
/// "register.limit".
[[nodiscard]] core::Result<ZipDirectory> read_directory(const FileBytes& file, const Limits& limits);

}  // namespace sluss::connectors::registers
