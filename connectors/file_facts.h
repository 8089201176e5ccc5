#pragma once
// The file that a run read, in numbers and by its columns: what its finding (file_read) has as facts is written and
// read here, and told in the same words by pages, mails, "läs mig" and `sluss show`. Swedish. Any thread. What findings
// of older programs have in their text instead is read by file_facts_older.h.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/file_remedy.h"
#include "core/finding.h"

namespace sluss::connectors {

/// The file's rows below its headings, each counted once: read = taken + left_out + skipped.
struct FileRows {
  std::int64_t read = 0;
  std::int64_t taken = 0;
  std::int64_t left_out = 0;
  std::int64_t skipped = 0;
  std::int64_t cells = 0;      ///< left out of rows that were taken
  bool keeps_unknown = false;  ///< rows of no known area are taken too
  bool operator==(const FileRows&) const = default;
};

/// "Rader: 290, med: 289, inte med: 1, …", for who knows the mapping.
[[nodiscard]] std::string rows_line(const FileRows& rows);

/// A column that was read.
struct FileColumn {
  std::string sheet;    ///< empty: the file has no sheets
  std::string name;     ///< as the mapping calls it
  std::string letters;  ///< "A"
  std::string heading;
  bool operator==(const FileColumn&) const = default;
};
/// `A "Kommun" → kommun, B "Rank" → rank`: after "Kolumner: ".
[[nodiscard]] std::string columns_text(std::span<const FileColumn> columns);

/// Finding::facts of file_read. Of a very wide file the first columns.
[[nodiscard]] std::string read_facts_text(const FileRows& rows, std::span<const FileColumn> columns,
                                          core::FileRemedy remedy);
/// Finding::facts of file_older: whether the later one waits for a decision, or is loaded.
[[nodiscard]] std::string older_facts_text(bool waits);

struct FileFacts {
  std::optional<FileRows> rows;  ///< nothing: of an older run, which does not say them
  std::vector<FileColumn> columns;
  core::FileRemedy remedy = core::FileRemedy::other;
  std::int64_t wrong = 0;  ///< places in it that could not be read, or mean nothing
  std::string own;         ///< a sentence: the municipality whose Sluss it is lacks in it; empty: it does not
};
/// Of the findings of a run: what the file's own says, less the rows whose area is not known.
[[nodiscard]] FileFacts file_facts(std::span<const core::Finding> findings);
/// Of a file that was put away unread (file_older): the later one waits for a decision, and is not loaded.
[[nodiscard]] bool is_older_than_waiting(const core::Finding& finding);
/// What the finding says, as people read it on its own: with the rows, which are among its facts.
[[nodiscard]] std::string told(const core::Finding& finding);
/// Of the file's finding, for who knows the mapping: by which headings and columns it was read, lines. The rows are
/// those of `facts`: less the ones whose area is not known.
[[nodiscard]] std::string detail_lines(const core::Finding& read, const FileFacts& facts);
/// Less those rows.
[[nodiscard]] FileRows without_unknown(FileRows rows, std::span<const core::Finding> findings);

/// "Av 290 rader är 289 med och 1 inte med (rad 5)." `numbers`: of the rows that are not, where they are all known.
[[nodiscard]] std::string rows_words(const FileRows& rows, std::span<const std::int64_t> numbers = {});
/// "Ur den blev det 1 734 uppgifter."
[[nodiscard]] std::string figures_words(std::int64_t figures);
/// Of a file that changes nothing, and of which something could not be read: "2 rader lästes inte; deras tidigare
/// uppgifter gäller. Inget att besluta." Empty: all of it was read.
[[nodiscard]] std::string stands_words(const FileRows& rows);
/// "1 av 290 rader är inte med"; for a headline. Empty: nothing is left out.
[[nodiscard]] std::string rows_headline(const FileRows& rows);

/// The column of a reject, by its letters or the mapping's name of it; null: none is known.
[[nodiscard]] const FileColumn* column_of(const FileFacts& facts, std::string_view sheet, std::string_view column);
/// How a column is called, wherever people read of it: "C (rubriken Antal)" of a workbook, "3 (rubriken Antal)" of a
/// file without sheets, whose letters nobody sees. Behind the word "kolumn".
[[nodiscard]] std::string column_name(std::string_view letters, std::string_view heading, bool of_sheet);
/// The same of a reject's column, as far as it is known.
[[nodiscard]] std::string column_words(const FileFacts& facts, std::string_view sheet, std::string_view column);
/// Of a column: 1 of "A", 27 of "AA"; 0: they are none.
[[nodiscard]] std::int64_t number_of_letters(std::string_view letters);
/// "rad 5, 7 och 8", "rad 1, 2, 3, 4, 5 och 7 till": sorted, each once.
[[nodiscard]] std::string row_numbers(std::vector<std::int64_t> numbers, std::size_t most = 20);

}  // namespace sluss::connectors
