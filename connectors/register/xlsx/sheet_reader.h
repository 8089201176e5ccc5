#pragma once
// The rows of a sheet's part, forwards. Memory: a row, and what XmlParser has. One thread, that of the workbook.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"
#include "connectors/register/xlsx/sheet_cells.h"
#include "connectors/register/xlsx/text_runs.h"
#include "connectors/register/xlsx/xml_parser.h"

namespace sluss::connectors::registers {

/// Rows that the part leaves out are not given: their numbers are missing. Rows and cells without a name are counted
/// on; those out of order, or of another row, are refused. Errors: those of XmlParser and SharedStrings; data class
/// "xlsx.order", "xlsx.cell", "xlsx.xml" (no sheet), "register.limit", with row and column; the field is "sheet!C5".
class SheetReader final : public RowReader, private XmlHandler {
 public:
  /// `place` has the file, and the sheet's name as field.
  SheetReader(std::unique_ptr<ByteSource> bytes, std::shared_ptr<SharedParts> parts, const Limits& limits,
              core::Place place);
  [[nodiscard]] core::Result<std::optional<Row>> next() override;

 private:
  enum class Element : std::uint8_t {
    none,
    worksheet,
    sheet_data,
    row,
    cell,
    value,
    formula,
    inline_text,
    run,
    properties,
    property,
    text
  };
  /// A cell whose text is in texts_: its views are made once the row is whole.
  struct Extent {
    CellKind kind = CellKind::empty;
    std::size_t begin = 0, size = 0;
  };

  void start(std::string_view name, const XmlAttributes& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view text) override;
  [[nodiscard]] static Element child_of(Element parent, std::string_view name);
  void enter(Element element, const XmlAttributes& attributes);
  void leave(Element element);
  void start_row(const XmlAttributes& attributes);
  void start_cell(const XmlAttributes& attributes);
  void end_cell();
  void put(CellKind kind, std::string_view text);
  void refuse(std::string_view code, std::string what, std::string remedy);
  void refuse_limit(std::string what);
  [[nodiscard]] core::Place here() const;

  std::shared_ptr<SharedParts> parts_;
  Limits limits_;
  core::Place place_;
  std::vector<Element> open_;  ///< elements that have begun
  int skipped_ = 0;            ///< depth within an element that means nothing here
  bool is_sheet_ = false, ended_ = false;
  std::int64_t row_ = 0, column_ = -1;
  RawCell cell_;
  TextRuns runs_;  ///< of its text
  std::string texts_;
  std::vector<Extent> extents_;
  std::vector<Cell> cells_;
  XmlParser parser_;  ///< last: it refers to this
};

/// The merged cells of a sheet's part, all of which is read. Errors: those of XmlParser; data class "xlsx.cell",
/// "register.limit" (more than 100,000).
[[nodiscard]] core::Result<std::vector<MergedCells>> read_merged(std::unique_ptr<ByteSource> bytes, core::Place place);

}  // namespace sluss::connectors::registers
