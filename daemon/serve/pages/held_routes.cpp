// "/hallna": the held series and the two decisions.
#include "daemon/serve/door/identity.h"
#include "daemon/serve/pages/desk.h"
#include "daemon/serve/pages/held_words.h"
#include "daemon/serve/pages/read_views.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::pages {
namespace {

using door::Request;
using door::Response;
using door::Role;
using PageContent = Desk::PageContent;
constexpr std::int64_t most_waiting = 200;
constexpr std::int64_t most_decided = 500;  // of a file all series are one row
/// A release waits for the writer before it, and copies a generation.
constexpr auto patience = std::chrono::minutes(10);

/// What has just been decided, by the address that the decision led to.
core::Result<std::string> notice_of(warehouse::Reader& reader, const Request& request) {
  const auto done = value_of(request.query, "klart");
  const auto series = value_of(request.query, "serie");
  const bool released = done == address_of(Decision::release);
  if (!released && done != address_of(Decision::discard)) return std::string();
  const std::string what = released ? " har släppts igenom." : " har förkastats.";
  if (series == all_series) return "Alla serier i körningen" + what;
  const auto title = SLUSS_TRY(warehouse::ledger::title_of_held(reader, series));
  if (!title) return std::string();
  return "”" + *title + "”" + what;
}

core::Result<PageContent> list(const Desk& desk, const Request& request, const std::stop_token& stop) {
  const auto reader = SLUSS_TRY(desk.house().reader(false, stop));
  HeldListView view{.now = desk.now(),
                    .limits = desk.house().settings()->gates,
                    .waiting = {},
                    .decided = {},
                    .may_operate = Desk::may_operate(request)};
  view.waiting = SLUSS_TRY(read_waiting(*reader, most_waiting));
  view.decided = SLUSS_TRY(read_decided(*reader, most_decided));
  auto notice = SLUSS_TRY(notice_of(*reader, request));
  return PageContent{
      .title = "Hållna serier", .section = Section::held, .content = held_list_page(view), .notice = std::move(notice)};
}

struct SeriesAddress {
  core::RunId run;
  std::string series;
};

std::optional<SeriesAddress> series_of(const Request& request) {
  const auto run = whole_number(value_of(request.parameters, "korning"));
  auto series = value_of(request.parameters, "serie");
  if (!run || series.empty()) return std::nullopt;
  return SeriesAddress{{*run}, std::move(series)};
}

core::Result<std::optional<PageContent>> one(const Desk& desk, const Request& request, const SeriesAddress& wanted,
                                             const std::stop_token& stop) {
  const auto reader = SLUSS_TRY(desk.house().reader(false, stop));
  auto held = SLUSS_TRY(read_held(*reader, wanted.run, wanted.series, *desk.house().settings()));
  if (!held) return std::optional<PageContent>();
  const auto title = held->title;
  const bool waits = held->state == "waiting";
  const auto waiting = SLUSS_TRY(warehouse::ledger::waiting_series(*reader, wanted.run));
  // Another run replaced it without anybody's decision.
  if ((held->state == "released" || held->state == "discarded") && held->decided_by) {
    auto journal = SLUSS_TRY(desk.house().failures());
    const auto initiator = SLUSS_TRY(journal.initiator_of(*held->decided_by));
    if (initiator) held->decider = door::person_of(initiator->who);
  }
  const HeldPageView view{.now = desk.now(),
                          .limits = desk.house().settings()->gates,
                          .series = *std::move(held),
                          .may_operate = Desk::may_operate(request),
                          .waiting = std::ssize(waiting)};
  return std::optional(PageContent{.title = title + (waits ? " – hålls" : " – hölls"),
                                   .section = Section::held,
                                   .content = held_page(view),
                                   .notice = ""});
}

/// The question, when there is something to decide.
core::Result<std::optional<PageContent>> question(const Desk& desk, const Request& request, const SeriesAddress& wanted,
                                                  Decision decision, const std::stop_token& stop) {
  const auto reader = SLUSS_TRY(desk.house().reader(false, stop));
  DecisionView view{.now = desk.now(),
                    .decision = decision,
                    .run = wanted.run,
                    .count = 1,
                    .series = {},
                    .limits = desk.house().settings()->gates,
                    .token = request.form_token};
  if (wanted.series != all_series) {
    view.series = SLUSS_TRY(read_held(*reader, wanted.run, wanted.series, *desk.house().settings()));
    if (!view.series || view.series->state != "waiting") return std::optional<PageContent>();
    const auto waiting = SLUSS_TRY(warehouse::ledger::waiting_series(*reader, wanted.run));
    if (is_decided_as_a_whole(*view.series, std::ssize(waiting))) view.series.reset();  // an address of before
  }
  if (!view.series) {
    view.all = SLUSS_TRY(read_waiting_of(*reader, wanted.run));
    view.count = std::ssize(view.all);
    if (view.count == 0) return std::optional<PageContent>();
  }
  return std::optional(PageContent{.title = decision == Decision::release ? "Släpp igenom?" : "Förkasta?",
                                   .section = Section::held,
                                   .content = decision_page(view),
                                   .notice = ""});
}

Response answer(const Desk& desk, const Request& request, core::Result<std::optional<PageContent>> shown) {
  if (!shown)
    return shown.error().code == "usage.run" ? desk.missing(request, "Det finns ingen sådan körning.")
                                             : desk.trouble(request, shown.error());
  if (!*shown)
    return desk.missing(request, "Serien väntar inte på något beslut. Kanske har någon annan redan avgjort den.");
  return desk.page(request, **std::move(shown));
}

Response decide(const Desk& desk, const Request& request, Decision decision) {
  const auto wanted = series_of(request);
  if (!wanted) return desk.missing(request, "Det finns ingen sådan serie.");
  const auto series = wanted->series == all_series ? std::nullopt : std::optional(wanted->series);
  auto& operations = desk.context().operations;
  const auto decided = decision == Decision::release
                           ? operations.release(wanted->run.value, series, request.identity.name)
                           : operations.discard(wanted->run.value, series, request.identity.name);
  if (!decided) return desk.trouble(request, decided.error());
  return redirect(url({"hallna"}, {{"klart", std::string(address_of(decision))}, {"serie", wanted->series}}));
}

}  // namespace

