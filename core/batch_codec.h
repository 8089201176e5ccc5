#pragma once
// A batch as bytes and back, to keep what came over a wire that has no bytes of its own (ODBC). Little-endian, checked
// on the way in: a damaged or foreign text is an error, never a crash.
//   "SLB" version | u32 columns | per column: u16 name length, name, u8 type, u8 nullable, u8 precision, u8 scale
//   and in version 2 u8 sensitivity (0 open, 1 personal, 2 identity)
//   | u32 rows | per column: validity words, values (fixed width), or u64 arena size, offsets, arena

#include <string>
#include <string_view>

#include "core/batch.h"
#include "core/error.h"
#include "core/open_rows.h"

namespace sluss::core {

/// Version 1.
[[nodiscard]] std::string encode(const OpenRows& rows);
/// Version 2: bytes that only a sealed place may keep.
[[nodiscard]] std::string encode_to_seal(const Batch& rows);
/// Errors: data class "batch.damaged" with the byte's offset.
[[nodiscard]] Result<Batch> decode_batch(std::string_view bytes);

}  // namespace sluss::core
