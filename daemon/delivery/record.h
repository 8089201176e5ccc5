#pragma once
// A delivery in the journal: kind "delivery", one entry a file or table that was written.

#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/ids.h"
#include "core/time.h"
#include "daemon/delivery/delivery.h"
#include "warehouse/journal/journal.h"

namespace sluss::daemon::delivery {

inline constexpr std::string_view journal_kind = "delivery";

struct Recorded {
  core::Instant at;
  std::string who;
  core::RunId run;  ///< after which it was delivered
  Delivery delivery;
};

/// JSON; holds no secret.
[[nodiscard]] std::string journal_body(const Delivery& delivery, core::RunId run);
/// Error: data class "journal.entry".
[[nodiscard]] core::Result<Recorded> parse_journal_entry(const warehouse::journal::Entry& entry);
/// Of a journal's entries, in their order; of one run when it is given.
[[nodiscard]] core::Result<std::vector<Recorded>> deliveries_of(const std::vector<warehouse::journal::Entry>& entries,
                                                                std::optional<core::RunId> run = {});
/// An array of objects with what the journal knows of each.
[[nodiscard]] std::string to_json(const std::vector<Recorded>& deliveries);

}  // namespace sluss::daemon::delivery
