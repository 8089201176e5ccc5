#pragma once
// Finds a mapping's tables in opened documents and gives their rows as texts: sheets by name, headers by their
// headings, marks as statuses with bounds, rows by level and variant. What a text is (a code of an area, a unit) is
// looked up later.
//
// A file is refused as a whole (Summary::refused, data class, "register.…" or a format's own code) when a required
// table or heading is not there; storage class, where it could not be read and is at no fault; a row that cannot be
// read is a Reject, and the others go on. Memory: a row, a batch, the lookups (200,000 keys) and the header's rows.
// Threads: one, the documents'.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "connectors/register/mapping/pattern.h"
#include "connectors/register/sheets.h"
#include "core/batch.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// A file, or a member of a zip by its name there.
struct Part {
  std::string name;
  Document* document = nullptr;
};

struct Reject {
  std::string file;
  std::string sheet;
  std::int64_t row = 0;  ///< from 1
  std::string column;    ///< letters; empty: the row as a whole
  std::string code;      ///< "register.mark", …, or the format's own
  std::string shown;     ///< at most 40 letters of the cell, without identities
  std::string table;     ///< as the mapping names it
};

struct FoundColumn {
  std::string name;
  std::string heading;
  std::string letters;
};

/// One table in one sheet.
struct TableSummary {
  std::string table;
  std::string file;
  std::string sheet;
  std::int64_t header_row = 0;  ///< its first; 0: none
  std::vector<FoundColumn> found;
  std::vector<std::string> missing;  ///< columns that may be missing, and are
  std::vector<FoundColumn> unused;   ///< headings that no column asks for; without a name
  std::int64_t read = 0;             ///< rows below the header: given + skipped + rejected
  std::int64_t given = 0;
  std::int64_t rejected = 0;
  std::int64_t cells_rejected = 0;  ///< of an unpivot, in rows that were given
  std::map<std::string, std::int64_t> levels;
  std::map<std::string, std::int64_t> skipped;   ///< by reason
  std::map<std::string, std::int64_t> marks;     ///< by status: what was not a plain number
  std::map<std::string, std::int64_t> unheaded;  ///< texts under a blank heading, by column letters: not read
  std::int64_t keys_not_found = 0;
  /// Rows below the one at which the table ended (ends_at, ends_at_blank), blank ones not counted. None is read.
  struct Below {
    std::int64_t end = 0;  ///< the row at which it ended; 0: it went on to the end of the sheet
    std::int64_t rows = 0;
    std::int64_t alike = 0;        ///< of them those with as many texts as a row of the table has
    std::int64_t first_alike = 0;  ///< a row's number
  } below = {};
};

/// A heading that a table must have.
struct MissingHeading {
  std::string heading;
  std::string near;  ///< a heading of the file that resembles it; empty: none does
};

/// A sheet that no table took and no lookup read, though a row of it is nearly the header of a table.
struct NearSheet {
  std::string file;
  std::string sheet;
  std::string table;
  std::int64_t row = 0;
  std::vector<MissingHeading> lacks;
};

/// What a file's name says, and what a cell of it says of the same; masked.
struct TwoSaid {
  std::string by_name;
  std::string by_cell;
};

struct Summary {
  Captures captures;  ///< of the file's name and its cells
  std::vector<TableSummary> tables;
  std::vector<std::string> unused_sheets;
  std::vector<NearSheet> near_sheets;  ///< of the unused ones
  /// Why whoever takes a file in refuses it though it could be read; one that is in the archive was taken. A member
  /// that its table names (files) has no sheet that is read, but one with nearly the header: half of a delivery is not
  /// the whole. Or a member has no sheet that is read, where no table has files: each is data. Or a cell says of a
  /// capture what the file's name does not. Or a quote is not closed before the file's end: the rows after it are in
  /// one cell. Or not a row was given or rejected: it would be the latest of its series.
  std::optional<core::Error> not_to_take;
  std::optional<TwoSaid> two_said;  ///< where it is that
  std::optional<core::Error> refused;
  std::vector<MissingHeading> missing_headings;  ///< of the nearest row, where it was refused for them
  std::vector<std::string> headings_there;       ///< of that row, masked; none: no row has one of those that it must
  std::vector<std::string> headings_unknown;     ///< of them those that no column asks for
};

/// What is given while reading, rows as table_schema.h has them; an error of theirs ends the reading and is returned.
struct Receiver {
  std::function<core::Result<>(const Table&, const core::Batch&)> rows;
  std::function<core::Result<>(const Reject&)> reject;
  /// Asked before each row of the file, also of those that give nothing: while a header is looked for.
  std::function<core::Result<>()> go_on = {};
};

/// `file` is the file's name, with the captures; `of_zip`: the parts are a zip's, also where it has one alone (several
/// are): a required table is in it. A refused file may have given rows before: they are to be dropped.
/// Errors: the receiver's alone.
[[nodiscard]] core::Result<Summary> locate(const Mapping& mapping, std::string_view file, std::span<const Part> parts,
                                           const Receiver& receiver, bool of_zip = false);

/// The captures of the file's name and its cells, by which its series is known before its rows are read. Errors: data
/// class "register.name", "register.cell_missing", and those of the documents.
[[nodiscard]] core::Result<Captures> captures_in(const Mapping& mapping, std::string_view file,
                                                 std::span<const Part> parts);

}  // namespace sluss::connectors::registers
