#pragma once
// A delivery in the journal: kind "delivery", one entry for each file or table that was
// written, and one for each target that failed.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"
#include "core/time.h"
#include "daemon/deliver/delivery.h"
#include "warehouse/journal/journal.h"

namespace sluss::daemon::deliver {

inline constexpr std::string_view journal_kind = "delivery";

struct RecordedDelivery {
  core::Instant at;
  std::string who;
  core::RunId run;  ///< after which it was delivered
  Delivery delivery;
};

/// JSON; contains no secret. `way`: by which the run was requested; empty: not known.
[[nodiscard]] std::string journal_body(const Delivery& delivery, core::RunId run, std::string_view way = {});
/// Error: data class "journal.entry".
[[nodiscard]] core::Result<RecordedDelivery> parse_journal_entry(const warehouse::journal::Entry& entry);
/// The last `most` in the journal, latest first; only those of `run` when it is given. Reads their lines alone.
[[nodiscard]] core::Result<std::vector<RecordedDelivery>> latest_deliveries(core::Files& files,
                                                                            const std::filesystem::path& journal,
                                                                            std::int64_t most,
                                                                            std::optional<core::RunId> run = {});
/// For each of `publish` whose last delivery failed, that failure; in their order. Examines the marks of the last
/// 100,000 deliveries, and reads only the entries that may matter: a few lines a target. Of deliveries whose marks an
/// older program made it reads the last 5,000.
[[nodiscard]] core::Result<std::vector<RecordedDelivery>> failing_deliveries(
    core::Files& files, const std::filesystem::path& journal, const std::vector<settings::Publish>& publish);
/// An array of objects with what the journal has of each.
[[nodiscard]] std::string to_json(const std::vector<RecordedDelivery>& deliveries);

}  // namespace sluss::daemon::deliver
