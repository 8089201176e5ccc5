#pragma once
// `sluss source try` for people: its JSON (connectors/trial.h, and the figures) as English text. Pure.

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sluss::daemon::program {

[[nodiscard]] std::string trial_text(const nlohmann::json& report);

}  // namespace sluss::daemon::program
