#pragma once
// Text whose columns are so many letters wide, as a document of one sheet. A row is a line (\n, \r\n, \r, mixed); blank
// ones are rows of no cells. Nothing is trimmed: a cell has the blanks that fill it. A line that ends early has fewer
// cells, the last one shorter; what a line has beyond the last column is one cell more. Nothing is lost: what is
// between two columns is a column too. Letters are code points: a byte each in 8-bit encodings. Memory: a line, of at
// most Limits::cell_bytes, and a block. One thread at a time.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"
#include "connectors/register/text/encoding.h"
#include "core/error.h"

namespace sluss::connectors::registers {

struct FixedWidthOptions {
  std::optional<Encoding> encoding = {};
  std::vector<std::int32_t> widths = {};  ///< in letters, from the first column
};

/// Errors: config, "csv.widths" for widths that cannot be; those of TextFile::open; of its readers: data,
/// "register.limit", "encoding.utf8", "encoding.utf16" after the rows before it.
[[nodiscard]] core::Result<std::unique_ptr<Document>> open_fixed_width(const std::filesystem::path& path,
                                                                       const FixedWidthOptions& options,
                                                                       const Limits& limits);

}  // namespace sluss::connectors::registers
