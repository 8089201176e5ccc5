// "/dataset": to look at and to fetch.
#include <algorithm>
#include <array>

#include "daemon/web/desk.h"
#include "daemon/web/reading.h"

namespace sluss::daemon::web {
namespace {

namespace datasets = transforms::datasets;
namespace fs = std::filesystem;
using control::Request;
using control::Response;
using control::Role;
using Shown = Desk::Shown;

struct Kind {
  std::string_view name, type;
  datasets::Format format;
};
constexpr std::array<Kind, 3> kinds{
    {{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", datasets::Format::xlsx},
     {"csv", "text/csv; charset=utf-8", datasets::Format::csv},
     {"parquet", "application/vnd.apache.parquet", datasets::Format::parquet}}};

core::Result<Shown> list(const Desk& desk) {
  SLUSS_ASSIGN(const auto descriptions, desk.descriptions());
  SLUSS_ASSIGN(const auto reader, desk.context().reader(false));
  DatasetListView view{.now = desk.now(), .datasets = {}};
  SLUSS_ASSIGN(view.datasets, read_datasets(*reader, descriptions));
  return Shown{.title = "Dataset", .section = Section::datasets, .content = dataset_list_page(view), .notice = ""};
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

core::Result<Shown> look(const Desk& desk, const Request& request, const std::stop_token& stop) {
  SLUSS_ASSIGN(const auto descriptions, desk.descriptions());
  SLUSS_ASSIGN(auto description, datasets::find_description(descriptions, value_of(request.parameters, "namn")));
  SLUSS_ASSIGN(const auto reader, desk.context().reader(true));
  DatasetPageView view{.now = desk.now(),
                       .dataset = std::move(description),
                       .run = {},
                       .changed = {},
                       .checked = {},
                       .areas = {},
                       .years = {},
                       .choice = choice_of(request),
                       .rows = {}};
  SLUSS_ASSIGN(view.run, read_latest_run(*reader));
  SLUSS_ASSIGN(const auto known, read_datasets(*reader, {view.dataset}));
  view.changed = known.front().changed;
  view.checked = known.front().checked;
  SLUSS_ASSIGN(const auto decimals, desk.decimals());
  SLUSS_TRY(read_rows(*reader, decimals, view, stop));
  return Shown{.title = view.dataset.title, .section = Section::datasets, .content = dataset_page(view), .notice = ""};
}

/// Made anew each time, so that it is what the page shows; whoever is still reading the one before keeps it.
core::Result<fs::path> file_of(const Desk& desk, const datasets::DatasetDescription& dataset, const Kind& kind,
                               const std::stop_token& stop) {
  auto& files = desk.context().files;
  const auto& folder = desk.context().downloads;
  const std::scoped_lock one_at_a_time(desk.making());
  SLUSS_TRY(files.make_folders(folder));
  SLUSS_ASSIGN(const auto reader, desk.context().reader(true));
  const auto now = desk.now();
  const auto path = folder / (dataset.name + datasets::extension_of(kind.format));
  datasets::ExportOptions options;
  options.now = now;
  SLUSS_ASSIGN(options.run, read_latest_run(*reader));
  SLUSS_ASSIGN(options.decimals, desk.decimals());
  options.stop = stop;
  SLUSS_ASSIGN(auto written, datasets::export_dataset(files, *reader, dataset, kind.format, path, options));
  return written.path;
}

Response fetch(const Desk& desk, const Request& request, const std::stop_token& stop) {
  const auto wanted = value_of(request.parameters, "format");
  const auto kind = std::ranges::find(kinds, wanted, &Kind::name);
  if (kind == kinds.end()) return desk.missing(request, "Det finns ingen fil av det slaget.");
  const auto descriptions = desk.descriptions();
  if (!descriptions) return desk.trouble(request, descriptions.error());
  const auto dataset = datasets::find_description(*descriptions, value_of(request.parameters, "namn"));
  if (!dataset) return desk.missing(request, "Det finns inget sådant dataset.");
  const auto path = file_of(desk, *dataset, *kind, stop);
  if (!path) return desk.trouble(request, path.error());
  Response response;
  response.type = kind->type;
  response.file = *path;
  const auto name =
      dataset->name + "_" + core::to_text(core::swedish_day(desk.now())) + datasets::extension_of(kind->format);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return response;
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
      [](const Desk& d, const Request& r, const std::stop_token&) { return d.page_or_trouble(r, list(d)); });
  add("/dataset/{namn}", [](const Desk& d, const Request& r, const std::stop_token& stop) {
    auto shown = look(d, r, stop);
    if (!shown && shown.error().code == "datasets.unknown") return d.missing(r, "Det finns inget sådant dataset.");
    return d.page_or_trouble(r, std::move(shown));
  });
  add("/dataset/{namn}/hamta/{format}", fetch);
}

}  // namespace sluss::daemon::web
