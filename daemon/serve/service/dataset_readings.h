#pragma once
// Who read which dataset through the door, for the audit: only with `[control] audit_reading`.

#include <optional>

#include "daemon/serve/door/http_door.h"

namespace sluss::daemon::serve {

/// The action of an audit entry for a reading.
inline constexpr const char* read_action = "dataset.read";

/// The entry of a request that was answered with a dataset's rows or file, or would have been: the object is the
/// dataset's name, and of what was not answered the route, as the name may then be whatever somebody typed. Nothing:
/// it requested no rows, who sent it is not known, or there was nothing to read (no such dataset, a wrong query).
[[nodiscard]] std::optional<door::AuditEntry> dataset_reading(const door::ServedRequest& served);

}  // namespace sluss::daemon::serve
