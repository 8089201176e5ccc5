#pragma once
// What reading a file may cost, whatever its format. Pure.

#include <cstdint>

namespace sluss::connectors::registers {

/// What a file may cost. Beyond one of them its reading ends with an error of the data class, "register.limit".
struct Limits {
  std::int64_t columns = 16'384;                   ///< of a row
  std::int64_t rows = 50'000'000;                  ///< of a sheet
  std::int64_t cell_bytes = 1 << 20;               ///< of one cell's text
  std::int64_t unpacked_bytes = 20'000'000'000;    ///< of what a packed file holds, all together
  std::int64_t unpacked_ratio = 1'000;             ///< unpacked against packed, once 100 MB were unpacked
  std::int64_t entries = 10'000;                   ///< of a packed file
  std::int64_t shared_strings_bytes = 32'000'000;  ///< in memory; more of a workbook spill, and are no error
};

}  // namespace sluss::connectors::registers
