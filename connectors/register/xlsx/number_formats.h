#pragma once
// Which styles of a workbook show a number as a day or a time: its part of styles, or those that every workbook has.
// Memory: a byte for each style, at most 65,536, and of number formats only what they show.

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "connectors/register/xlsx/serial.h"
#include "connectors/register/xlsx/xml_parser.h"

namespace sluss::connectors::registers {

/// Of a number format's code, by its first section: "yyyy-mm-dd", "[h]:mm", "#,##0.00".
[[nodiscard]] NumberStyle style_of_format(std::string_view code);

class NumberFormats {
 public:
  /// All styles are numbers.
  NumberFormats() = default;
  /// Errors: those of XmlParser; data class "register.limit" (too many styles).
  [[nodiscard]] static core::Result<NumberFormats> read(std::unique_ptr<ByteSource> part, core::Place place);

  /// By a cell's s; a number where there is no such style.
  [[nodiscard]] NumberStyle of(std::size_t style) const {
    return style < styles_.size() ? styles_[style] : NumberStyle::number;
  }

 private:
  class Reader;
  std::vector<NumberStyle> styles_;
};

}  // namespace sluss::connectors::registers
