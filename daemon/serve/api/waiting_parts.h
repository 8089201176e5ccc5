#pragma once
// What waits with a run and is not all its own: rows of an earlier run of the same series are decided with a later
// one's.

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/ids.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::api {

/// Rows of one run, whichever run they wait with.
struct WaitingPart {
  core::RunId run;                   ///< that brought them
  std::string file;                  ///< that it read; empty: its source is none
  std::vector<std::string> periods;  ///< ascending: "2024", "2025Q1"
  std::int64_t rows = 0;
};

/// By the run that they wait with, and the series.
using WaitingParts = std::map<std::pair<core::RunId, std::string>, std::vector<WaitingPart>>;

/// Of the runs that hold rows of an earlier one too, by the run that brought them. Of one run, or of all. Errors of the
/// reader.
[[nodiscard]] core::Result<WaitingParts> read_waiting_parts(warehouse::Reader& reader,
                                                            std::optional<core::RunId> run = std::nullopt);

/// Sums over several series, by the run that brought the rows.
[[nodiscard]] std::vector<WaitingPart> sum_of(const std::vector<std::vector<WaitingPart>>& series);

/// "[{run, file, periods, rows}, …]"
[[nodiscard]] nlohmann::json parts_json(const std::vector<WaitingPart>& parts);

/// The files of each of these runs by their names: the one that it read, and those that it put away unread; of a
/// release or a discard those that it decided on. A run without any is not there. Errors of the reader.
[[nodiscard]] core::Result<std::map<core::RunId, std::vector<std::string>>> files_of(warehouse::Reader& reader,
                                                                                     std::span<const core::RunId> runs);

/// The file that a run read; empty: none. Errors of the reader.
[[nodiscard]] core::Result<std::string> file_of(warehouse::Reader& reader, core::RunId run);

}  // namespace sluss::daemon::api
