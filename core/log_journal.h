#pragma once
// The journal's sink, apart from the others because libsystemd is met only here. Internal to core.

#include <string_view>
#include <vector>

namespace sluss::core::log::impl {

struct JournalField {
  std::string_view key;  ///< snake_case; written as SLUSS_<KEY>
  std::string_view value;
};

/// Whether $JOURNAL_STREAM names our standard error (systemd.exec(5)).
[[nodiscard]] bool standard_error_is_journal();
/// Whether a journal listens on this machine; without one, libsystemd drops what it is sent and calls it success.
[[nodiscard]] bool journal_listens();
/// False when the journal did not take it. Priority as syslog's.
[[nodiscard]] bool send_to_journal(int priority, std::string_view message, const std::vector<JournalField>& fields);

}  // namespace sluss::core::log::impl
