#pragma once
// A clock that has run ahead is noticed before a run is recorded by it: recorded times only rise, so that one of the
// year 2099 would come before all that follow it, --as-of would answer wrongly, and a query for what is new would begin
// there. The evidence: the time that servers elsewhere report, and where none has reported any, how long ago the last
// run was.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "core/time.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

inline constexpr std::string_view clock_ahead = "clock.ahead";
/// So far may this machine and a server be apart.
inline constexpr std::chrono::hours most_ahead_of_servers{24};
/// So long may no run have been recorded (a machine that was put away) without a confirmation of the clock.
inline constexpr std::chrono::hours most_between_runs{24 * 400};
/// So long a person's confirmation weighs more than a server's time: its clock may be the wrong one.
inline constexpr std::chrono::hours word_against_servers{24 * 35};

/// What one run knows of the time.
struct ClockEvidence {
  core::Instant now;
  std::optional<std::chrono::seconds> ahead_of_servers;  ///< nothing: none elsewhere was queried, or reported it
  std::optional<core::Instant> last_recorded;  ///< the last run's; nothing: there is none, or it does not count
  std::optional<core::Instant> confirmed;      ///< when a person confirmed that the clock is right
};
/// Pure. Config class "clock.ahead". A clock that is behind is no error: it puts nothing wrong for good.
[[nodiscard]] core::Result<> judge_clock(const ClockEvidence& evidence);

/// By what `context` knows, of a run that queried its source.
[[nodiscard]] core::Result<> check_against_servers(Context& context, std::optional<std::chrono::seconds> ahead);
/// Of a run that queried no server elsewhere.
[[nodiscard]] core::Result<> check_since(Context& context, core::Instant last_recorded);

/// Writes <state>/clock.json: a person has checked that the clock is right.
[[nodiscard]] core::Result<> confirm_clock(core::Files& files, const std::filesystem::path& state, core::Instant now);
/// Nothing when no one has, or it cannot be read.
[[nodiscard]] std::optional<core::Instant> clock_confirmed(core::Files& files, const std::filesystem::path& state);

}  // namespace sluss::daemon::run
