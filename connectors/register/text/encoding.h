#pragma once
// Encodings of text files: which one a file has, by its bytes. Pure; any thread; no memory but the answers'.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sluss::connectors::registers {

enum class Encoding : std::uint8_t {
  utf8,
  utf16_le,
  utf16_be,
  windows_1252,  ///< western Windows: ISO-8859-1 with letters and quotes in place of 32 control characters
  iso_8859_1,    ///< Latin-1
  iso_8859_15,   ///< Latin-9: Latin-1 with € and ž. No byte tells it from the two above: only by name
};

/// As people write it: "UTF-8", "UTF-16 LE", "Windows-1252".
[[nodiscard]] std::string_view name_of(Encoding encoding);

/// By any of its usual names ("utf8", "UTF-16LE", "latin1", "cp1252"), capitals and signs aside; nothing if unknown.
/// "utf-16" alone is little-endian, as Windows writes it.
[[nodiscard]] std::optional<Encoding> encoding_named(std::string_view name);

/// The name of each by which settings name an encoding: "utf-8", "utf-16" (little-endian), "utf-16be",
/// "windows-1252", …; encoding_named() knows them all.
[[nodiscard]] std::vector<std::string> encoding_words();

/// The byte order mark that a file of this encoding may begin with; empty for those that have none.
[[nodiscard]] std::string_view mark_of(Encoding encoding);

/// Of a file's first bytes, `whole` if they are all of it (else the last letter may be cut). The mark decides; then
/// UTF-16 by its NUL bytes; UTF-8 if it is that, or if most of what is not ASCII is (so that a single broken byte is
/// found and reported, and does not make the whole file's å two letters); else Windows-1252, which reads Latin-1 too;
/// Latin-1 if a byte has no meaning in Windows-1252. ASCII is UTF-8. Errors: data, "encoding.unknown" for UTF-32 and
/// for å, ä, ö of DOS or old Macs.
[[nodiscard]] core::Result<Encoding> recognise_encoding(std::string_view sample, bool whole);

}  // namespace sluss::connectors::registers
