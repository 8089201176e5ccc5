#pragma once
// Inside the reader of pages: what a browser shows of a cell or a caption. Runs of blanks are one space, none at the
// ends; <br> and the edges of blocks are blanks; in <pre> they are as written. Where a digit of what stands apart
// (<sup>, <sub>, <del>, <ins>, <s>) would meet one that does not, "^" is between them: 2<sup>1</sup>, two with the note
// one, is "2^1" and not twenty-one. Where digits of two lines would meet, a line end is between them, not a blank,
// which would make them the thousands and the rest of one number. Text of elements that the page hides (`hidden`,
// display:none, visibility:hidden) is none; what a style sheet hides is not known. Pure; memory: the text.

#include <string>
#include <string_view>

#include "connectors/register/html/markup.h"

namespace sluss::connectors::registers::html {

class ShownText {
 public:
  /// Of an element inside it.
  void start(std::string_view element, const Attributes& attributes);
  void end(std::string_view element);
  void text(std::string_view part);
  void clear();
  [[nodiscard]] const std::string& shown() const { return shown_; }

 private:
  void edge(std::string_view element);
  std::string shown_;
  bool blank_ = false;   ///< one is due before the next letter
  bool broken_ = false;  ///< of an edge that is seen
  bool apart_ = false;   ///< what stands apart began or ended behind the last letter
  int pre_ = 0;          ///< open <pre>
  int hidden_ = 0;       ///< open elements from the hidden one
};

/// Of HTML: a no-break space is none.
[[nodiscard]] bool is_blank(char c);

/// By its own attributes.
[[nodiscard]] bool is_hidden(const Attributes& attributes);

/// Elements whose text no browser shows.
[[nodiscard]] bool is_unseen(std::string_view element);

}  // namespace sluss::connectors::registers::html
