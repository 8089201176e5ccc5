#pragma once
// The file port. Everything of ours that must survive a power cut is written through it; its fake in tests/tools loses
// what was not synced. DuckDB writes its own files: they count only after sync_file() and the rename here.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sluss::core {

class OutputFile {
 public:
  virtual ~OutputFile() = default;
  virtual Result<> write(std::string_view data) = 0;
  virtual Result<> sync() = 0;  ///< fdatasync
  virtual Result<> truncate(std::uint64_t size) = 0;
  virtual Result<> close() = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
};

/// Errors are storage class: "disk.full", "disk.permission", "disk.io", "disk.missing", each with the path and the
/// remedy.
class Files {
 public:
  virtual ~Files() = default;
  /// Creates, or truncates.
  virtual Result<std::unique_ptr<OutputFile>> create(const std::filesystem::path& path) = 0;
  /// Creates, or appends at the end.
  virtual Result<std::unique_ptr<OutputFile>> append(const std::filesystem::path& path) = 0;
  virtual Result<std::string> read(const std::filesystem::path& path) = 0;
  virtual Result<std::string> read_range(const std::filesystem::path& path, std::uint64_t offset,
                                         std::uint64_t size) = 0;
  virtual Result<> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual Result<> remove(const std::filesystem::path& path) = 0;        ///< no error when it is not there
  virtual Result<> make_folders(const std::filesystem::path& path) = 0;  ///< syncs the parents of those it makes
  virtual Result<> symlink(const std::filesystem::path& target, const std::filesystem::path& link) = 0;
  /// A file that somebody else (DuckDB) wrote.
  virtual Result<> sync_file(const std::filesystem::path& path) = 0;
  virtual Result<> sync_folder(const std::filesystem::path& path) = 0;
  /// Reflink where the file system has it, else copy_file_range.
  virtual Result<> clone(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual Result<std::vector<std::filesystem::path>> list(const std::filesystem::path& folder) = 0;  ///< sorted
  [[nodiscard]] virtual bool exists(const std::filesystem::path& path) = 0;
  [[nodiscard]] virtual Result<std::uint64_t> size(const std::filesystem::path& path) = 0;
};

[[nodiscard]] std::unique_ptr<Files> real_files();

}  // namespace sluss::core
