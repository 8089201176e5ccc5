#pragma once
// Inside the reader of pages: a file as UTF-8 in blocks of whole letters, whatever encoding the page is in. Memory: two
// blocks. One thread.

#include <filesystem>
#include <string>
#include <string_view>

#include "connectors/register/text/text_file.h"
#include "core/error.h"

namespace sluss::connectors::registers::html {

/// The name that a page's beginning gives for its encoding: in <meta charset>, in the older <meta http-equiv>, or in
/// <?xml encoding?>; comments aside. Empty: none.
[[nodiscard]] std::string_view declared_charset(std::string_view beginning);

class PageText {
 public:
  /// Errors: data class "html.charset"; those of TextFile.
  [[nodiscard]] static core::Result<PageText> open(const std::filesystem::path& path);
  [[nodiscard]] Encoding encoding() const { return text_.encoding(); }

  /// Replaces `block` by the next letters; it is empty at the end. A form feed, which is a blank in HTML, is a space.
  /// Errors: data class "html.encoding" with the line; storage "disk.io".
  [[nodiscard]] core::Result<> read(std::string& block);

 private:
  explicit PageText(TextFile text) : text_(std::move(text)) {}

  TextFile text_;
};

}  // namespace sluss::connectors::registers::html
