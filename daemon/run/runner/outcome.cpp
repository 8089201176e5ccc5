#include "daemon/run/runner/outcome.h"

#include <algorithm>

#include "core/exception.h"
#include "core/log.h"

namespace sluss::daemon::run {

void put_load(const Load& load, connectors::RunOutcome& outcome) {
  const auto counts = load.counts();
  outcome.read = counts.read;
  outcome.facts = counts.facts;
  outcome.rejected = counts.rejected;
  const auto& rejects = load.rejects();
  const auto first = std::min(rejects.size(), connectors::outcome_rejects_most);
  outcome.rejects.assign(rejects.begin(), rejects.begin() + static_cast<std::ptrdiff_t>(first));
}

void report_end(std::string_view job, Attempt& attempt, const RunSummary* committed, const core::Error* error) {
  if (!attempt.source) return;
  auto& outcome = attempt.outcome;
  outcome.status = "failed";
  if (error != nullptr) outcome.error = *error;
  if (committed != nullptr) {
    outcome.committed = true;
    outcome.run = committed->run.id;
    outcome.status = committed->run.status;
    outcome.facts = committed->run.rows.given();
    outcome.findings = committed->findings;
    for (const auto& held : committed->held)
      outcome.held.push_back(
          {.series = held.series, .gate = held.gate, .waits_with = held.waits_with.value_or(core::RunId{})});
  }
  const auto ended =
      core::without_exceptions("source.exception", [&]() -> core::Result<> { return attempt.source->ended(outcome); });
  attempt.source.reset();
  if (ended) return;
  core::log::warning(
      "source.not_ended", ended.error().what,
      {{"job", job}, {"run", outcome.run.value}, {"code", ended.error().code}, {"remedy", ended.error().remedy}});
}

}  // namespace sluss::daemon::run
