#pragma once
// The runs of one text of a workbook, as one text. A run above or below the line, or struck out, stands apart: its
// digits are a note, an exponent or what another number has replaced, and never digits of the number beside it. "12"
// with a small 1 is "12^1", as of a page's <sup>. One thread.

#include <string>
#include <string_view>

#include "connectors/register/xlsx/xml_parser.h"

namespace sluss::connectors::registers {

class TextRuns {
 public:
  /// A text begins.
  void begin() { *this = {}; }
  /// A run begins or ends; so do the texts that are in none.
  void part();
  /// An element of a run's properties (rPr).
  void property(std::string_view name, const XmlAttributes& attributes);
  /// More of the run's text, to the end of `text`.
  void append(std::string& text, std::string_view more);

 private:
  bool apart_ = false;  ///< the run stands apart
  bool meets_ = false;  ///< so does the one before, or this one, and nothing of this one has come
};

}  // namespace sluss::connectors::registers
