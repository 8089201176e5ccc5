// "/dataset": to view and to download.
#include <algorithm>
#include <array>

#include "daemon/serve/pages/desk.h"
#include "daemon/serve/pages/read_views.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::pages {
namespace {

namespace datasets = transforms::datasets;
using door::Request;
using door::Response;
using door::Role;
using PageContent = Desk::PageContent;

constexpr std::array<std::string_view, 3> formats{"xlsx", "csv", "parquet"};

core::Result<PageContent> list(const Desk& desk, const std::stop_token& stop) {
  const auto descriptions = SLUSS_TRY(desk.descriptions());
  const auto reader = SLUSS_TRY(desk.house().reader(false, stop));
  DatasetListView view{.now = desk.now(), .datasets = {}};
  view.datasets = SLUSS_TRY(read_datasets(*reader, descriptions, *desk.house().settings(), desk.house().files));
  return PageContent{
      .title = "Dataset", .section = Section::datasets, .content = dataset_list_page(view), .notice = ""};
}

DatasetChoice choice_of(const Request& request) {
  return {.indicator = value_of(request.query, "nyckeltal"),
          .area = value_of(request.query, "omrade"),
          .year = value_of(request.query, "ar"),
          .sort = value_of(request.query, "sortera"),
          .descending = value_of(request.query, "ordning") == "fallande",
          .all_columns = value_of(request.query, "kolumner") == "alla",
          .page = whole_number(value_of(request.query, "sida")).value_or(1)};
}

core::Result<PageContent> look(const Desk& desk, const Request& request, const std::stop_token& stop) {
  const auto descriptions = SLUSS_TRY(desk.descriptions());
  auto description = SLUSS_TRY(datasets::find_description(descriptions, value_of(request.parameters, "namn")));
  const auto reader = SLUSS_TRY(desk.house().reader(true, stop));
  DatasetPageView view{.now = desk.now(),
                       .dataset = std::move(description),
                       .run = {},
                       .changed = {},
                       .checked = {},
                       .areas = {},
                       .years = {},
                       .choice = choice_of(request),
                       .rows = {}};
  const auto last = SLUSS_TRY(warehouse::ledger::last_run(*reader));
  if (last.value != 0) view.run = last;
  auto known = SLUSS_TRY(read_datasets(*reader, {view.dataset}, *desk.house().settings(), desk.house().files));
  view.changed = known.front().changed;
  view.checked = known.front().checked;
  view.sources = std::move(known.front().sources);
  view.waiting = std::move(known.front().waiting);
  const auto decimals = SLUSS_TRY(desk.decimals());
  SLUSS_TRY(read_rows(*reader, decimals, view, stop));
  return PageContent{
      .title = view.dataset.title, .section = Section::datasets, .content = dataset_page(view), .notice = ""};
}

Response fetch(const Desk& desk, const Request& request, const std::stop_token& stop) {
  const auto format = value_of(request.parameters, "format");
  if (std::ranges::find(formats, format) == formats.end())
    return desk.missing(request, "Det finns ingen fil av det slaget.");
  auto file = desk.context().file(value_of(request.parameters, "namn"), format, request, stop);
  if (file) return *std::move(file);
  if (file.error().code == "datasets.unknown") return desk.missing(request, "Det finns inget sådant dataset.");
  return desk.trouble(request, file.error());
}

}  // namespace

void add_dataset_routes(Routes& routes, const std::shared_ptr<const Desk>& desk) {
  const auto add = [&](const char* pattern, auto give) {
    routes.push_back({.method = "GET",
                      .pattern = pattern,
                      .role = Role::reader,
                      .open = false,
                      .handler = [desk, give](const Request& request, const std::stop_token& stop) {
                        return give(*desk, request, stop);
                      }});
  };
  add("/dataset",
      [](const Desk& d, const Request& r, const std::stop_token& stop) { return d.page_or_trouble(r, list(d, stop)); });
  add("/dataset/{namn}", [](const Desk& d, const Request& r, const std::stop_token& stop) {
    auto shown = look(d, r, stop);
    if (!shown && shown.error().code == "datasets.unknown") return d.missing(r, "Det finns inget sådant dataset.");
    return d.page_or_trouble(r, std::move(shown));
  });
  add("/dataset/{namn}/hamta/{format}", fetch);
}

}  // namespace sluss::daemon::pages
