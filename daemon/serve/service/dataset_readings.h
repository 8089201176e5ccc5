#pragma once
// Who read which dataset through the door, for the audit: only with `[control] audit_reading`.

#include <optional>

#include "daemon/serve/door/http_door.h"

namespace sluss::daemon::serve {

/// The action of an entry that tells a reading.
inline constexpr const char* read_action = "dataset.read";

/// The entry of a request that was answered with a dataset's rows or file, or would have been: the object is the
/// dataset's name, and of what was not answered the route, as the name may then be whatever somebody typed. Nothing:
/// it asked for no rows, nobody knows who asked, or there was nothing to read at all (no such dataset, a wrong query).
[[nodiscard]] std::optional<door::AuditEntry> dataset_reading(const door::ServedRequest& served);

}  // namespace sluss::daemon::serve
