#include "connectors/register/xlsx/sheet_reader.h"

#include <fmt/format.h>

#include <utility>

#include "connectors/register/over_limit.h"
#include "connectors/register/shown.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::int64_t row_bytes_of_cell_bytes = 16;  // a row's text may be so many times a cell's
constexpr std::string_view save_again = "Open the file in Excel or LibreOffice and save it anew.";

}  // namespace

SheetReader::SheetReader(std::unique_ptr<ByteSource> bytes, std::shared_ptr<SharedParts> parts, const Limits& limits,
                         core::Place place)
    : parts_(std::move(parts)), limits_(limits), place_(place), parser_(std::move(bytes), *this, std::move(place)) {}

core::Result<std::optional<Row>> SheetReader::next() {
  if (ended_) return std::nullopt;
  auto has_row = parser_.run();
  ended_ = !has_row || !*has_row;
  if (!has_row) return std::unexpected(std::move(has_row).error());
  if (ended_ && !is_sheet_)
    return core::fail(core::ErrorClass::data, "xlsx.xml", "the part that should hold a sheet is another",
                      std::string(save_again), place_);
  if (ended_) return std::nullopt;
  cells_.clear();
  for (const auto& extent : extents_)
    cells_.push_back({extent.kind, std::string_view(texts_).substr(extent.begin, extent.size)});
  return Row{.number = row_, .cells = cells_};
}

SheetReader::Element SheetReader::child_of(Element parent, std::string_view name) {
  switch (parent) {
    case Element::worksheet:
      return name == "sheetData" ? Element::sheet_data : Element::none;
    case Element::sheet_data:
      return name == "row" ? Element::row : Element::none;
    case Element::row:
      return name == "c" ? Element::cell : Element::none;
    case Element::cell:
      if (name == "v") return Element::value;
      if (name == "f") return Element::formula;
      return name == "is" ? Element::inline_text : Element::none;
    case Element::inline_text:
      if (name == "r") return Element::run;
      return name == "t" ? Element::text : Element::none;
    case Element::run:
      if (name == "rPr") return Element::properties;
      return name == "t" ? Element::text : Element::none;
    case Element::properties:
      return Element::property;
    default:
      return Element::none;
  }
}

void SheetReader::start(std::string_view name, const XmlAttributes& attributes) {
  if (skipped_ > 0) {
    ++skipped_;
    return;
  }
  if (open_.empty()) is_sheet_ = name == "worksheet";
  const auto element = !open_.empty() ? child_of(open_.back(), name) : is_sheet_ ? Element::worksheet : Element::none;
  if (element == Element::none) {
    skipped_ = 1;
    return;
  }
  open_.push_back(element);
  if (element == Element::run) runs_.part();
  if (element == Element::property) runs_.property(name, attributes);
  enter(element, attributes);
}

void SheetReader::end(std::string_view /*name*/) {
  if (skipped_ > 0) {
    --skipped_;
    return;
  }
  const auto element = open_.back();
  open_.pop_back();
  leave(element);
}

void SheetReader::enter(Element element, const XmlAttributes& attributes) {
  if (element == Element::row) start_row(attributes);
  if (element == Element::cell) start_cell(attributes);
  if (element == Element::formula) cell_.has_formula = true;
  if (element == Element::value || element == Element::inline_text) cell_.has_value = true;
  // A text in the wrong place is refused with its cell, not left out.
  if (element == Element::inline_text && cell_.type != CellType::inline_text) cell_.type = CellType::unknown;
}

void SheetReader::leave(Element element) {
  if (element == Element::cell) end_cell();
  if (element == Element::run) runs_.part();
  if (element == Element::row) parser_.pause();
}

void SheetReader::text(std::string_view text) {
  if (skipped_ > 0 || open_.empty()) return;
  const bool is_wanted = open_.back() == Element::value || open_.back() == Element::text;
  if (!is_wanted) return;
  if (static_cast<std::int64_t>(cell_.text.size() + text.size()) > limits_.cell_bytes)
    return refuse_limit(fmt::format("a cell's text is longer than {} bytes", limits_.cell_bytes));
  runs_.append(cell_.text, text);
}

void SheetReader::start_row(const XmlAttributes& attributes) {
  const auto name = attributes.find("r");
  const auto number = name ? parse_count(*name) : row_ + 1;
  const auto before = row_;
  column_ = -1;
  texts_.clear();
  extents_.clear();
  if (!number)
    return refuse("xlsx.cell", fmt::format("a row has the number \"{}\"", shown(*name)), std::string(save_again));
  row_ = *number;
  if (row_ <= before)
    return refuse("xlsx.order", fmt::format("row {} comes after row {}", row_, before), std::string(save_again));
  if (row_ > limits_.rows) refuse_limit(fmt::format("the sheet has more than {} rows", limits_.rows));
}

void SheetReader::start_cell(const XmlAttributes& attributes) {
  cell_.type = cell_type(attributes.find("t").value_or("n"));
  cell_.style = static_cast<std::size_t>(parse_count(attributes.find("s").value_or("0")).value_or(0));
  cell_.has_formula = cell_.has_value = false;
  cell_.text.clear();
  runs_.begin();
  const auto name = attributes.find("r");
  const auto reference = name ? parse_reference(*name) : CellReference{.column = column_ + 1, .row = row_};
  if (!reference)
    return refuse("xlsx.cell", fmt::format("a cell has the name \"{}\"", shown(*name)), std::string(save_again));
  const auto before = std::exchange(column_, reference->column);
  if (reference->row != row_ || column_ <= before)
    return refuse("xlsx.order",
                  reference->row != row_ ? fmt::format("a cell of row {} is in row {}", reference->row, row_)
                                         : fmt::format("a cell comes after column {}", column_letters(before)),
                  std::string(save_again));
  if (column_ >= limits_.columns) refuse_limit(fmt::format("the row has more than {} columns", limits_.columns));
}

void SheetReader::end_cell() {
  auto value = value_of(cell_, *parts_);
  if (!value) return parser_.fail(std::move(value).error());
  if (!*value)
    // Without its text: what is looked for may be in it, and the search has not ended.
    return refuse("xlsx.cell", "the cell's value is none of its type",
                  "The program that wrote the file is at fault: open it in Excel or LibreOffice and save it anew.");
  put((*value)->kind, (*value)->text);
}

void SheetReader::put(CellKind kind, std::string_view text) {
  if (static_cast<std::int64_t>(text.size()) >
      limits_.cell_bytes * row_bytes_of_cell_bytes - static_cast<std::int64_t>(texts_.size()))
    return refuse_limit("the texts of a row are too long");
  extents_.resize(static_cast<std::size_t>(column_));
  extents_.push_back({.kind = kind, .begin = texts_.size(), .size = text.size()});
  texts_ += text;
}

core::Place SheetReader::here() const {
  auto place = place_;
  place.line = row_;
  if (column_ < 0) return place;
  place.column = column_ + 1;
  place.field += fmt::format("!{}{}", column_letters(column_), row_);
  return place;
}

void SheetReader::refuse(std::string_view code, std::string what, std::string remedy) {
  parser_.fail({.code = std::string(code),
                .error_class = core::ErrorClass::data,
                .what = std::move(what),
                .remedy = std::move(remedy),
                .place = here()});
}

void SheetReader::refuse_limit(std::string what) {
  parser_.fail(over_limit(std::move(what), here()).error());
}

}  // namespace sluss::connectors::registers
