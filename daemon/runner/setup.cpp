#include "daemon/runner/setup.h"

#include "connectors/http/client.h"
#include "connectors/registry.h"

namespace sluss::daemon::runner {

namespace {

core::config::Value text(const std::string& value) {
  return {.text = value};
}
core::config::Value texts(const std::vector<std::string>& values) {
  return {.texts = values};
}

core::config::Table values_of(const settings::Source& source) {
  core::config::Table table("source." + source.name);
  table.put("url", text(source.url));
  table.put("per_page", {.integer = source.per_page});
  table.put("connection", text(source.connection));
  table.put("credential", text(source.credential));
  table.put("secret_headers", {.names = source.secret_headers});
  table.put("secret_query", {.names = source.secret_query});
  return table;
}

core::config::Table values_of(const settings::Job& job) {
  core::config::Table table("job." + job.name);
  table.put("indicators", texts(job.indicators));
  table.put("areas", texts(job.areas));
  table.put("compare", texts(job.compare));
  table.put("units", texts(job.units));
  core::config::Value reload;
  reload.text = job.full_reload ? core::to_text(*job.full_reload) : "always";
  if (job.full_reload) reload.duration = *job.full_reload;
  table.put("full_reload", reload);
  table.put("overlap", {.duration = job.overlap});
  table.put("first_year", {.integer = job.first_year});
  table.put("query", text(job.query));
  table.put("table", text(job.table));
  return table;
}

}  // namespace

connectors::Setup setup_of(const settings::Settings& settings, const settings::Source& source, const settings::Job* job,
                           const core::Clock& clock, bool full) {
  return {.name = source.name,
          .source = values_of(source),
          .job = job != nullptr ? values_of(*job) : core::config::Table(),
          .municipality = settings.municipality,
          .full = full,
          .clock = clock,
          .secret = [&settings](std::string_view name) { return settings::credential(settings, name); },
          .http = [&settings, &clock]() -> core::Result<std::shared_ptr<connectors::http::Client>> {
            SLUSS_ASSIGN(auto options, settings::http_options(settings));
            return std::make_shared<connectors::http::Client>(std::move(options), clock);
          },
          .expand_sets =
              [&settings](const std::vector<std::string>& texts) {
                return settings::expand_indicators(settings.config_folders, texts);
              }};
}

core::Result<const connectors::Kind*> kind_of(const settings::Source& source) {
  if (const auto* kind = connectors::find_kind(source.kind)) return kind;
  return core::fail(core::ErrorClass::config, "run.unknown_kind",
                    "no kind of source is called \"" + source.kind + "\"", "Mend kind in [source." + source.name + "].",
                    {.field = "source." + source.name + ".kind"});
}

}  // namespace sluss::daemon::runner
