#pragma once
// The remedy when a job's name is unknown. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"

namespace sluss::daemon::door {

/// "Did you mean kolada? The jobs are: kolada, vard.", without the question when none is near.
[[nodiscard]] inline std::string remedy_for_job(std::string_view written, const std::vector<std::string>& known) {
  if (known.empty()) return "There are none: add a [[job]] to the configuration.";
  std::string near;
  std::string all;
  std::size_t least = written.size() / 3 + 2;
  for (const auto& name : known) {
    all += (all.empty() ? "" : ", ") + name;
    const auto distance = written.size() > 100 ? least : core::edit_distance(written, name);
    if (distance >= least) continue;
    least = distance;
    near = name;
  }
  return (near.empty() ? "" : "Did you mean " + near + "? ") + "The jobs are: " + all + ".";
}

}  // namespace sluss::daemon::door
