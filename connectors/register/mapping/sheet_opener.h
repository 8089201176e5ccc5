#pragma once
// The sheets of a file's parts, read row by row as long as somebody wants it; and the errors of such a reading. Private
// to mapping/. One thread, the documents'.

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/sheets.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// A part by its name, and one of its sheets.
using SheetPlace = std::pair<std::string, std::size_t>;

/// Outlives its readers.
class SheetOpener {
 public:
  /// `go_on`: Receiver::go_on.
  explicit SheetOpener(std::function<core::Result<>()> go_on = {}) : go_on_(std::move(go_on)) {}
  [[nodiscard]] core::Result<std::unique_ptr<RowReader>> open(const Part& part, std::size_t sheet);
  /// What was answered last, where that ended a reading: to its reader such an error is one of the file.
  [[nodiscard]] const std::optional<core::Error>& ended() const { return ended_; }

 private:
  std::function<core::Result<>()> go_on_;
  std::optional<core::Error> ended_;
};

/// Of the data class, with its place; what the disk or the memory lacks is no fault of the file.
[[nodiscard]] core::Error refusal(core::Error error, const std::string& file, const std::string& sheet);

/// Of the row in which the quote opens. How many lines are in its last cell, people are to know.
[[nodiscard]] core::Error open_quote_error(const Row& row, const std::string& file, const std::string& sheet);
/// Where a quote opens in the row and is not closed, the file is not to be taken; what was told before stays.
void see_open_quote(const Row& row, const std::string& file, const std::string& sheet, Summary& summary);

}  // namespace sluss::connectors::registers
