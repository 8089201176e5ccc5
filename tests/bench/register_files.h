#pragma once
// The files that register_bench reads, and the mappings by which they are read. Rows are made up from their numbers.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace sluss::bench {

inline constexpr std::string_view csv_name = "utdrag 2025.csv";
inline constexpr std::string_view csv_heading =
    "Kommun;Period;Verksamhet;Kön;Ålder;Insats;Antal;Timmar;Kostnad;Löpnummer";
inline constexpr std::string_view workbook_name = "utdrag.xlsx";
inline constexpr int workbook_columns = 20;

/// Ten columns: an area, a period, four texts, three figures with decimal commas, a text that is another in each row.
void write_csv(const std::filesystem::path& path, std::int64_t rows);

/// Twenty columns: eight of texts, ten of numbers, two of dates; with a heading. 250,000 rows are some 60 MB.
void write_workbook(const std::filesystem::path& path, std::int64_t rows);

enum class Makes : std::uint8_t {
  count,  ///< a SELECT that costs nothing: how many rows there are
  sums,   ///< figures: sums by municipality, month and gender
  table,  ///< no SELECT: every row is kept
};
/// The mapping of the CSV file, id "utdrag".
[[nodiscard]] std::string csv_mapping(Makes makes);

}  // namespace sluss::bench
