#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "daemon/cli/commands.h"
#include "daemon/service/job_rule.h"

namespace sluss::daemon::cli {

namespace {

struct Planned {
  core::Instant at;
  std::string job;
  std::string local;
  std::string note;
};

std::string note_of(const schedule::SlotTime& time) {
  switch (time.pass) {
    case schedule::ClockPass::after_gap:
      return "its time does not exist that day: just after the clocks go forward";
    case schedule::ClockPass::first_pass:
      return "the clocks go back: the first time";
    case schedule::ClockPass::second_pass:
      return "the clocks go back: the second time";
    case schedule::ClockPass::ordinary:
      break;
  }
  return time.clocks_change_that_day ? "the clocks change that day" : "";
}

Planned planned(const std::string& job, const schedule::Schedule& schedule, core::Instant at) {
  if (const auto* calendar = schedule.calendar()) {
    const auto time = calendar->describe(at);
    return {at, job, time.local, note_of(time)};
  }
  return {at, job, core::swedish_text(at), {}};
}

core::Result<std::size_t> asked(const Invocation& invocation) {
  const std::string text = invocation.get("--next", "10");
  std::size_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || number == 0 || number > 1000) {
    return core::fail(core::ErrorClass::config, "usage.next", "'" + text + "' is not a number from 1 to 1000",
                      "Write for example --next 20.");
  }
  return number;
}

}  // namespace

core::Result<ExitCode> command_plan(Environment& environment) {
  SLUSS_ASSIGN(const auto most, asked(environment.invocation));
  SLUSS_ASSIGN(const auto settings, load_settings(environment));
  std::vector<Planned> plan;
  std::vector<std::string> never;
  for (const auto& job : settings.jobs) {
    if (!job.scheduled()) continue;
    SLUSS_ASSIGN(const auto schedule, service::schedule_of(job));
    if (!schedule) continue;
    auto next = schedule->next_after(environment.clock.now());
    if (!next) never.push_back(job.name);
    for (std::size_t i = 0; next && i < most; ++i) {
      plan.push_back(planned(job.name, *schedule, *next));
      next = schedule->next_after(*next);
    }
  }
  std::ranges::stable_sort(plan, {}, &Planned::at);
  if (plan.size() > most) plan.erase(plan.begin() + static_cast<std::ptrdiff_t>(most), plan.end());
  for (const auto& job : never)
    environment.output.say("job " + job + " never comes: its schedule names no day to come");
  if (environment.output.json) {
    auto shown = nlohmann::json::array();
    for (const auto& slot : plan) {
      shown.push_back({{"job", slot.job}, {"at", core::to_text(slot.at)}, {"local", slot.local}, {"note", slot.note}});
    }
    SLUSS_TRY(environment.output.write(shown.dump() + "\n"));
    return ExitCode::done;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(plan.size());
  for (const auto& slot : plan) rows.push_back({slot.local, core::to_text(slot.at), slot.job, slot.note});
  SLUSS_TRY(environment.output.write(text_table({"local", "UTC", "job", ""}, rows)));
  return ExitCode::done;
}

}  // namespace sluss::daemon::cli
