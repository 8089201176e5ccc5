#pragma once
// Web pages that were saved to files: each <table> is a sheet, also one inside another. Its name is its caption, else
// its id, else "tabell 3" by its place in the page; a name that an earlier one has gets " (2)". A cell's text is what a
// browser shows: runs of blanks are one space, <br> and blocks are a space, what is inside a table inside the cell is
// that table's; no-break spaces stay. All cells are text, those without any are empty. A cell over several columns or
// rows has its text in the first, and is among merged().
//
// The encoding is that of the byte order mark, else of the page's own <meta> (pages that name ISO-8859-1 mean
// Windows-1252), else what any text is recognised as (text/encoding.h). Nothing is fetched and nothing is run.
//
// Memory: a block, a row, and a tag of at most 16 MiB. The file is read once for its tables, and once more for each
// that is opened: a page whose tables times its bytes are more than Limits::unpacked_bytes is refused. Time is linear
// in what is read, whatever the page: elements inside one another, attributes of a tag, and columns that cells above
// cover are bounded.

#include <filesystem>
#include <memory>

#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// Errors, also of the rows: data class "html.charset" (one that is not read), "html.cut" (the page ends inside a
/// table, of which rows may be missing: no page leaves </table> out), "html.encoding" (bytes that are not in
/// the page's encoding), "html.no_table", "html.character" (a control character in a cell), "html.depth",
/// "register.limit"; storage "html.memory"; those of TextFile. Limits::entries is of tables.
[[nodiscard]] core::Result<std::unique_ptr<Document>> open_html(const std::filesystem::path& path,
                                                                const Limits& limits = {});

}  // namespace sluss::connectors::registers
