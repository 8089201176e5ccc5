#pragma once
// How messages name what an event is about: Swedish, within a sentence.

#include <string>
#include <string_view>

#include "core/time.h"
#include "daemon/serve/notify/event.h"

namespace sluss::daemon::notify {

/// Of a job, a file, a series: without control signs, and not longer than a line.
[[nodiscard]] std::string name(std::string_view text);
/// "den 30 juni 2026"
[[nodiscard]] std::string spoken(core::Day day);
/// "certifikatet api"
[[nodiscard]] std::string expiring(const Expiry& expiry);
/// "datalagret"
[[nodiscard]] std::string kept_phrase(const StateDamaged& damaged);
/// "filen lista.csv"
[[nodiscard]] std::string file_phrase(std::string_view shown_name);

}  // namespace sluss::daemon::notify
