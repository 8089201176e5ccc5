#pragma once
// What a file is, for `sluss source try`: its format, its sheets, the columns that have the numbers of persons, and
// which mappings fit. Private to the source.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/register/source/identity_check.h"
#include "connectors/register/source/parts.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// English, for people and programs.
struct FileForm {
  std::string format;
  std::string encoding;   ///< of texts
  std::string delimiter;  ///< of CSV
};
/// `mapping` may know encoding and delimiter. Errors: those of recognise_format().
[[nodiscard]] core::Result<FileForm> form_of(const std::filesystem::path& file, const Mapping& mapping);

struct SheetSize {
  std::string file;
  std::string sheet;
  bool hidden = false;
  std::int64_t rows = 0;  ///< the number of the last one
  std::size_t columns = 0;
};

/// Reads all sheets once: their sizes, and what of them is of persons.
struct FileLook {
  std::vector<SheetSize> sheets;
  std::vector<IdentityHit> identities;
};
/// Errors: those of the documents.
[[nodiscard]] core::Result<> look_at(const Part& part, IdentityCheck& check, FileLook& look);

/// Whether a mapping is one of this file.
struct MappingFit {
  std::string id;
  bool name = false;    ///< by the file's name
  bool header = false;  ///< a required table has its header in it
  std::string error;    ///< why not
};
/// `parts` are of a mapping that takes everything.
[[nodiscard]] MappingFit fit_of(const Mapping& mapping, const std::string& file, std::span<const Part> parts);

/// A mapping that takes each file and each member of a zip, and reads nothing.
[[nodiscard]] Mapping any_mapping();

}  // namespace sluss::connectors::registers
