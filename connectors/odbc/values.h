#pragma once
// A driver's text or octets, into a column. Strict: what a type cannot hold is an error, never rounded.

#include <string>
#include <string_view>

#include "core/batch.h"

namespace sluss::connectors::odbc {

/// False when the text is not exactly a value of the column's type.
[[nodiscard]] bool append_parsed(core::Column& column, std::string_view text);
/// Octets as they are; of a boolean column one octet, 0 or 1.
[[nodiscard]] bool append_octets(core::Column& column, std::string_view octets);
/// What to do about a text that is no value of the type.
[[nodiscard]] std::string_view remedy_of(core::Type type, std::string_view text);
/// False on an unpaired surrogate.
[[nodiscard]] bool append_utf16(core::Column& column, std::u16string_view text);
/// UTF-16 to UTF-8 at the end of `out`; false on an unpaired surrogate.
[[nodiscard]] bool append_utf8(std::string& out, std::u16string_view text);

}  // namespace sluss::connectors::odbc
