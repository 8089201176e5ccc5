#pragma once
// What could not be decoded, as the run keeps it: the same for a load and for one that is read again.

#include <string_view>

#include "connectors/kolada/decode.h"
#include "connectors/source.h"
#include "core/finding.h"

namespace sluss::connectors::kolada {

/// `query`: the key that was asked for; it tells whose the values would have been where the flaw does not.
[[nodiscard]] core::Reject reject_of(Stream stream, std::string_view query, int page, RawHandle raw, const Flaw& flaw);

}  // namespace sluss::connectors::kolada
