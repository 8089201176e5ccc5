#pragma once
// Leaves the server's paths out of errors and answers that go to callers who need not know where it keeps its files.
// The log has the whole error, under a reference that the answer names.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/serve/door/door.h"

namespace sluss::daemon::door {

/// Folders that the server works in, which are left out whole: a name may have a space, at which another path ends.
/// Earlier ones stay, for an error may be of an earlier configuration. Any thread.
void leave_folders_out(const std::vector<std::filesystem::path>& folders);
/// "cannot open /var/lib/sluss/journal.jsonl: …" → "cannot open [path]: …". Addresses of the web, and our own below
/// /api, stay.
[[nodiscard]] std::string without_paths(std::string_view text);
/// The error without paths; when it had some, its remedy names the reference under which the log has it.
[[nodiscard]] core::Error error_without_paths(core::Error error);
/// The same of a problem (RFC 9457), which gets a "reference", and of errors, findings and places in other answers of
/// the API, without one: they have been logged. Figures and files are unchanged.
void keep_paths_out(Response& response);

}  // namespace sluss::daemon::door
