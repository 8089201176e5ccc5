#include "daemon/serve/service/job_rule.h"

namespace sluss::daemon::serve {
namespace {

constexpr std::string_view weekly_check = "Mon 06:05";
constexpr std::string_view later_tries = "07,13:05";

}  // namespace

core::Result<std::optional<schedule::Schedule>> schedule_of(const settings::Job& job) {
  if (job.every) return schedule::Schedule(*job.every);
  const std::string_view text = !job.schedule.empty()  ? std::string_view(job.schedule)
                                : job.on_publication() ? weekly_check
                                                       : std::string_view();
  if (text.empty()) return std::nullopt;
  auto calendar = SLUSS_TRY(schedule::Calendar::parse(text));
  return schedule::Schedule(std::move(calendar));
}

core::Result<schedule::JobRule> rule_of(const settings::Job& job) {
  schedule::JobRule rule;
  rule.schedule_text = settings::schedule_text(job);
  rule.policy.job = job.name;
  rule.policy.missed = job.missed;
  rule.policy.jitter = job.jitter;
  rule.overlap = job.when_running;
  rule.after = job.after;
  rule.retry_first = job.retry_after;
  rule.schedule = SLUSS_TRY(schedule_of(job));
  rule.on_event = job.on_event();
  if (job.on_publication()) {
    auto tries = SLUSS_TRY(schedule::Calendar::parse(job.tries));
    auto later = SLUSS_TRY(schedule::Calendar::parse(later_tries));
    rule.publication = schedule::PublicationRule{std::move(tries), std::move(later)};
  }
  if (!job.expected_by.empty()) {
    rule.expected_by = SLUSS_TRY(schedule::Calendar::parse(job.expected_by));
  }
  return rule;
}

core::Result<std::vector<schedule::JobRule>> rules_of(const settings::Settings& settings) {
  std::vector<schedule::JobRule> rules;
  for (const auto& job : settings.jobs) {
    auto rule = SLUSS_TRY(rule_of(job));
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace sluss::daemon::serve
