#pragma once
// Reads one TOML text into the settings.

#include "core/config.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/load.h"

namespace sluss::daemon::settings {

/// Notes the kind of each source that a text names: before any text is read, as the type of a key depends on the kind.
void note_kinds(const Text& text, Draft& draft);

/// A key's default as its own reader reads it.
[[nodiscard]] core::config::Value standard_of(const core::config::Key& key);

/// Parses one text and sets its values. Checks syntax, unknown keys, types and bounds.
void read_text(const Text& text, Draft& draft);

}  // namespace sluss::daemon::settings
