#pragma once
// A batch as bytes and back, to keep what came over a wire that has no bytes of its own (ODBC). Little-endian, checked
// on the way in: a damaged or foreign text is an error, never a crash.
//   "SLB1" | u32 columns | per column: u16 name length, name, u8 type, u8 nullable, u8 precision, u8 scale
//   | u32 rows | per column: validity words, values (fixed width), or u64 arena size, offsets, arena

#include <string>
#include <string_view>

#include "core/batch.h"
#include "core/error.h"

namespace sluss::core {

[[nodiscard]] std::string encode(const Batch& batch);
/// Errors: data class "batch.damaged" with the byte's offset.
[[nodiscard]] Result<Batch> decode_batch(std::string_view bytes);

}  // namespace sluss::core
