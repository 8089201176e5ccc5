#pragma once
// The rows of an opened file, as the source and the reader of its archived pages give them: alike, whichever it is. One
// thread, the documents'.

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include "connectors/register/mapping/locate.h"
#include "connectors/source.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// What is to be read, and how.
struct RowsTask {
  const Mapping& mapping;
  const std::string& name;
  std::span<const Part> parts;
  RawHandle first_page;
  /// The parts are a zip's, also where it has one: a required table is in it. Of pages that were archived it is known.
  bool of_zip = false;
  std::stop_token stop = {};
  std::function<void(std::int64_t rows)> progress = {};  ///< of each batch
};

/// Hands rows to the streams of their tables, and rejects. A file that is refused is in the summary and may have given
/// rows before. Errors: the sink's, cancelled "register.cancelled".
[[nodiscard]] core::Result<Summary> give_rows(const RowsTask& task, RowSink& sink);

}  // namespace sluss::connectors::registers
