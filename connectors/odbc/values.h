#pragma once
// What a driver says as text or struct, into a column. Strict: what a type cannot hold is an error, never rounded.

#include <sql.h>
#include <sqlext.h>

#include <string>
#include <string_view>

#include "core/batch.h"

namespace sluss::connectors::odbc {

/// False when the text is not exactly a value of the column's type.
[[nodiscard]] bool append_parsed(core::Column& column, std::string_view text);
[[nodiscard]] bool append_timestamp(core::Column& column, const SQL_TIMESTAMP_STRUCT& value);
/// False on an unpaired surrogate.
[[nodiscard]] bool append_utf16(core::Column& column, std::u16string_view text);
/// UTF-16 to UTF-8 at the end of `out`; false on an unpaired surrogate.
[[nodiscard]] bool append_utf8(std::string& out, std::u16string_view text);

}  // namespace sluss::connectors::odbc
