#pragma once
// Errors as they are told to those who need not know where the server keeps its files. The log keeps the whole, under a
// reference that the answer names.

#include <string>
#include <string_view>

#include "core/error.h"
#include "daemon/control/door.h"

namespace sluss::daemon::control {

/// "cannot open /var/lib/sluss/journal.jsonl: …" → "cannot open [path]: …". Addresses of the web, and our own below
/// /api, stay.
[[nodiscard]] std::string without_paths(std::string_view text);
/// The error without paths; when it had some, its remedy names the reference under which the log has it.
[[nodiscard]] core::Error told_error(core::Error error);
/// The same of a problem (RFC 9457), which gets a "reference", and of what other answers of the API say of errors,
/// findings and places of ours, without one: the log has had them. Figures and files stay as they are.
void keep_paths_out(Response& response);

}  // namespace sluss::daemon::control
