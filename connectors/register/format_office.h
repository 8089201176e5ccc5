#pragma once
// Inside the recogniser of formats: which Office file a zip or an old Office file is, by the names in it.

#include "connectors/register/file_bytes.h"
#include "connectors/register/format.h"

namespace sluss::connectors::registers::impl {

/// xlsx, xlsb, ods, or zip. By the names in its directory; where that is not to be found, by the first entry's.
[[nodiscard]] core::Result<Format> recognise_zip(const FileBytes& file);

/// xls, encrypted_workbook, or unknown (a document, a message). Of a file that begins with the mark of OLE2.
[[nodiscard]] core::Result<Format> recognise_ole(const FileBytes& file);

}  // namespace sluss::connectors::registers::impl
