#pragma once
// What could not be decoded, as the run records it: the same for a load and for a replay.

#include <string_view>

#include "connectors/kolada/decode.h"
#include "connectors/source.h"
#include "core/finding.h"

namespace sluss::connectors::kolada {

/// `query`: the key that was requested; it names the indicators concerned where the flaw does not.
[[nodiscard]] core::Reject reject_of(Stream stream, std::string_view query, int page, RawHandle raw, const Flaw& flaw);

}  // namespace sluss::connectors::kolada
