#pragma once
// From one TOML text to what it says of the settings.

#include "core/config.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/load.h"

namespace sluss::daemon::settings {

/// Which kind each source is of, as far as a text says: before any text is read, for the type of a key is its kind's.
void note_kinds(const Text& text, Draft& draft);
/// A key's default as its own reader reads it.
[[nodiscard]] core::config::Value standard_of(const core::config::Key& key);

/// Parses one text and sets what it says. Syntax, unknown keys, types and bounds.
void read_text(const Text& text, Draft& draft);

}  // namespace sluss::daemon::settings
