#pragma once
// The JSON in segments and indexes. Read back strictly: what does not fit is "archive.damaged".

#include <string>
#include <string_view>

#include "core/error.h"
#include "warehouse/archive/archive.h"

namespace sluss::warehouse::archive {

[[nodiscard]] std::string header_json(const SegmentHeader& header);
[[nodiscard]] core::Result<SegmentHeader> parse_header(std::string_view json);

/// Without sha256, bytes, offset and stored: the record's head carries them.
[[nodiscard]] std::string object_json(const StoredObject& object);
[[nodiscard]] core::Result<StoredObject> parse_object(std::string_view json);

/// The index of a whole segment, everything of it, and the segment's length.
[[nodiscard]] std::string index_json(const SegmentInfo& segment);
[[nodiscard]] core::Result<SegmentInfo> parse_index(std::string_view json);

}  // namespace sluss::warehouse::archive
