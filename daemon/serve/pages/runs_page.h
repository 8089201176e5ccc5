#pragma once
// "/korningar": the runs, latest first. "/korningar/{run}": one of them, with all that it did and met.
// "/korningar/misslyckad/{entry}": one that failed.

#include <map>
#include <string>
#include <vector>

#include "daemon/serve/api/run_view.h"
#include "daemon/serve/pages/html.h"
#include "daemon/serve/pages/parts.h"
#include "warehouse/ledger.h"
#include "warehouse/ledger_held.h"

namespace sluss::daemon::pages {

struct RunsView {
  core::Instant now;
  std::vector<api::RunView> runs;  ///< failed ones too
  Steps steps;
  std::map<core::RunId, warehouse::ledger::RunSum> sums = {};  ///< one that holds nothing and has no error is not in it
  std::map<core::RunId, std::vector<std::string>> files = {};  ///< of those whose source has files, by name
};
[[nodiscard]] Html runs_page(const RunsView& view);

struct RunPageView {
  core::Instant now;
  api::RunView run;
  std::vector<warehouse::ledger::QueryFetch> fetched;  ///< the first hundred
  bool may_operate = false;
};
[[nodiscard]] Html run_page(const RunPageView& view);

struct FailedPageView {
  core::Instant now;
  api::RunView run;
  std::vector<api::RunView> others;  ///< failed attempts of the same job, the latest first
};
[[nodiscard]] Html failed_page(const FailedPageView& view);

}  // namespace sluss::daemon::pages
