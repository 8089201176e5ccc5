#pragma once
// What every reader of register files promises, whatever the bytes: rows within the limits, in order, or an error that
// can be acted on; the same the second time.

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "check.h"
#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"
#include "core/text.h"

namespace sluss::fuzz {

inline constexpr connectors::registers::Limits small_limits{.columns = 50,
                                                            .rows = 2'000,
                                                            .cell_bytes = 1'000,
                                                            .unpacked_bytes = 1'000'000,
                                                            .entries = 20,
                                                            .shared_strings_bytes = 10'000};

/// A file in memory with these bytes, at a path.
class FileInMemory {
 public:
  FileInMemory(const std::uint8_t* data, std::size_t size) : number_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    check(number_ >= 0 && ::write(number_, data, size) == static_cast<ssize_t>(size));
    path_ = "/proc/self/fd/" + std::to_string(number_);
  }
  ~FileInMemory() { ::close(number_); }
  FileInMemory(const FileInMemory&) = delete;
  FileInMemory& operator=(const FileInMemory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  int number_;
  std::filesystem::path path_;
};

inline void check_error(const core::Error& error) {
  check(!error.code.empty() && !error.what.empty() && !error.remedy.empty() && error.place.line >= 0);
  check(error.error_class == core::ErrorClass::data && core::is_well_formed(error.what));
}

/// How many rows and how many bytes, and how it ended.
struct SheetEnd {
  std::int64_t rows = 0;
  std::size_t bytes = 0;
  std::string code;
  bool operator==(const SheetEnd&) const = default;
};

inline SheetEnd read_sheet(connectors::registers::Document& document, std::size_t sheet) {
  using connectors::registers::CellKind;
  SheetEnd end;
  const auto reader = document.open(sheet);
  check(reader.has_value());
  std::int64_t last = 0;
  while (true) {
    const auto row = (*reader)->next();
    if (!row) {
      check_error(row.error());
      check((*reader)->next().error().code == row.error().code);
      end.code = row.error().code;
      return end;
    }
    if (!*row) return end;
    check((*row)->number == last + 1);
    last = (*row)->number;
    check(++end.rows <= small_limits.rows + 1);
    check(static_cast<std::int64_t>((*row)->cells.size()) <= small_limits.columns);
    for (const auto& cell : (*row)->cells) {
      check(cell.kind != CellKind::empty || cell.text.empty());
      // Names of columns are made of several keys, each within the limit.
      check(static_cast<std::int64_t>(cell.text.size()) <= small_limits.cell_bytes * 2 + 10);
      check(core::is_well_formed(cell.text));
      end.bytes += cell.text.size();
    }
  }
}

inline void check_document(connectors::registers::Document& document) {
  check(!document.sheets().empty() && !document.recognised().empty());
  for (std::size_t sheet = 0; sheet < document.sheets().size(); ++sheet)
    check(read_sheet(document, sheet) == read_sheet(document, sheet));
}

}  // namespace sluss::fuzz
