#include "connectors/register/mapping/sheet_opener.h"

#include <fmt/format.h>
#include <cstdint>
#include <string_view>

#include "connectors/register/open_quote.h"

namespace sluss::connectors::registers {

namespace {

/// Asks before each row.
class AskingReader final : public RowReader {
 public:
  AskingReader(std::unique_ptr<RowReader> reader, const std::function<core::Result<>()>& go_on,
               std::optional<core::Error>& ended)
      : reader_(std::move(reader)), go_on_(go_on), ended_(ended) {}
  [[nodiscard]] core::Result<std::optional<Row>> next() override {
    if (const auto asked = go_on_(); !asked) {
      ended_ = asked.error();
      return std::unexpected(asked.error());
    }
    return reader_->next();
  }

 private:
  std::unique_ptr<RowReader> reader_;
  const std::function<core::Result<>()>& go_on_;
  std::optional<core::Error>& ended_;
};

}  // namespace

core::Result<std::unique_ptr<RowReader>> SheetOpener::open(const Part& part, std::size_t sheet) {
  auto reader = SLUSS_TRY(part.document->open(sheet));
  if (!go_on_) return reader;
  return std::make_unique<AskingReader>(std::move(reader), go_on_, ended_);
}

core::Error refusal(core::Error error, const std::string& file, const std::string& sheet) {
  if (error.error_class != core::ErrorClass::storage) error.error_class = core::ErrorClass::data;
  error.place.file = file;
  if (error.place.field.empty()) error.place.field = sheet;
  return error;
}

core::Error open_quote_error(const Row& row, const std::string& file, const std::string& sheet) {
  std::int64_t lines = 1;
  const auto text = row.cells.empty() ? std::string_view() : row.cells.back().text;
  for (std::size_t i = 0; i + 1 < text.size(); ++i)  // what ends the file is no line more
    if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n')) ++lines;
  return {.code = std::string(open_quote),
          .error_class = core::ErrorClass::data,
          .what = lines == 1 ? std::string("the quote that opens in the file's last row is not closed")
                             : fmt::format("the quote that opens in this row is not closed: {} lines to the file's end "
                                           "were read as one cell",
                                           lines),
          .remedy = "Close the quote, or save the file again, whole; if quotes enclose no cells, set that.",
          .place = {.file = file, .line = row.number, .field = sheet}};
}

void see_open_quote(const Row& row, const std::string& file, const std::string& sheet, Summary& summary) {
  if (row.flaw == open_quote && !summary.not_to_take) summary.not_to_take = open_quote_error(row, file, sheet);
}

}  // namespace sluss::connectors::registers
