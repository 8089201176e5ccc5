#pragma once
// Where a configuration has its models, and how they are made: one that breaks the transaction is left out of the next.

#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"
#include "daemon/run/runner/runner.h"
#include "daemon/settings/settings.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

/// Those of the configuration's folders ("models" in each), then the shipped ones; of one name the first wins. Errors:
/// those of datasets::load_models().
[[nodiscard]] core::Result<std::vector<warehouse::Model>> models_of(const settings::Settings& settings,
                                                                    core::Files& files);

/// Models that broke a transaction, by what; they are not tried again.
using BrokenModels = std::map<std::string, core::Error>;

/// `attempt(broken)` is one whole transaction. Once more for each model that breaks it, without that one: what else it
/// does is not lost by a model.
template <class Attempt>
auto past_broken_models(const Attempt& attempt) -> decltype(attempt(BrokenModels())) {
  BrokenModels broken;
  while (true) {
    auto done = attempt(broken);
    if (done || done.error().code != "dataset.unmade") return done;
    if (!broken.emplace(done.error().place.field, done.error()).second) return done;
  }
}

/// Of the configuration's session, within the writer's transaction. Errors: Writer::refresh_models()'s.
[[nodiscard]] core::Result<std::vector<warehouse::RefreshedModel>> refresh_models(Context& context,
                                                                                  warehouse::Writer& writer,
                                                                                  core::RunId run,
                                                                                  const BrokenModels& broken);

}  // namespace sluss::daemon::run
