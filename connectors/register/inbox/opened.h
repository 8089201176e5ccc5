#pragma once
// Files of a folder by the folder's descriptor: what is opened is what is there, and no link. Private to the inbox.

#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/register/inbox/inbox.h"
#include "core/descriptor.h"

namespace sluss::connectors::registers::impl {

[[nodiscard]] FileStamp stamp_of(const struct stat& status);

/// Error "inbox.no_folder".
[[nodiscard]] core::Result<core::Descriptor> open_folder(const std::filesystem::path& folder);

/// Of a regular file; nothing when the name is none, or a link's.
[[nodiscard]] std::optional<FileStamp> stamp_at(int folder, const std::string& name);

/// Opens a regular file for reading.
[[nodiscard]] core::Result<core::Descriptor> open_file(int folder, const std::string& name);

/// All its bytes from the first to the last, in blocks.
[[nodiscard]] core::Result<> read_blocks(int file, const std::string& name, const std::stop_token& stop,
                                         const std::function<core::Result<>(std::string_view)>& each);

/// The error of a file; `code` and `error_class` as inbox.h lists them.
[[nodiscard]] std::unexpected<core::Error> changing(const std::string& name);
[[nodiscard]] std::unexpected<core::Error> unreadable(const std::string& name, int number);

}  // namespace sluss::connectors::registers::impl
