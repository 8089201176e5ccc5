#include "daemon/serve/pages/pages.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "connectors/kind.h"
#include "core/time.h"
#include "daemon/serve/door/answers.h"
#include "daemon/serve/door/identity.h"
#include "daemon/serve/pages/about_page.h"
#include "daemon/serve/pages/desk.h"
#include "daemon/serve/pages/embedded_files.h"
#include "daemon/settings/kinds.h"
#include "daemon/settings/settings.h"
#include "warehouse/ledger_checks.h"

namespace sluss::daemon::pages {
namespace {

/// Style sheet and sign: the same for everybody, kept by the browser until the program is another.
door::Route embedded(std::string pattern, std::string type, std::string_view content) {
  return {.method = "GET",
          .pattern = std::move(pattern),
          .role = door::Role::reader,
          .open = true,
          .handler = [type = std::move(type), content](const door::Request&, const std::stop_token&) {
            door::Response response;
            response.type = type;
            response.headers.emplace_back("Cache-Control", "public, max-age=86400");
            response.body = content;
            return response;
          }};
}

std::vector<std::string> roles_of(const door::Identity& identity) {
  std::vector<std::string> roles;
  if (identity.may(door::Role::reader)) roles.emplace_back("läsa allt");
  if (identity.may(door::Role::operator_)) roles.emplace_back("styra jobb och avgöra hållna serier");
  if (identity.may(door::Role::preparer))
    roles.emplace_back("göra i ordning inlämningar (finns inte i den här versionen)");
  if (identity.may(door::Role::approver)) roles.emplace_back("godkänna inlämningar (finns inte i den här versionen)");
  return roles;
}

/// When a job last read its source with success. None where the warehouse cannot be read now: the page is shown even
/// so.
std::map<std::string, core::Instant> last_taken(const Desk& desk, std::stop_token stop) {
  std::map<std::string, core::Instant> taken;
  const auto reader = desk.house().reader(false, std::move(stop));
  if (!reader) return taken;
  const auto checks = warehouse::ledger::last_checks(**reader);
  if (!checks) return taken;
  for (const auto& check : *checks) {
    auto& at = taken.try_emplace(check.job, check.at).first->second;
    at = std::max(at, check.at);
  }
  return taken;
}

/// The jobs of a source that are quoted alike are one.
void add_source(const settings::Settings& settings, const settings::Source& source,
                const std::map<std::string, core::Instant>& taken, std::vector<AboutSource>& list) {
  const auto* kind = settings::kind_of(source);
  const AboutSource of_kind{.title = std::string(kind->title),
                            .from = std::string(kind->publisher.empty() ? kind->title : kind->publisher),
                            .attribution = std::string(kind->attribution),
                            .name = source.name,
                            .jobs = {}};
  const auto first = std::ssize(list);
  for (const auto& job : settings.jobs) {
    if (job.source != source.name) continue;
    auto one = of_kind;
    if (kind->quoted != nullptr) {
      if (auto quoted = kind->quoted(job.values, settings.config_folders)) {
        one.title = std::move(quoted->title);
        one.attribution = std::move(quoted->attribution);
      }
    }
    const auto same = std::ranges::find_if(list.begin() + first, list.end(), [&](const AboutSource& known) {
      return known.title == one.title && known.attribution == one.attribution;
    });
    auto& shown = same == list.end() ? list.emplace_back(std::move(one)) : *same;
    shown.jobs.push_back(job.name);
    if (const auto at = taken.find(job.name); at != taken.end())
      shown.taken = std::max(shown.taken.value_or(at->second), at->second);
  }
  if (std::ssize(list) == first) list.push_back(of_kind);
}

door::Response about(const Desk& desk, const door::Request& request, const std::stop_token& stop) {
  AboutView view{.now = desk.now(),
                 .version = desk.context().version,
                 .municipality = desk.municipality(),
                 .kinds = {},
                 .sources = {},
                 .person = Desk::person(request),
                 .signed_in = !Desk::is_anonymous(request),
                 .roles = roles_of(request.identity)};
  const auto settings = desk.house().settings();
  const auto taken = last_taken(desk, stop);
  for (const auto& source : settings->sources) {
    view.kinds.push_back(source.kind);
    add_source(*settings, source, taken, view.sources);
  }
  return desk.page(request,
                   {.title = "Om Sluss", .section = Section::about, .content = about_page(view), .notice = ""});
}

/// The door has checked already; a page that changes something does not rely on it.
door::Handler only_for(door::Role role, door::Handler handler, std::string version) {
  return [role, handler = std::move(handler), version = std::move(version)](const door::Request& request,
                                                                            std::stop_token stop) {
    if (request.identity.may(role)) return handler(request, std::move(stop));
    auto refused = door::error_page(403, "access.role");
    refused.body = status_page(refused.status, version);
    return refused;
  };
}

}  // namespace

std::string status_page(int status, const std::string& version) {
  const auto told = door::error_text(status);
  const std::string title(told.heading);
  return framed({.title = title,
                 .section = Section::none,
                 .municipality = "",
                 .person = "",
                 .waiting = 0,
                 .notice = "",
                 .version = version},
                trouble_page(title, std::string(told.advice)));
}

std::vector<door::Route> page_routes(PageContext context) {
  const auto desk = std::make_shared<const Desk>(std::move(context));
  Routes routes;
  routes.push_back(embedded("/sluss.css", "text/css; charset=utf-8", style_sheet));
  routes.push_back(embedded("/sluss.svg", "image/svg+xml", sign));
  add_overview_routes(routes, desk);
  add_held_routes(routes, desk);
  add_dataset_routes(routes, desk);
  routes.push_back({.method = "GET",
                    .pattern = "/om",
                    .role = door::Role::reader,
                    .open = false,
                    .handler = [desk](const door::Request& request, const std::stop_token& stop) {
                      return about(*desk, request, stop);
                    }});
  for (auto& route : routes)
    if (!route.open) route.handler = only_for(route.role, std::move(route.handler), desk->context().version);
  return routes;
}

}  // namespace sluss::daemon::pages
