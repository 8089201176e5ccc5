#pragma once
// Inside the reader of pages: what a browser shows of a cell or a caption. Runs of blanks are one space, none at the
// ends; <br> and the edges of blocks are blanks; in <pre> they are as written. Pure; memory: the text.

#include <string>
#include <string_view>

namespace sluss::connectors::registers::html {

class ShownText {
 public:
  /// Of an element inside it.
  void start(std::string_view element);
  void end(std::string_view element);
  void text(std::string_view part);
  void clear();
  [[nodiscard]] const std::string& shown() const { return shown_; }

 private:
  std::string shown_;
  bool blank_ = false;  ///< one is due before the next letter
  int pre_ = 0;         ///< open <pre>
};

/// Of HTML: a no-break space is none.
[[nodiscard]] bool is_blank(char c);

/// Elements whose text no browser shows.
[[nodiscard]] bool is_unseen(std::string_view element);

}  // namespace sluss::connectors::registers::html
