#pragma once
// A configuration and what it names, opened. The daemon holds one; after a reload runs under way keep the one that they
// began with.

#include <memory>
#include <stop_token>
#include <string>

#include "daemon/run/state/workplace.h"

namespace sluss::daemon::serve {

struct Installation {
  /// `files` and `clock` outlive it.
  Installation(settings::Settings said, const core::Clock& the_clock, std::string who, core::Files& files)
      : settings(std::move(said)), clock(the_clock), place(settings, the_clock, std::move(who), files) {}
  Installation(const Installation&) = delete;
  Installation& operator=(const Installation&) = delete;

  [[nodiscard]] bool has_warehouse() const;
  /// data class "warehouse.empty" before the first run. Its statements end soon after `stop` was requested.
  [[nodiscard]] core::Result<std::unique_ptr<warehouse::Reader>> reader(bool with_models, std::stop_token stop = {});

  settings::Settings settings;
  const core::Clock& clock;
  run::Workplace place;
};

}  // namespace sluss::daemon::serve
