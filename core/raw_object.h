#pragma once
// A raw object: one answer or file as a source sent it, and what is remembered of it beside its bytes. The archive and
// meta.raw_object add where it is (warehouse/archive/archive.h, warehouse/records.h).

#include <cstddef>
#include <string>

#include "core/time.h"

namespace sluss::core {

/// An object is read into memory whole, by a run and by each replay: a source divides what is larger (a file) into
/// several objects of one query, pages 1 to n.
inline constexpr std::size_t object_bytes_most = std::size_t{4} << 20U;

/// No secrets: a query's secret parameters are named, not written.
struct RawObject {
  std::string query;    ///< the exact query without from_date, page and per_page: the checkpoint's key
  std::string request;  ///< what was requested, redacted, to read and to repeat
  int page = 1;         ///< from 1
  int status = 0;       ///< HTTP status; 0 for files and queries
  std::string media_type;
  std::string etag;  ///< the source's own mark of this content: an HTTP ETag, a digest of the file
  Instant fetched_at;
  bool last_page = false;
};

}  // namespace sluss::core
