#include <algorithm>
#include <tuple>
#include <utility>

#include "connectors/register/over_limit.h"
#include "connectors/register/shown.h"
#include "connectors/register/xlsx/sheet_reader.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t most_merged = 100'000;

std::optional<MergedCells> parse_range(std::string_view text) {
  const auto colon = std::min(text.find(':'), text.size());
  const auto first = parse_reference(text.substr(0, colon));
  const auto last = colon == text.size() ? first : parse_reference(text.substr(colon + 1));
  if (!first || !last || last->row < first->row || last->column < first->column) return std::nullopt;
  return MergedCells{.first_row = first->row,
                     .last_row = last->row,
                     .first_column = static_cast<std::int32_t>(first->column),
                     .last_column = static_cast<std::int32_t>(last->column)};
}

class MergedReader final : public XmlHandler {
 public:
  explicit MergedReader(core::Place place) : place_(std::move(place)) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "mergeCell") return;
    const auto text = attributes.find("ref").value_or("");
    const auto range = parse_range(text);
    if (!range)
      return parser_->fail({.code = "xlsx.cell",
                            .error_class = core::ErrorClass::data,
                            .what = "merged cells have the range \"" + shown(text) + "\"",
                            .remedy = "Open the file in Excel or LibreOffice and save it anew.",
                            .place = place_});
    if (merged_.size() == most_merged)
      return parser_->fail(over_limit("the sheet has too many merged cells", place_).error());
    merged_.push_back(*range);
  }
  void end(std::string_view /*name*/) override {}

  [[nodiscard]] core::Result<std::vector<MergedCells>> run(XmlParser& parser) {
    parser_ = &parser;
    std::ignore = SLUSS_TRY(parser.run());
    std::ranges::stable_sort(merged_, {}, &MergedCells::first_row);
    return std::move(merged_);
  }

 private:
  core::Place place_;
  XmlParser* parser_ = nullptr;
  std::vector<MergedCells> merged_;
};

}  // namespace

core::Result<std::vector<MergedCells>> read_merged(std::unique_ptr<ByteSource> bytes, core::Place place) {
  MergedReader reader(place);
  XmlParser parser(std::move(bytes), reader, std::move(place));
  return reader.run(parser);
}

}  // namespace sluss::connectors::registers
