#pragma once
// Inside the reader of pages: a file as UTF-8 in blocks of whole letters, whatever encoding the page is in. Memory: two
// blocks. One thread.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "connectors/register/file_bytes.h"
#include "core/error.h"

namespace sluss::connectors::registers::html {

enum class PageEncoding : std::uint8_t { utf8, utf16_le, utf16_be, windows_1252 };

/// "UTF-8".
[[nodiscard]] std::string_view name_of(PageEncoding encoding);

/// The name that a page's beginning gives for its encoding: in <meta charset>, in the older <meta http-equiv>, or in
/// <?xml encoding?>; comments aside. Empty: none.
[[nodiscard]] std::string_view declared_charset(std::string_view beginning);

class PageText {
 public:
  [[nodiscard]] static core::Result<PageText> open(const std::filesystem::path& path);
  [[nodiscard]] PageEncoding encoding() const { return encoding_; }

  /// Replaces `block` by the next letters; it is empty at the end. A form feed, which is a blank in HTML, is a space.
  /// Errors: data class "html.encoding" with the line; storage "disk.io".
  [[nodiscard]] core::Result<> read(std::string& block);

 private:
  PageText(FileBytes file, PageEncoding encoding, std::uint64_t offset);
  [[nodiscard]] std::unexpected<core::Error> broken(std::string_view read) const;
  /// Each returns how many of the bytes were read: all, but for a letter that is cut at their end.
  core::Result<std::size_t> from_utf8(std::string_view bytes, std::string& block) const;
  core::Result<std::size_t> from_utf16(std::string_view bytes, std::string& block) const;

  FileBytes file_;
  PageEncoding encoding_;
  std::string bytes_;
  std::size_t kept_ = 0;  ///< of a letter that the last block cut
  std::uint64_t offset_ = 0;
  std::int64_t line_ = 1;
};

}  // namespace sluss::connectors::registers::html
