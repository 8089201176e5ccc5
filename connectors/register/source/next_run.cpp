#include "connectors/register/source/next_run.h"

namespace sluss::connectors::registers {

void NextRuns::ask(const std::filesystem::path& place) {
  const std::scoped_lock lock(mutex_);
  ++places_[place.lexically_normal().string()];
}

std::uint64_t NextRuns::asked(const std::filesystem::path& place) const {
  const std::scoped_lock lock(mutex_);
  const auto found = places_.find(place.lexically_normal().string());
  return found == places_.end() ? 0 : found->second;
}

}  // namespace sluss::connectors::registers
