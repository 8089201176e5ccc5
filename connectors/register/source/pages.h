#pragma once
// A file's bytes in the archive: pages 1 to n of its query, each at most core::object_bytes_most. One thread.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "connectors/source.h"
#include "core/error.h"
#include "core/ids.h"

namespace sluss::connectors::registers {

[[nodiscard]] std::int64_t pages_of(std::uint64_t bytes);

struct ArchivedFile {
  const std::filesystem::path& path;
  std::uint64_t bytes = 0;
  std::string query, request, etag;
  core::Instant fetched_at;
};

/// Returns the handle of page 1. Pages that an unfinished attempt has archived of the same content are not archived
/// again. Errors: the sink's, those of FileBytes, cancelled "register.cancelled".
[[nodiscard]] core::Result<RawHandle> archive_pages(const ArchivedFile& file, Sink& sink, const std::stop_token& stop,
                                                    const std::function<void(std::int64_t bytes)>& progress);

}  // namespace sluss::connectors::registers
