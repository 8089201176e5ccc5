#pragma once
// The texts of key files ([[lookup]]), by their keys. Private to mapping/. Memory: 200,000 keys of each.

#include <set>
#include <span>
#include <string>
#include <vector>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/mapping/rows.h"
#include "connectors/register/mapping/sheet_opener.h"
#include "connectors/register/sheets.h"
#include "core/error.h"

namespace sluss::connectors::registers {

class LookupFiles {
 public:
  /// What it is given outlives it. A quote that is not closed is told in the summary, and headings that are missing.
  LookupFiles(std::span<const Part> parts, SheetOpener& opener, Summary& summary)
      : parts_(parts), opener_(opener), summary_(summary) {}
  /// Errors: data class "register.lookup", "register.key_twice", "register.keys", those of find_header() and of the
  /// documents: the file is refused.
  [[nodiscard]] core::Result<> read(const std::vector<Lookup>& lookups);
  [[nodiscard]] const Lookups& texts() const { return texts_; }
  /// Those that were opened, to the first that could not be read.
  [[nodiscard]] const std::set<SheetPlace>& sheets() const { return sheets_; }

 private:
  [[nodiscard]] core::Result<> read_one(const Lookup& lookup);
  [[nodiscard]] core::Result<> read_sheet(const Part& part, std::size_t sheet, const Table& table, KeyTexts& keys);
  std::span<const Part> parts_;
  SheetOpener& opener_;
  Summary& summary_;
  Lookups texts_;
  std::set<SheetPlace> sheets_;
};

}  // namespace sluss::connectors::registers