void add_held_routes(Routes& routes, const std::shared_ptr<const Desk>& desk) {
  const auto add = [&](const char* method, const std::string& pattern, Role role, auto give, const char* action = "") {
    routes.push_back({.method = method,
                      .pattern = pattern,
                      .role = role,
                      .open = false,
                      .handler = [desk, give](const Request& request,
                                              const std::stop_token& stop) { return give(*desk, request, stop); },
                      .action = action,
                      .time_limit = patience});
  };
  add("GET", "/hallna", Role::reader, [](const Desk& d, const Request& r, const std::stop_token& stop) {
    return d.page_or_trouble(r, list(d, r, stop));
  });
  add("GET", "/hallna/{korning}/{serie}", Role::reader,
      [](const Desk& d, const Request& r, const std::stop_token& stop) {
        const auto wanted = series_of(r);
        return wanted ? answer(d, r, one(d, r, *wanted, stop)) : d.missing(r, "Det finns ingen sådan serie.");
      });
  for (const auto decision : {Decision::release, Decision::discard}) {
    const std::string pattern = "/hallna/{korning}/{serie}/" + std::string(address_of(decision));
    add("GET", pattern, Role::operator_, [decision](const Desk& d, const Request& r, const std::stop_token& stop) {
      const auto wanted = series_of(r);
      return wanted ? answer(d, r, question(d, r, *wanted, decision, stop))
                    : d.missing(r, "Det finns ingen sådan serie.");
    });
    add(
        "POST", pattern, Role::operator_,
        [decision](const Desk& d, const Request& r, const std::stop_token&) { return decide(d, r, decision); },
        decision == Decision::release ? "held.release" : "held.discard");
  }
}

}  // namespace sluss::daemon::pages
