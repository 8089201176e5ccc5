#pragma once
// Which tables a model reads, found in its SQL. Any thread.

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

/// Every name with a schema that the SQL has, in small letters: "extract.beslut", "core.observation_open"; however it
/// is written: "extract"."beslut", extract . Beslut, a comment amid it. What is within a string literal counts too: too
/// many rather than too few.
[[nodiscard]] std::set<std::string> names_in(std::string_view sql);

/// names_in() of the model of this name and of those that it depends on. Empty: there is no such model.
[[nodiscard]] std::set<std::string> reads_of(std::string_view model, std::span<const warehouse::Model> models);

}  // namespace sluss::daemon::run
