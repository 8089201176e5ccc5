#pragma once
// How the rows of a mapping's table are laid out: which columns each table has, which names follow a figure's, and
// where they stand. For mapping/, suggest/, the source and the normaliser; nobody else spells them.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/batch.h"

namespace sluss::connectors::registers {

/// The first columns of every table, in their order.
inline constexpr std::array<std::string_view, 5> row_columns{"file", "sheet", "row", "level", "variant"};
/// Where they stand.
inline constexpr std::size_t file_column = 0, sheet_column = 1, row_column = 2, level_column = 3, variant_column = 4;

/// What is behind a figure's name in those of the columns that follow it, in their order.
inline constexpr std::string_view status_end = "_status", least_end = "_least", most_end = "_most";
inline constexpr std::array<std::string_view, 3> figure_ends{status_end, least_end, most_end};
/// So many columns behind the figure.
inline constexpr std::size_t status_after = 1, least_after = 2, most_after = 3;
/// Behind the name of an area or a unit, which a typed table has by its id: the text as written.
inline constexpr std::string_view text_end = "_text";

[[nodiscard]] inline std::string column_name(std::string_view name, std::string_view end) {
  return std::string(name).append(end);
}
/// A column's own name, and where it is of figures those that follow.
[[nodiscard]] std::vector<std::string> column_names(const std::string& name, bool figure);

/// All text: file, sheet, row, level, variant; the columns, a figure's followed by _status (NULL where it is
/// final), _least and _most (NULL where the figure is known: it is both); an unpivot's names and value.
[[nodiscard]] core::Schema schema_of(const Table& table);
/// These rows with what their NULLs of figures stand for, for people to see.
[[nodiscard]] core::Batch whole_texts(const Table& table, const core::Batch& rows);

}  // namespace sluss::connectors::registers
