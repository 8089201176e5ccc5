// Whether a job is late, by its configuration.
#include <gtest/gtest.h>

#include "daemon/serve/service/job_rule.h"

namespace sluss::daemon::serve {
namespace {

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

/// Known since the first of January; its last success began on Monday the second of March.
schedule::JobMemory succeeded_on_monday() {
  schedule::JobMemory memory;
  memory.known_since = at("2026-01-01T00:00:00Z");
  memory.last_success_began = at("2026-03-02T06:05:00Z");
  return memory;
}

settings::Job job_of(const char* schedule) {
  settings::Job job;
  job.name = "kolada";
  job.schedule = schedule;
  return job;
}

TEST(IsLate, AWeeklyJobIsNotUntilItsDayHasPassed) {
  const auto memory = succeeded_on_monday();
  EXPECT_FALSE(is_late(job_of("Mon 06:05 UTC"), memory, {}, at("2026-03-08T12:00:00Z")));
  EXPECT_TRUE(is_late(job_of("Mon 06:05 UTC"), memory, {}, at("2026-03-09T12:00:00Z")));
  EXPECT_TRUE(is_late(job_of("06:05 UTC"), memory, {}, at("2026-03-03T12:00:00Z")));
  EXPECT_FALSE(is_late(job_of(""), memory, {}, at("2026-12-31T12:00:00Z")));
}

TEST(IsLate, OneThatIsExpectedIsByThatAlone) {
  auto job = job_of("06:05 UTC");
  job.expected_by = "Fri 08:00";
  const auto now = at("2026-03-05T12:00:00Z");
  EXPECT_FALSE(is_late(job, succeeded_on_monday(), {}, now));
  const schedule::LateJob ours{"kolada", at("2026-03-05T08:00:00Z"), std::nullopt, {}, 0};
  EXPECT_TRUE(is_late(job, succeeded_on_monday(), {ours}, now));
  auto other = ours;
  other.job = "vard";
  auto theirs = ours;
  theirs.awaited_count = 3;
  EXPECT_FALSE(is_late(job, succeeded_on_monday(), {other, theirs}, now)) << "another job, and the source";
}

}  // namespace
}  // namespace sluss::daemon::serve
