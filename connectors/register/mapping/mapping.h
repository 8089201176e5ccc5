#pragma once
// A mapping: how the files of one publication become typed tables (docs/mappings.md is its language). Plain values,
// read from TOML and written as canonical JSON, which travels with a load and is archived. Nothing here opens a file of
// data; connectors/register/mapping/locate.h does what a mapping describes.
//
// Errors: config class, codes "mapping.…", with file, line, column and the path of the key ("table.hela.column.rank").
// Threads: values. Memory: a mapping of at most 1 MiB of TOML.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/period.h"

namespace sluss::connectors::registers {

using MappingErrors = std::vector<core::Error>;

/// Where something was written; of no consequence to what it is.
struct Written {
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::string path = {};
  bool operator==(const Written& /*other*/) const { return true; }
};

/// A name with one text or several: a condition's column and its patterns, a capture and its value.
struct Named {
  std::string name;
  std::vector<std::string> texts;
  bool operator==(const Named&) const = default;
};

struct Range {
  double least = 0;
  double most = 0;
  bool operator==(const Range&) const = default;
};

enum class Layout : std::uint8_t { assumed, verified };
enum class FileFormat : std::uint8_t { csv, xlsx, html, json, json_stat, fixed, zip };

/// Patterns below are texts of the language of pattern.h.
struct FileNames {
  std::vector<std::string> names;
  std::vector<FileFormat> formats;  ///< empty: any
  Written written = {};
  bool operator==(const FileNames&) const = default;
};

struct Series {
  std::vector<std::string> key;    ///< captures; files of the same values are one series
  std::vector<std::string> order;  ///< captures, the most significant first
  std::string period;              ///< a text with captures
  bool ahead = false;              ///< periods of years after the next one too
  Written written = {};
  bool operator==(const Series&) const = default;
};

/// A cell that gives captures to all tables.
struct CellCapture {
  std::vector<std::string> sheets;
  std::string pattern;
  std::int64_t within = 50;
  bool required = false;
  Written written = {};
  bool operator==(const CellCapture&) const = default;
};

/// Empty: recognised.
struct CsvHints {
  std::string delimiter;
  std::string quote;
  std::string encoding;
  std::vector<std::int64_t> widths;  ///< in letters; not empty: texts are of fixed width
  Written written = {};
  bool operator==(const CsvHints&) const = default;
};

struct JsonHints {
  std::string records;  ///< "svar.rader": where they are; empty: recognised
  Written written = {};
  bool operator==(const JsonHints&) const = default;
};

/// A key file: the texts of keys.
struct Lookup {
  std::string name;
  std::vector<std::string> files;
  std::vector<std::string> key;    ///< headings
  std::vector<std::string> value;  ///< headings
  Written written = {};
  bool operator==(const Lookup&) const = default;
};

enum class MarkStatus : std::uint8_t {
  missing,
  suppressed,
  not_applicable,
  zero,
  value,
  preliminary,
  at_least,
  at_most
};

/// What a text in a number's cell means. Bounds are numbers as texts, or a capture: "{n}".
struct Mark {
  std::vector<std::string> texts;
  MarkStatus status = MarkStatus::missing;
  std::string least;
  std::string most;
  std::string below;  ///< whole numbers: most is one less
  std::string above;  ///< whole numbers: least is one more
  std::string value;  ///< of a word that is a number: "Ja" is 100
  Written written = {};
  bool operator==(const Mark&) const = default;
};

struct Dimension {
  std::string name;
  std::string title;
  std::vector<std::string> values;  ///< empty: any
  std::vector<Named> titles = {};   ///< of values, for people: "utforande" is "Utförande"; others are shown as they are
  Written written = {};
  bool operator==(const Dimension&) const = default;
};

/// The indicator register:MAPPING.NAME.
struct Measure {
  std::string name;
  std::string title;
  std::string unit;
  core::PeriodKind period = core::PeriodKind::year;
  std::vector<std::string> dimensions;
  Written written = {};
  bool operator==(const Measure&) const = default;
};

struct SeriesBreak {
  std::vector<std::string> measures;  ///< empty: all
  std::string at;                     ///< a period's text
  std::string note;
  Written written = {};
  bool operator==(const SeriesBreak&) const = default;
};

struct Header {
  std::int64_t rows = 1;
  std::int64_t within = 50;
  bool fill = false;
  bool none = false;
  std::int64_t from = 1;  ///< the first row of a table without a header
  Written written = {};
  bool operator==(const Header&) const = default;
};

enum class ColumnType : std::uint8_t { text, integer, number, percent, date, period, boolean, area, unit, code };

/// Whether a column has a status and bounds beside it.
[[nodiscard]] constexpr bool is_figure(ColumnType type) {
  return type == ColumnType::integer || type == ColumnType::number || type == ColumnType::percent;
}

/// Exactly one of headings, letter, value and lookup says where its text is from.
struct TableColumn {
  std::string name;
  std::vector<std::string> headings;
  std::string letter;
  std::string value;  ///< a text with captures
  std::string lookup;
  std::string of;
  ColumnType type = ColumnType::text;
  bool required = true;
  bool may_be_empty = true;
  bool fill_down = false;
  bool exact = false;    ///< a text with the blanks at its ends
  std::int64_t nth = 0;  ///< 0: the only one
  std::string pattern;   ///< of a date or a period; of others "{value}" is what is taken of a cell
  bool fraction = false;
  std::vector<std::string> true_words;
  std::vector<std::string> false_words;
  std::string list;  ///< of a code
  Written written = {};
  bool operator==(const TableColumn&) const = default;
};

struct Rule {
  std::string level;
  std::string variant;
  std::string skip;  ///< the reason
  std::vector<Named> where;
  std::vector<std::string> filled;
  std::vector<std::string> empty;
  Written written = {};
  bool operator==(const Rule&) const = default;
};

struct UnpivotOf {
  std::vector<std::string> headings;
  std::vector<Named> set;  ///< one text each
  Written written = {};
  bool operator==(const UnpivotOf&) const = default;
};

struct Unpivot {
  std::string value;  ///< the column's name
  ColumnType type = ColumnType::number;
  bool fraction = false;
  bool skip_empty = false;
  std::vector<std::string> headings;
  std::vector<UnpivotOf> of;
  Written written = {};
  bool operator==(const Unpivot&) const = default;
};

struct Expectation {
  std::optional<Range> rows;
  std::optional<Range> areas;
  std::optional<Range> range;
  bool ranks = false;
  std::vector<std::string> sum_of;
  double tolerance = 0;
  std::string column;
  std::string level;
  Written written = {};
  bool operator==(const Expectation&) const = default;
};

struct Table {
  std::string name;
  std::vector<std::string> files;
  std::vector<std::string> sheets;
  bool hidden = false;
  bool required = true;
  std::vector<std::string> ends_at;
  bool ends_at_blank = false;
  Header header;
  std::vector<TableColumn> columns;
  std::optional<Unpivot> unpivot;
  std::vector<Mark> marks;
  std::vector<Rule> rules;
  std::vector<Expectation> expectations;
  Written written = {};
  bool operator==(const Table&) const = default;
};

/// What people call a table's column, by its name in the mapping: the first heading that is no pattern, else the name.
[[nodiscard]] std::string column_title(const Table& table, const std::string& name);

struct UnitAlias {
  std::string id;
  std::string name;
  std::vector<std::string> aliases;
  std::string from;   ///< a day, or empty
  std::string until;  ///< a day, or empty
  Written written = {};
  bool operator==(const UnitAlias&) const = default;
};

struct AreaAlias {
  std::string code;
  std::vector<std::string> aliases;
  Written written = {};
  bool operator==(const AreaAlias&) const = default;
};

struct Mapping {
  std::string id;
  std::string title;
  std::string publisher;
  std::string attribution;
  std::string licence;
  std::string note;
  Layout layout = Layout::assumed;
  bool partial = false;
  FileNames files;
  Series series;
  CsvHints csv;
  JsonHints json;
  std::vector<CellCapture> cells;
  std::vector<Lookup> lookups;
  std::vector<Mark> marks;
  std::vector<Dimension> dimensions;
  std::vector<Measure> measures;
  std::vector<SeriesBreak> breaks;
  std::vector<Table> tables;
  std::vector<UnitAlias> units;
  std::vector<AreaAlias> areas;
  std::string select;  ///< of [facts]; empty: the tables are what there is
  Written written = {};
  bool operator==(const Mapping&) const = default;
};

/// The names of a pattern's captures within a table: files, then cells, then sheets. For `value` and `period`.
[[nodiscard]] std::vector<std::string> captures_of(const Mapping& mapping, const Table* table);

/// The names of an unpivot's columns: captures of its patterns, or the names of its `set`.
[[nodiscard]] std::vector<std::string> names_of(const Unpivot& unpivot);

/// `file` is for errors; where its name has a stem, the id must be that.
[[nodiscard]] std::expected<Mapping, MappingErrors> parse_mapping(std::string_view text, const std::string& file);

/// Of mapping_json(). Errors: data class "mapping.archived".
[[nodiscard]] core::Result<Mapping> mapping_of_json(std::string_view text);

}  // namespace sluss::connectors::registers
