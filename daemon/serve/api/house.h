#pragma once
// What pages and API read from: one interface, which the daemon implements over its workplace, and a test as it likes.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "core/files.h"
#include "core/time.h"
#include "daemon/run/state/workplace.h"
#include "daemon/serve/api/run_view.h"
#include "daemon/settings/settings.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::api {

/// Any thread, several at once.
class House {
 public:
  /// Both outlive it.
  House(const core::Clock& the_clock, core::Files& the_files) : clock(the_clock), files(the_files) {}
  virtual ~House() = default;
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  /// The current ones; a reload replaces them.
  [[nodiscard]] virtual std::shared_ptr<const settings::Settings> settings() const = 0;
  /// Of the current generation, with the models (mart.*) or without. Error "warehouse.empty" before the first run.
  /// Its statements end soon after `stop` was requested.
  [[nodiscard]] virtual core::Result<std::unique_ptr<warehouse::Reader>> reader(bool with_models,
                                                                                std::stop_token stop) const = 0;
  /// Warehouse::revision() of what reader() reads; empty before the first run.
  [[nodiscard]] virtual std::string revision() const = 0;
  /// Of the current journal.
  [[nodiscard]] virtual core::Result<Failures> failures() const = 0;
  /// Of the journal, latest first, as JSON.
  [[nodiscard]] virtual core::Result<std::string> deliveries(std::int64_t limit) const = 0;
  /// Where files to be fetched are made: <state>/downloads. Each is removed when it is an hour old.
  [[nodiscard]] virtual std::filesystem::path downloads() const = 0;

  const core::Clock& clock;
  core::Files& files;
};

/// Of the workplace that `current` returns at each call. The error of a failed run is shown without this machine's
/// paths: the log has the whole.
[[nodiscard]] std::shared_ptr<const House> house_of(const core::Clock& clock, core::Files& files,
                                                    std::function<std::shared_ptr<run::Workplace>()> current);

}  // namespace sluss::daemon::api
