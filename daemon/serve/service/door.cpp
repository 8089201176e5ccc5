#include "daemon/serve/service/door.h"

#include <set>

#include "core/log.h"
#include "daemon/run/audit/audit.h"
#include "daemon/serve/api/door_options.h"
#include "daemon/serve/api/house.h"
#include "daemon/serve/api/warehouse_queries.h"
#include "daemon/serve/door/tls.h"
#include "daemon/serve/door/without_paths.h"
#include "daemon/serve/pages/pages.h"
#include "daemon/serve/service/dataset_readings.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/warnings.h"

namespace sluss::daemon::serve {

namespace {

/// What the configuration names of this machine.
std::vector<std::filesystem::path> places_of(const settings::Settings& settings) {
  std::vector<std::filesystem::path> places{
      settings.state,           settings.warehouse_folder,        settings.file,         settings.file.parent_path(),
      settings.control.socket,  settings.control.certificate,     settings.control.key,  settings.http.ca_file,
      settings.http.client_key, settings.http.client_certificate, settings.mail.ca_file, settings::models_folder()};
  places.insert(places.end(), settings.config_folders.begin(), settings.config_folders.end());
  for (const auto& publish : settings.publish)
    if (const auto* target = std::get_if<settings::FolderTarget>(&publish.target)) places.push_back(target->path);
  return places;
}

/// A command polls these each second while it follows a run or a rebuilding.
bool is_poll_of_a_command(const door::ServedRequest& served) {
  return served.way == "socket" && served.method == "GET" && served.status == 200 &&
         (served.route == "/api/v1/jobs/{job}" || served.route == "/api/v1/rebuild");
}

/// The pattern, not the path: that and the query are whatever somebody typed.
void log_access(const door::ServedRequest& served) {
  if (is_poll_of_a_command(served)) {
    core::log::debug("http.look", "a command polled the progress", {{"who", served.who}, {"route", served.route}});
    return;
  }
  const std::chrono::duration<double, std::milli> took = served.took;
  core::log::info("http.access", "a request was answered",
                  {{"who", served.who},
                   {"way", served.way},
                   {"method", served.method},
                   {"route", served.route.empty() ? observe::other : served.route},
                   {"status", served.status},
                   {"ms", static_cast<std::int64_t>(took.count())},
                   {"bytes", served.bytes}});
}

/// Each once: a page and its form's action have the same.
std::vector<std::string> patterns_of(const std::vector<door::Route>& routes) {
  std::set<std::string> patterns;
  for (const auto& route : routes) patterns.insert(route.pattern);
  return {patterns.begin(), patterns.end()};
}

}  // namespace

door::AuditFunction audit_to_journal(core::Files& files, const core::Clock& clock,
                                     std::function<std::shared_ptr<run::Workplace>()> current) {
  return [&files, &clock, current = std::move(current)](const door::AuditEntry& entry) -> core::Result<> {
    std::string details = "{}";
    if (entry.count > 1) details = R"({"count":)" + std::to_string(entry.count) + "}";
    SLUSS_TRY(run::write_audit(files, current()->context().journal_file, clock.now(),
                               {.who = entry.who,
                                .way = entry.way,
                                .action = entry.what,
                                .object = entry.object,
                                .outcome = entry.outcome,
                                .code = entry.code,
                                .details = std::move(details)}));
    return {};
  };
}

core::Result<door::Options> door_options(const DoorContext& context, const settings::Settings& settings) {
  door::leave_folders_out(places_of(settings));
  auto options = SLUSS_TRY(api::door_options(settings));
  if (!options.listen.empty() && !options.certificate.empty())
    SLUSS_TRY(door::tls_context(options.certificate, options.key));
  auto warnings = settings::warnings_of(settings);
  if (auto idle = settings::nothing_scheduled(settings)) warnings.push_back(*std::move(idle));
  for (const auto& warning : warnings)
    core::log::warning("config.warning", warning.what, {{"code", warning.code}, {"remedy", warning.remedy}});
  options.audit = audit_to_journal(context.files, context.clock, context.current);
  options.served = [&gauges = context.gauges, &readings = context.readings, logged = settings.control.access_log,
                    audited = settings.control.audit_reading](const door::ServedRequest& served) {
    gauges.count_request(served.route, served.status, served.took.count());
    if (logged) log_access(served);
    if (!audited) return;
    if (const auto reading = dataset_reading(served)) readings.count(*reading);
  };
  options.status_page = [](int status) { return pages::status_page(status, SLUSS_VERSION); };
  return options;
}

core::Result<std::unique_ptr<door::Door>> open_door(boost::asio::io_context& loop, const DoorContext& context) {
  const auto house = api::house_of(context.clock, context.files, context.current);
  auto reading = api::warehouse_queries(house);
  const auto file = reading.dataset;
  auto routes = door::api_routes(context.operations, std::move(reading));
  for (auto& route :
       pages::page_routes({.operations = context.operations, .house = house, .file = file, .version = SLUSS_VERSION})) {
    routes.push_back(std::move(route));
  }
  context.gauges.set_routes(patterns_of(routes));
  const auto options = SLUSS_TRY(door_options(context, *house->settings()));
  return door::Door::listen(loop, options, std::move(routes));
}

}  // namespace sluss::daemon::serve
