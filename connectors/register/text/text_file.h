#pragma once
// A file of text, read forwards as UTF-8 in blocks, whatever its encoding. Memory: a block. Nothing is replaced: a byte
// that is no letter ends the reading with an error that has its line. One thread at a time.

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "connectors/register/text/encoding.h"
#include "core/error.h"

namespace sluss::connectors::registers {

class TextFile {
 public:
  /// Without an encoding it is recognised, by the first block in which a byte is not ASCII. The byte order mark is not
  /// part of the text. Errors: those of FileBytes; data, "encoding.unknown".
  [[nodiscard]] static core::Result<TextFile> open(const std::filesystem::path& path, std::optional<Encoding> encoding);
  TextFile(TextFile&&) noexcept;
  TextFile& operator=(TextFile&&) noexcept;
  ~TextFile();

  [[nodiscard]] Encoding encoding() const;
  /// It begins with the byte order mark of its encoding.
  [[nodiscard]] bool marked() const;

  /// Puts whole letters into `into` (at least 64 bytes) and returns how many bytes; 0 at the end. What is before a
  /// broken byte is read first, then the error comes, each time: data, "encoding.utf8" or "encoding.utf16", with the
  /// line; storage, "disk.io".
  [[nodiscard]] core::Result<std::size_t> read(std::span<char> into);

 private:
  struct Parts;
  explicit TextFile(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sluss::connectors::registers
