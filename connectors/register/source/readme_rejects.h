#pragma once
// The rows of "Avvisade rader" of a readme, and what its summary says of them too. Swedish. Pure.

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/readme/readme.h"
#include "connectors/register/source/run_file.h"
#include "connectors/source.h"

namespace sluss::connectors::registers {

/// "\"A\" och \"B\""; beyond `most` of them "\"A\", \"B\" och fler".
[[nodiscard]] std::string quoted(const std::vector<std::string>& texts,
                                 std::size_t most = std::numeric_limits<std::size_t>::max());
/// "cellerna C6, C9 och fler"; of a file without sheets "cellen på rad 6 i kolumn 3"
[[nodiscard]] std::string cells_of(const IdentityHit& hit);
/// The heading that may be the missing one: one that resembles it, else the only one that nothing asks for.
[[nodiscard]] std::string candidate_for(const MissingHeading& missing, const Summary& summary);
[[nodiscard]] std::vector<ReadmeReject> rejects_of(const RunFile& file, const Mapping& mapping,
                                                   const RunOutcome& outcome);

}  // namespace sluss::connectors::registers
