#pragma once
// A raw object: one answer or file as a source sent it, and what is remembered of it beside its bytes. The archive and
// meta.raw_object add where it is (warehouse/archive/archive.h, warehouse/records.h).

#include <string>

#include "core/time.h"

namespace sluss::core {

/// No secrets: a query's secret parameters are named, not written.
struct RawObject {
  std::string query;    ///< the exact query without from_date, page and per_page: the checkpoint's key
  std::string request;  ///< what was requested, redacted, to read and to repeat
  int page = 1;         ///< from 1
  int status = 0;       ///< HTTP status; 0 for files and queries
  std::string media_type;
  std::string etag;
  Instant fetched_at;
  bool last_page = false;
};

}  // namespace sluss::core
