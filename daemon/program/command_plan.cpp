#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "connectors/registry.h"
#include "core/json.h"
#include "core/numbers.h"
#include "daemon/program/commands.h"
#include "daemon/program/daemon_call.h"
#include "daemon/serve/schedule/scheduler.h"
#include "daemon/serve/schedule/scheduler_memory.h"
#include "daemon/serve/service/job_rule.h"

namespace sluss::daemon::program {

namespace {

struct PlannedRun {
  core::Instant at;
  std::string job;    ///< or a deadline's name
  std::string local;  ///< for scripts: to the second where a calendar names it, of a deadline its day
  std::string note;
  bool deadline = false;
};

using Memory = std::map<std::string, schedule::JobMemory>;

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

void add_note(std::string& note, const std::string& more) {
  if (!more.empty()) note += (note.empty() ? "" : "; ") + more;
}

PlannedRun planned(const std::string& job, const schedule::Calendar* calendar, core::Instant at) {
  if (calendar == nullptr) return {at, job, core::swedish_text(at), {}};
  const auto time = calendar->describe(at);
  return {at, job, time.local, note_of(time)};
}

std::string count_text(const schedule::AwaitedDay& awaited) {
  std::string text = std::to_string(awaited.count) + " announced";
  if (!awaited.titles.empty()) text += ": " + awaited.titles.front();
  if (awaited.count > 1) text += ", …";
  return text;
}

/// The first query on each announced day to come, and the next query for what is late or not checked yet.
void plan_publications(const schedule::JobRule& rule, const schedule::JobMemory& memory, core::Instant now,
                       std::vector<PlannedRun>& plan) {
  const auto today = core::swedish_day(now);
  std::int64_t late = 0;
  std::int64_t unchecked = 0;
  for (const auto& awaited : memory.awaited) {
    if (awaited.day < today) {
      if (today.days - awaited.day.days <= rule.publication->give_up_days)
        (schedule::queried_since(memory, awaited.day) ? late : unchecked) += awaited.count;
      continue;
    }
    const auto start = core::end_of_swedish_day({awaited.day.days - 1}).plus(std::chrono::microseconds(-1));
    const auto at = rule.publication->tries.next_after(std::max(start, now));
    if (!at || core::swedish_day(*at) != awaited.day) continue;
    plan.push_back(planned(rule.policy.job, &rule.publication->tries, *at));
    add_note(plan.back().note, count_text(awaited));
  }
  const auto at = late + unchecked > 0 ? rule.publication->later_tries.next_after(now) : std::nullopt;
  if (!at) return;
  plan.push_back(planned(rule.policy.job, &rule.publication->later_tries, *at));
  if (late > 0)
    add_note(plan.back().note, core::counted(late, "publication that is late", "publications that are late"));
  if (unchecked > 0)
    add_note(plan.back().note, core::counted(unchecked, "publication not checked", "publications not checked"));
}

/// What has no time: what a job waits for.
void say_what_it_follows(const Output& output, const settings::Job& job) {
  if (job.on_event()) {
    const auto word = settings::word_of(job.on);
    const auto* event = connectors::find_event(word);
    output.say("job " + job.name + " comes on \"" + std::string(word) + "\"" +
               (event == nullptr ? "" : ": " + std::string(event->when)));
  } else if (!job.after.empty() && !job.every && job.schedule.empty()) {
    output.say("job " + job.name + " comes after " + job.after.front());
  }
}

/// False when the job never comes.
core::Result<bool> plan_job(const settings::Job& job, const Memory& memory, core::Instant now, std::size_t most,
                            std::vector<PlannedRun>& plan) {
  const auto rule = SLUSS_TRY(serve::rule_of(job));
  const auto known = memory.find(job.name);
  const auto before = plan.size();
  auto next = rule.schedule ? rule.schedule->next_after(now) : std::nullopt;
  for (std::size_t i = 0; next && i < most; ++i) {
    plan.push_back(planned(job.name, rule.schedule->calendar(), *next));
    if (!rule.after.empty()) add_note(plan.back().note, "waits for " + rule.after.front());
    next = rule.schedule->next_after(*next);
  }
  if (known != memory.end() && rule.publication) plan_publications(rule, known->second, now, plan);
  if (known != memory.end() && known->second.announced) {
    plan.push_back(planned(job.name, nullptr, now));
    add_note(plan.back().note, "something new is there: " + std::string(settings::word_of(job.on)));
  }
  if (known != memory.end()) {
    for (auto slot = plan.begin() + static_cast<std::ptrdiff_t>(before); slot != plan.end(); ++slot) {
      if (schedule::is_paused(known->second.pause, slot->at)) add_note(slot->note, "skipped: paused");
    }
  }
  return plan.size() != before || !rule.after.empty() || rule.on_event;
}

core::Result<> plan_deadlines(const settings::Settings& settings, core::Instant now, std::size_t most,
                              std::vector<PlannedRun>& plan) {
  for (const auto& deadline : settings.deadlines) {
    const auto calendar = SLUSS_TRY(schedule::Calendar::parse(deadline.day));
    auto next = calendar.next_after(now);
    for (std::size_t i = 0; next && i < most; ++i) {
      plan.push_back({*next, deadline.name, core::to_text(core::swedish_day(*next)), "deadline", true});
      next = calendar.next_after(*next);
    }
  }
  return {};
}

/// The scheduler's memory; nothing when no daemon has run here.
Memory memory_of(Environment& environment, const settings::Settings& settings) {
  const auto text = environment.files.read(settings.state / "schedule.json");
  if (!text) return {};
  auto memory = schedule::parse_schedule_memory(*text);
  if (!memory) {
    environment.output.errors({memory.error()});
    return {};
  }
  return *std::move(memory);
}

core::Result<std::size_t> most_runs(const Invocation& invocation) {
  const std::string text = invocation.get("--next", "10");
  std::size_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || number == 0 || number > 1000) {
    return core::fail(core::ErrorClass::config, "usage.next", "'" + text + "' is not a number from 1 to 1000",
                      "Write for example --next 20.");
  }
  return number;
}

core::Result<> show(Environment& environment, const std::vector<PlannedRun>& plan) {
  if (environment.output.json) {
    auto shown = nlohmann::json::array();
    for (const auto& slot : plan) {
      shown.push_back({{slot.deadline ? "deadline" : "job", slot.job},
                       {"at", core::to_text(slot.at)},
                       {"local", slot.local},
                       {"note", slot.note}});
    }
    return environment.output.write(core::json_text(shown) + "\n");
  }
  if (plan.empty()) return environment.output.write("no job has a schedule\n");
  std::vector<std::vector<std::string>> rows;
  rows.reserve(plan.size());
  for (const auto& slot : plan) {
    rows.push_back({slot.deadline ? slot.local : shown_time(slot.at), slot.deadline ? "" : core::to_text(slot.at),
                    slot.job, slot.note});
  }
  return environment.output.write(text_table({"when", "UTC", "job", ""}, rows));
}

/// Where the configuration on disk has errors: when each job comes next, as the daemon that runs on has it.
core::Result<ExitCode> plan_of_the_running(Environment& environment, const settings::Settings& running,
                                           std::size_t most) {
  const auto text = SLUSS_TRY(call_running_daemon(environment, running, {.target = "/api/v1/jobs"}));
  const auto jobs = nlohmann::json::parse(text, nullptr, false);
  if (!jobs.is_array())
    return core::fail(core::ErrorClass::data, "control.answer", "the daemon's answer is not understood",
                      "Restart the daemon after an upgrade.");
  print_daemon_runs_on(environment);
  std::vector<PlannedRun> plan;
  for (const auto& job : jobs) {
    const auto next = job.find("next");
    if (next == job.end() || !next->is_string()) continue;
    const auto at = SLUSS_TRY(core::parse_instant(next->get<std::string>()));
    plan.push_back(planned(job.value("job", ""), nullptr, at));
    add_note(plan.back().note, "as the daemon has it");
    if (job.value("paused", false)) add_note(plan.back().note, "paused");
  }
  std::ranges::stable_sort(plan, {}, &PlannedRun::at);
  if (plan.size() > most) plan.erase(plan.begin() + static_cast<std::ptrdiff_t>(most), plan.end());
  SLUSS_TRY(show(environment, plan));
  return ExitCode::configuration;
}

}  // namespace

core::Result<ExitCode> command_plan(Environment& environment) {
  const auto most = SLUSS_TRY(most_runs(environment.invocation));
  auto read = load_settings(environment);
  if (!read) {
    const auto running = settings_to_call_despite_errors(environment);
    if (!running) return std::unexpected(std::move(read).error());
    return plan_of_the_running(environment, *running, most);
  }
  const auto settings = *std::move(read);
  const auto memory = memory_of(environment, settings);
  const auto now = environment.clock.now();
  std::vector<PlannedRun> plan;
  for (const auto& job : settings.jobs) {
    if (!job.scheduled()) continue;
    const bool comes = SLUSS_TRY(plan_job(job, memory, now, most, plan));
    if (!comes) environment.output.say("job " + job.name + " never comes: its schedule names no day to come");
    say_what_it_follows(environment.output, job);
  }
  SLUSS_TRY(plan_deadlines(settings, now, most, plan));
  std::ranges::stable_sort(plan, {}, &PlannedRun::at);
  if (plan.size() > most) plan.erase(plan.begin() + static_cast<std::ptrdiff_t>(most), plan.end());
  SLUSS_TRY(show(environment, plan));
  return ExitCode::done;
}

}  // namespace sluss::daemon::program
