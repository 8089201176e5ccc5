#pragma once
// Files that the tests of readers write, and what the readers make of them.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/sheets.h"
#include "tests/tools/plain_csv.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::connectors::registers {

class RegisterFiles : public ::testing::Test {
 protected:
  std::filesystem::path write(std::string_view bytes) {
    const auto path = folder_.path() / std::to_string(++files_);
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  int files_ = 0;
};

/// All rows of a reader, until its end or its error.
struct ReadRows {
  std::vector<tests::PlainRow> rows = {};
  std::string error = {};  ///< its code
  core::Place place = {};
  std::string what = {};
};

inline ReadRows rows_of(core::Result<std::unique_ptr<Document>> document) {
  ReadRows read;
  const auto keep = [&read](const core::Error& error) {
    read.error = error.code;
    read.place = error.place;
    read.what = error.what + " " + error.remedy;
  };
  if (!document) return keep(document.error()), read;
  auto reader = (*document)->open(0);
  if (!reader) return keep(reader.error()), read;
  for (;;) {
    const auto row = (*reader)->next();
    if (!row) keep(row.error());
    if (!row || !*row) break;
    tests::PlainRow plain{.line = (*row)->number, .flawed = !(*row)->flaw.empty()};
    for (const auto& cell : (*row)->cells)
      plain.cells.push_back(cell.kind == CellKind::empty ? "-" : "=" + std::string(cell.text));
    read.rows.push_back(std::move(plain));
  }
  const auto after = (*reader)->next();
  EXPECT_TRUE(after && !*after) << "rows after the end";
  return read;
}

/// "1: a|b": lines and cells, empty ones as "-", flawed rows with "!".
inline std::string shown(const std::vector<tests::PlainRow>& rows) {
  std::string text;
  for (const auto& row : rows) {
    text += std::to_string(row.line) + (row.flawed ? "!:" : ":");
    for (const auto& cell : row.cells) text += " " + (cell == "-" ? "-" : "[" + cell.substr(1) + "]");
    text += "\n";
  }
  return text;
}

}  // namespace sluss::connectors::registers
