#pragma once
// The file port. Everything of ours that must survive a power cut is written through it; its fake in tests/tools loses
// what was not synced. DuckDB writes its own files: they count only after sync_file() and the rename here.
//
// Others may write in the folders where we write (a share is meant for that), so what we write in is never what they
// laid there: a new file is made exclusively, nothing that is written is reached through a link, and what is no regular
// file (a pipe, a socket, a device) is never waited for. Reading follows links: a configuration may be linked.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sluss::core {

/// Who may use a file or folder: set exactly so, whatever the umask.
struct FileMode {
  std::uint32_t bits = 0600;             ///< as for chmod
  std::optional<std::uint32_t> group{};  ///< its number; nothing: as the system gives
  bool exact = true;                     ///< false: where the file system has no such rights (a mounted share), without
  bool operator==(const FileMode&) const = default;
};

inline constexpr FileMode owner_only{.bits = 0600};
inline constexpr FileMode everybody_reads{.bits = 0644};
inline constexpr FileMode owner_folder{.bits = 0700};
inline constexpr FileMode passable_folder{.bits = 0711};  ///< one may go through it, but not list it
inline constexpr FileMode everybodys_folder{.bits = 0755};

class OutputFile {
 public:
  virtual ~OutputFile() = default;
  virtual Result<> write(std::string_view data) = 0;
  /// All of another file, into this one that is empty: by reflink where the file system has it, else copy_file_range.
  virtual Result<> copy_from(const std::filesystem::path& file) = 0;
  virtual Result<> sync() = 0;  ///< fdatasync
  virtual Result<> truncate(std::uint64_t size) = 0;
  virtual Result<> close() = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
};

/// Errors are storage class: "disk.full", "disk.permission", "disk.io", "disk.missing", "disk.exists" (the name is
/// taken), "disk.not_a_file" (a link, a pipe or a folder in its place), "disk.not_a_folder", with path and remedy.
class Files {
 public:
  virtual ~Files() = default;
  /// A new file in the place of what has the name, which is unlinked and neither opened nor followed.
  virtual Result<std::unique_ptr<OutputFile>> create(const std::filesystem::path& path, FileMode mode = owner_only) = 0;
  /// A new file, "disk.exists" when the name is taken. Locked (flock) until it is closed, where the file system can.
  virtual Result<std::unique_ptr<OutputFile>> create_new(const std::filesystem::path& path,
                                                         FileMode mode = owner_only) = 0;
  /// At the end of a regular file; made when it is not there, and then with `mode`.
  virtual Result<std::unique_ptr<OutputFile>> append(const std::filesystem::path& path, FileMode mode = owner_only) = 0;
  virtual Result<std::string> read(const std::filesystem::path& path) = 0;
  virtual Result<std::string> read_range(const std::filesystem::path& path, std::uint64_t offset,
                                         std::uint64_t size) = 0;
  virtual Result<> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  /// "disk.exists" when `to` is taken.
  virtual Result<> rename_new(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  /// Two that are there change names in one step, so that neither name is ever missing. False: the file system has no
  /// such step, and nothing was done.
  virtual Result<bool> exchange(const std::filesystem::path& one, const std::filesystem::path& other) = 0;
  virtual Result<> remove(const std::filesystem::path& path) = 0;  ///< no error when it is not there
  /// Syncs the parents of those it makes; `mode` is of each that it makes.
  virtual Result<> make_folders(const std::filesystem::path& path, FileMode mode = owner_folder) = 0;
  /// Of a file or a folder that is there.
  virtual Result<> set_mode(const std::filesystem::path& path, FileMode mode) = 0;
  virtual Result<> symlink(const std::filesystem::path& target, const std::filesystem::path& link) = 0;
  /// A file that another library (DuckDB) wrote.
  virtual Result<> sync_file(const std::filesystem::path& path) = 0;
  virtual Result<> sync_folder(const std::filesystem::path& path) = 0;
  /// create() and copy_from() in one; half a copy is removed. Not synced.
  virtual Result<> clone(const std::filesystem::path& from, const std::filesystem::path& to,
                         FileMode mode = owner_only) = 0;
  virtual Result<std::vector<std::filesystem::path>> list(const std::filesystem::path& folder) = 0;  ///< sorted
  [[nodiscard]] virtual bool exists(const std::filesystem::path& path) = 0;
  [[nodiscard]] virtual Result<std::uint64_t> size(const std::filesystem::path& path) = 0;
};

[[nodiscard]] std::unique_ptr<Files> real_files();

/// From here on what this process makes without giving a mode (a library's own files, DuckDB's) is its user's alone.
/// Once, before there are threads.
void keep_files_private();
/// For a file that a person asks for by name: what the umask gave before keep_files_private().
[[nodiscard]] FileMode usual_mode();

}  // namespace sluss::core
