#include "daemon/program/program.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>

#include "core/files.h"
#include "core/log.h"
#include "daemon/program/command_line.h"
#include "daemon/program/environment.h"
#include "daemon/program/stop_signals.h"

namespace sluss::daemon::program {
namespace {

/// No secret may be in a core dump, and no other process of the same user reads this one's memory.
void forbid_dumps() {
  ::prctl(PR_SET_DUMPABLE, 0);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

#ifdef SLUSS_TEST_HOOKS
/// The machine's clock, plus the seconds in a file: a test sets it while the program runs.
class ShiftedClock final : public core::Clock {
 public:
  explicit ShiftedClock(std::filesystem::path file) : file_(std::move(file)) {}
  [[nodiscard]] core::Instant now() const override {
    std::int64_t seconds = 0;
    std::ifstream(file_) >> seconds;
    return core::SystemClock().now().plus(std::chrono::seconds(seconds));
  }

 private:
  std::filesystem::path file_;
};
#endif

core::Result<std::unique_ptr<core::Clock>> clock_of(const Invocation& invocation) {
#ifdef SLUSS_TEST_HOOKS
  if (const char* file = ::secure_getenv("SLUSS_TEST_CLOCK")) return std::make_unique<ShiftedClock>(file);
#endif
  if (!invocation.has("--now")) return std::make_unique<core::SystemClock>();
  auto now = core::parse_instant(invocation.get("--now"));
  if (!now) {
    return core::fail(core::ErrorClass::config, "usage.now", now.error().what, "Write it as 2026-03-31T12:00:00Z.");
  }
  return std::make_unique<core::FixedClock>(*now);
}

/// `sluss runs | head -1` ends as other programs do: by the signal, without a message. A command that changed something
/// reports it.
void end_by_pipe(const Environment& environment) {
  const bool changed = environment.change && environment.invocation.command->changes;
  if (!environment.output.reader_gone() || changed) return;
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
}

int ended_by(const Output& output, const core::Error& error) {
  if (!was_printed(error)) output.errors({error});
  return static_cast<int>(exit_code_of(error));
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) {
  keep_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);  // what a command changed is recorded, though its reader has left
  forbid_dumps();
  core::keep_files_private();
  Output output;
  output.json = std::ranges::find(arguments, "--json") != arguments.end();
  const auto parsed = parse_command_line(arguments);
  if (!parsed) return ended_by(output, parsed.error());
  if (!parsed->text.empty()) {
    const auto written = output.write(parsed->text);
    return written ? 0 : ended_by(output, written.error());
  }
  const auto& invocation = parsed->invocation;
  output.json = invocation.has("--json");
  output.quiet = invocation.has("--quiet");
  const auto clock = clock_of(invocation);
  if (!clock) return ended_by(output, clock.error());
  // Only `init` waits for a person, who leaves with Ctrl-C as from any program.
  std::optional<StopSignals> signals;
  if (invocation.command->name != "init") signals.emplace();
  const auto files = core::real_files();
  Environment environment{invocation, output, **clock, *files, signals ? signals->token() : std::stop_token{}};
  environment.arguments = arguments;
  const auto code = invocation.command->run(environment);
  if (const auto recorded = record_change(environment, code); !recorded) {
    output.errors({recorded.error()});
    if (code && *code == ExitCode::done) return static_cast<int>(ExitCode::done_with_errors);
  }
  end_by_pipe(environment);
  if (!code) return ended_by(output, code.error());
  return static_cast<int>(*code);
}

}  // namespace sluss::daemon::program
