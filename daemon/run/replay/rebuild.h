#pragma once
// The warehouse made again from archive and journal, without the network: as a whole, or the runs that it lacks.

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>

#include "core/error.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

struct RebuildSummary {
  std::int64_t runs = 0;
  std::int64_t releases = 0;
  std::int64_t discards = 0;
  std::optional<core::Error> no_models;  ///< why the models were not made: the next run makes them
};
/// Fills the (empty) warehouse of `context` from archive and journal with the original run numbers and times, and makes
/// the models of it. A model that cannot be made leaves all of them to the next run, and the rebuild holds.
[[nodiscard]] core::Result<RebuildSummary> rebuild(Context& context, std::stop_token stop);

/// After a start: runs that the journal knows and the warehouse does not (a damaged generation was replaced by the one
/// before) are applied again from the archive, with their original numbers and times. Returns how many.
/// `progress` is called with the one that begins.
[[nodiscard]] core::Result<std::int64_t> catch_up(Context& context, std::stop_token stop,
                                                  const std::function<void(std::string_view)>& progress = {});

}  // namespace sluss::daemon::run
