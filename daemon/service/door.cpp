#include "daemon/service/door.h"

#include <algorithm>

#include "daemon/api/door_options.h"
#include "daemon/api/reading.h"
#include "daemon/control/tls.h"
#include "daemon/delivery/record.h"
#include "daemon/runner/audit.h"
#include "daemon/web/pages.h"

namespace sluss::daemon::service {
namespace {

core::Result<control::Options> options_of(const DoorContext& context, const settings::Settings& settings) {
  SLUSS_ASSIGN(auto options, api::door_options(settings));
  options.audit = [&files = context.files, &clock = context.clock,
                   current = context.current](const control::Audited& entry) -> core::Result<> {
    SLUSS_TRY(runner::write_audit(files, current()->place.context().journal_file, clock.now(),
                                  {.who = entry.who,
                                   .way = entry.way,
                                   .action = entry.what,
                                   .object = entry.object,
                                   .outcome = entry.outcome,
                                   .code = entry.code}));
    return {};
  };
  options.status_page = [](int status) { return web::status_page(status, SLUSS_VERSION); };
  return options;
}

}  // namespace

core::Result<std::unique_ptr<control::Door>> open_door(boost::asio::io_context& loop, const DoorContext& context) {
  const auto current = context.current;
  const auto settings = [current] {
    const auto installation = current();
    return std::shared_ptr<const settings::Settings>(installation, &installation->settings);
  };
  const auto reader = [current](bool with_models) { return current()->reader(with_models); };
  const auto failures = [current] { return views::failed_runs(current()->place.context()); };
  const auto downloads = current()->settings.state / "downloads";
  const auto deliveries = [current, &files = context.files](std::int64_t limit) -> core::Result<std::string> {
    const auto& file = current()->place.context().journal_file;
    std::vector<delivery::Recorded> found;
    if (files.exists(file)) {
      SLUSS_ASSIGN(const auto journal, warehouse::journal::Journal::open(files, file));
      SLUSS_ASSIGN(found, delivery::deliveries_of(journal->entries()));
    }
    std::ranges::reverse(found);
    if (static_cast<std::int64_t>(found.size()) > limit) found.resize(static_cast<std::size_t>(limit));
    return delivery::to_json(found);
  };
  auto routes = control::api_routes(context.operations, api::reading_of({.clock = context.clock,
                                                                         .files = context.files,
                                                                         .settings = settings,
                                                                         .reader = reader,
                                                                         .failures = failures,
                                                                         .downloads = downloads,
                                                                         .deliveries = deliveries}));
  for (auto& route : web::page_routes({.operations = context.operations,
                                       .clock = context.clock,
                                       .files = context.files,
                                       .settings = settings,
                                       .reader = reader,
                                       .failures = failures,
                                       .downloads = downloads,
                                       .version = SLUSS_VERSION})) {
    routes.push_back(std::move(route));
  }
  SLUSS_ASSIGN(auto options, options_of(context, current()->settings));
  return control::Door::listen(loop, std::move(options), std::move(routes));
}

core::Result<> check_door(const settings::Settings& settings) {
  SLUSS_ASSIGN(const auto options, api::door_options(settings));
  if (!options.listen.empty() && !options.certificate.empty())
    SLUSS_TRY(control::tls_context(options.certificate, options.key));
  return {};
}

core::Result<> reload_door(control::Door& door, const DoorContext& context, const settings::Settings& settings) {
  SLUSS_ASSIGN(const auto options, options_of(context, settings));
  return door.reload(options);
}

}  // namespace sluss::daemon::service
