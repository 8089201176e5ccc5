#pragma once
// What is at the path of a file or a folder of ours: a file, a folder, a link, something else. Reading may follow a
// link, writing and locking never do (core/files.h): a link there is reported before it fails them.

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.h"

namespace sluss::core {

/// What a path must be.
enum class FileType : std::uint8_t {
  file,         ///< a regular file itself
  linked_file,  ///< a regular file, or a link to one: it is read, and replaced as a whole
  folder,       ///< a folder, or a link to one
};

/// What becomes of a file that is not there.
enum class Content : std::uint8_t { kept, recreated };

/// "a folder", "a pipe", "a socket", "a device"; "a symbolic link", "a regular file".
[[nodiscard]] std::string_view kind_text(mode_t mode);

/// No error when the path has this type, or nothing is there. Opens nothing. Errors: storage class "disk.not_a_file",
/// "disk.not_a_folder", each with the remedy. Any thread.
[[nodiscard]] Result<> check_file_type(const std::filesystem::path& path, FileType type,
                                       Content content = Content::kept);

/// The error of a path that is no regular file. `doing`: "cannot open".
[[nodiscard]] std::unexpected<Error> not_a_file(const std::filesystem::path& path, std::string_view doing,
                                                Content content = Content::kept);
/// The same where `path` or one above it is no folder.
[[nodiscard]] std::unexpected<Error> not_a_folder(const std::filesystem::path& path, std::string_view doing);

}  // namespace sluss::core
