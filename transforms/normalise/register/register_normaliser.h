#pragma once
// Rows of files to figures: a mapping's tables become typed tables in a database in memory, and its one SELECT makes
// the figures of them. A mapping without a SELECT has one table, which becomes extract.MAPPING.

#include <chrono>
#include <memory>

#include "transforms/normalise/normaliser.h"

namespace sluss::transforms::normalise {

struct RegisterLimits {
  std::chrono::milliseconds select_most = std::chrono::minutes(30);  ///< a mapping's SELECT, checked and run
};

/// Errors of begin(): data class "archive.resolution", "mapping.archived"; config class "register.one_table",
/// "register.select", "register.select_columns" and those of code lists; storage class of the database. Of finish():
/// data class "register.select_failed", "register.select_time", "register.no_figures"; storage class "spill.…".
/// Memory: Setting::memory_limit, beyond which it spills in Setting::scratch, and the names of the load.
[[nodiscard]] std::unique_ptr<Normaliser> make_register(Setting setting, Output& output);
[[nodiscard]] std::unique_ptr<Normaliser> make_register_within(RegisterLimits limits, Setting setting, Output& output);

}  // namespace sluss::transforms::normalise
