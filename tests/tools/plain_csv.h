#pragma once
// CSV read byte by byte, as slowly and plainly as can be: what the reader's answers are compared with. And written.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/csv/csv.h"

namespace sluss::tests {

struct PlainRow {
  std::int64_t line = 0;
  bool flawed = false;
  std::vector<std::string> cells = {};  ///< "-" for an empty one, "=" and the text for another
  bool operator==(const PlainRow&) const = default;
};

class PlainCsv {
 public:
  PlainCsv(std::string_view text, connectors::registers::Dialect dialect) : text_(text), dialect_(std::move(dialect)) {}

  [[nodiscard]] std::vector<PlainRow> rows() {
    std::vector<PlainRow> rows;
    while (at_ < text_.size()) rows.push_back(row());
    return rows;
  }

 private:
  [[nodiscard]] bool at_line_end() const { return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }
  [[nodiscard]] bool at_delimiter() const {
    return !dialect_.delimiter.empty() && text_.substr(at_).starts_with(dialect_.delimiter);
  }
  [[nodiscard]] bool at_quote() const {
    return dialect_.quote != '\0' && at_ < text_.size() && text_[at_] == dialect_.quote;
  }
  void pass_line_end() {
    if (at_ == text_.size()) return;
    const bool two = text_.substr(at_).starts_with("\r\n");
    at_ += two ? 2 : 1;
    ++line_;
  }

  PlainRow row() {
    PlainRow row{.line = line_};
    for (;;) {
      row.cells.push_back(cell(row));
      if (at_line_end()) break;
      at_ += dialect_.delimiter.size();
    }
    pass_line_end();
    if (row.cells.size() == 1 && row.cells.front() == "-") row.cells.clear();
    return row;
  }

  std::string cell(PlainRow& row) {
    const auto begin = at_;
    if (at_quote()) {
      std::string text = "=";
      if (enclosed(text) && (at_line_end() || at_delimiter())) return text;
      row.flawed = true;
    }
    while (!at_line_end() && !at_delimiter()) ++at_;
    return at_ == begin ? "-" : "=" + std::string(text_.substr(begin, at_ - begin));
  }

  /// To behind the quote that closes it, if there is one.
  bool enclosed(std::string& text) {
    for (++at_; at_ < text_.size();) {
      if (at_quote()) {
        ++at_;
        if (!at_quote()) return true;
      } else if (at_line_end()) {
        const auto from = at_;
        pass_line_end();
        text += text_.substr(from, at_ - from);
        continue;
      }
      text += text_[at_++];
    }
    return false;
  }

  std::string_view text_;
  connectors::registers::Dialect dialect_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
};

/// A cell in quotes, those in it doubled.
[[nodiscard]] inline std::string in_quotes(std::string_view text, char quote = '"') {
  std::string out(1, quote);
  for (const char c : text) out.append(c == quote ? 2 : 1, c);
  return out + quote;
}

}  // namespace sluss::tests
