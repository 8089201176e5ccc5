#include "daemon/run/runner/setup.h"

#include <vector>

#include "connectors/http/client.h"
#include "daemon/settings/credential.h"
#include "daemon/settings/kinds.h"

namespace sluss::daemon::run {
namespace {

/// `this_job`: null where the setup is of none.
std::vector<connectors::JobOfKind> jobs_beside(const settings::Settings& settings, const settings::Source& source,
                                               const settings::Job* this_job) {
  auto jobs = settings::jobs_of_kind(settings, source.kind);
  for (auto& job : jobs) job.is_this = this_job != nullptr && job.name == this_job->name;
  return jobs;
}

}  // namespace

connectors::Setup setup_of(const settings::Settings& settings, const settings::Source& source, const settings::Job* job,
                           const core::Clock& clock, bool full) {
  using connectors::http::Client;
  return {.name = source.name,
          .source = source.values,
          .job = job == nullptr ? core::config::Table() : job->values,
          .municipality = settings.municipality,
          .full = full,
          .clock = clock,
          .secret = [&settings](std::string_view name) { return settings::credential(settings, name); },
          .http = [&settings, &clock]() -> core::Result<std::shared_ptr<Client>> {
            auto options = SLUSS_TRY(settings::http_options(settings));
            return std::make_shared<Client>(std::move(options), clock);
          },
          .expand_sets = settings::expand_sets_of(settings),
          .config_folders = settings.config_folders,
          .secret_file = [&settings](std::string_view name) { return settings::credential_file(settings, name); },
          .jobs_of_kind = jobs_beside(settings, source, job),
          .page = settings.page};
}

core::Result<const connectors::Kind*> known_kind(const settings::Settings& settings, const settings::Source& source) {
  if (const auto* kind = settings::kind_of(source)) return kind;
  return core::fail(core::ErrorClass::config, "run.unknown_kind",
                    "the source \"" + source.name + "\" is of the kind \"" + source.kind + "\", which is not known",
                    "Correct its `kind`; `sluss config reference` lists them.", {.file = settings.file.string()});
}

core::Result<std::unique_ptr<connectors::Source>> open_source(const settings::Settings& settings,
                                                              const settings::Source& source, const settings::Job* job,
                                                              const core::Clock& clock, bool full) {
  const auto* const kind = SLUSS_TRY(known_kind(settings, source));
  return kind->open(setup_of(settings, source, job, clock, full));
}

}  // namespace sluss::daemon::run
