#pragma once
// The directory at the end of a zip file: what is in it and where. Not the headers before each entry: those are what a
// file that was cut off still has, and what the directory no longer names is not part of the file.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "connectors/register/file_bytes.h"
#include "connectors/register/sheets.h"

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
  std::vector<std::string> comments;  ///< of the file and of its entries, as they are; those that are not empty
};

/// Plain and zip64. Errors: data class "zip.truncated" (no directory at the end), "zip.directory" (it contradicts
/// itself or the file), "zip.name" (absolute, or with ".."), "zip.duplicate" (a name twice, in any case),
/// "register.limit".
[[nodiscard]] core::Result<ZipDirectory> read_directory(const FileBytes& file, const Limits& limits);

}  // namespace sluss::connectors::registers
