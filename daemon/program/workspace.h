#pragma once
// What a command works in: the settings, and what they name, opened once.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/program/environment.h"
#include "daemon/program/exit_code.h"
#include "daemon/run/state/workplace.h"

namespace sluss::daemon::program {

class Workspace {
 public:
  /// Reads the configuration and opens what is on disk; writes nothing.
  [[nodiscard]] static core::Result<std::unique_ptr<Workspace>> open(Environment& environment);
  /// The same for a command that reads the state, and needs only its folders of the configuration. A configuration
  /// with errors does not prevent it while a daemon runs on with the one before; the errors are printed.
  [[nodiscard]] static core::Result<std::unique_ptr<Workspace>> open_to_look(Environment& environment);
  Workspace(Environment& environment, settings::Settings settings);
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  [[nodiscard]] const settings::Settings& settings() const { return place_.settings(); }
  [[nodiscard]] run::Workplace& place() { return place_; }

  /// Before writing; its findings are logged.
  [[nodiscard]] core::Result<> prepare_to_write(std::function<void(std::string_view)> progress = {});
  /// What was known at --as-of (or now). With models only when they are needed: they cost a moment.
  [[nodiscard]] core::Result<std::unique_ptr<warehouse::Reader>> reader(bool with_models, bool locked = false);
  /// How a command ends that has shown all: `configuration` when that on disk has errors.
  [[nodiscard]] ExitCode shown() const { return as_served_ ? ExitCode::configuration : ExitCode::done; }

 private:
  Environment& environment_;
  run::Workplace place_;
  bool as_served_ = false;  ///< by the daemon: the configuration on disk has errors
};

}  // namespace sluss::daemon::program
