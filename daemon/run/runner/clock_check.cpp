#include "daemon/run/runner/clock_check.h"

#include <nlohmann/json.hpp>
#include <string>

#include "core/json.h"
#include "core/replace_file.h"

namespace sluss::daemon::run {

namespace {

constexpr const char* file_name = "clock.json";

std::string days_text(std::int64_t seconds) {
  constexpr std::int64_t day = 86'400;
  const auto days = seconds / day;
  return std::to_string(days) + (days == 1 ? " day" : " days");
}

std::unexpected<core::Error> ahead(std::string what) {
  return core::fail(core::ErrorClass::config, std::string(clock_ahead), std::move(what),
                    "Nothing was recorded. Set the clock (timedatectl; is time synchronised?) and run again. If it is "
                    "right, say so: `sluss doctor --clock-is-right`.");
}

/// A confirmation that was given before, and not longer ago than that.
bool holds(const ClockEvidence& evidence, std::chrono::hours span) {
  return evidence.confirmed && evidence.now >= *evidence.confirmed &&
         evidence.now <= evidence.confirmed->plus(std::chrono::microseconds(span));
}

}  // namespace

core::Result<> judge_clock(const ClockEvidence& evidence) {
  if (evidence.ahead_of_servers) {
    const auto by = *evidence.ahead_of_servers;
    if (by <= most_ahead_of_servers || holds(evidence, word_against_servers)) return {};
    return ahead("this machine's clock shows " + core::to_text(evidence.now) + ", " + days_text(by.count()) +
                 " ahead of the source's server");
  }
  if (!evidence.last_recorded || holds(evidence, most_between_runs)) return {};
  const auto last = *evidence.last_recorded;
  if (evidence.now <= last.plus(std::chrono::microseconds(most_between_runs))) return {};
  return ahead("this machine's clock shows " + core::to_text(evidence.now) + ", " +
               days_text((evidence.now.micros - last.micros) / 1'000'000) + " after the last run (" +
               core::to_text(last) + "), and no server elsewhere has sent its time");
}

core::Result<> check_against_servers(Context& context, std::optional<std::chrono::seconds> ahead) {
  if (!ahead) return {};
  return judge_clock({.now = context.clock.now(),
                      .ahead_of_servers = ahead,
                      .last_recorded = {},
                      .confirmed = clock_confirmed(context.files, context.settings.state)});
}

core::Result<> check_since(Context& context, core::Instant last_recorded) {
  return judge_clock({.now = context.clock.now(),
                      .ahead_of_servers = {},
                      .last_recorded = last_recorded,
                      .confirmed = clock_confirmed(context.files, context.settings.state)});
}

core::Result<> confirm_clock(core::Files& files, const std::filesystem::path& state, core::Instant now) {
  const nlohmann::json text{{"confirmed_at", core::to_text(now)}};
  return core::replace_file(files, state / file_name, core::json_text(text, 1) + "\n");
}

std::optional<core::Instant> clock_confirmed(core::Files& files, const std::filesystem::path& state) {
  if (!files.exists(state / file_name)) return std::nullopt;
  const auto text = files.read(state / file_name);
  if (!text) return std::nullopt;
  const auto read = nlohmann::json::parse(*text, nullptr, false);
  if (!read.is_object() || !read.contains("confirmed_at") || !read["confirmed_at"].is_string()) return std::nullopt;
  const auto at = core::parse_instant(read["confirmed_at"].get<std::string>());
  return at ? std::optional(*at) : std::nullopt;
}

}  // namespace sluss::daemon::run
