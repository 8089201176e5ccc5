#include "daemon/api/reading.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <nlohmann/json.hpp>
#include <tuple>

#include "daemon/control/request_target.h"
#include "transforms/datasets/export.h"

namespace sluss::daemon::api {
namespace {

namespace datasets = transforms::datasets;
namespace fs = std::filesystem;
using nlohmann::json;
constexpr auto kept = std::chrono::hours(1);

struct Kind {
  std::string_view name, type;
  datasets::Format format;
};
constexpr std::array<Kind, 5> kinds{
    {{"json", "application/json", datasets::Format::json},
     {"csv", "text/csv; charset=utf-8", datasets::Format::csv},
     {"csv-plain", "text/csv; charset=utf-8", datasets::Format::csv_plain},
     {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", datasets::Format::xlsx},
     {"parquet", "application/vnd.apache.parquet", datasets::Format::parquet}}};

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

core::Result<std::vector<datasets::DatasetDescription>> descriptions(const ReadingContext& context) {
  auto loaded = datasets::load_descriptions(context.files, context.settings()->config_folders);
  if (loaded) return *std::move(loaded);
  return std::unexpected(loaded.error().front());
}

/// A run's number; `last` is the latest in the warehouse.
core::Result<core::RunId> run_of(warehouse::Reader& reader, const std::string& text) {
  const bool number = !text.empty() && text.size() <= 15 && text.find_first_not_of("0123456789") == std::string::npos;
  if (number || text == "last") {
    SLUSS_ASSIGN(const auto rows,
                 reader.rows("select max(run_id) from meta.run" + (number ? " where run_id = " + text : "")));
    if (!rows.empty() && rows.front().front()) return core::RunId{std::stoll(*rows.front().front())};
  }
  return core::fail(core::ErrorClass::config, "usage.run", "there is no run " + text, "`sluss runs` lists them.");
}

core::Result<std::string> run_json(const ReadingContext& context, const std::string& text) {
  SLUSS_ASSIGN(const auto reader, context.reader(false));
  SLUSS_ASSIGN(const auto run, run_of(*reader, text));
  SLUSS_ASSIGN(const auto view, views::read_run(*reader, run));
  return views::run_json(view);
}

/// Nothing has been loaded: an empty list, no error.
bool is_empty(const core::Error& error) {
  return error.code == "warehouse.empty";
}

core::Result<std::string> held_json(const ReadingContext& context) {
  const auto reader = context.reader(false);
  if (!reader && is_empty(reader.error())) return "[]";
  if (!reader) return std::unexpected(reader.error());
  SLUSS_ASSIGN(
      const auto rows,
      (*reader)->rows("select h.run_id, h.series, h.gate, r.job from meta.held_series h join meta.run r on r.run_id = "
                      "h.run_id where h.state = 'waiting' order by h.run_id, h.series limit 1000"));
  auto list = json::array();
  for (const auto& row : rows) {
    list.push_back({{"run", std::stoll(row[0].value_or("0"))},
                    {"series", row[1].value_or("")},
                    {"gate", row[2].value_or("")},
                    {"job", row[3].value_or("")}});
  }
  return text_of(list);
}

core::Result<std::string> datasets_json(const ReadingContext& context) {
  SLUSS_ASSIGN(const auto all, descriptions(context));
  std::string text = "[";
  for (const auto& dataset : all) text += (text.size() > 1 ? ",\n" : "") + dataset_json(dataset);
  return text + "]";
}

core::Result<std::string> publications_json(const ReadingContext& context) {
  SLUSS_ASSIGN(const auto all, descriptions(context));
  SLUSS_ASSIGN(const auto dataset, datasets::find_description(all, "publiceringskalender"));
  const auto reader = context.reader(true);
  if (!reader && is_empty(reader.error())) return "[]";
  if (!reader) return std::unexpected(reader.error());
  std::string text;
  const auto writer = datasets::text_writer(datasets::Format::json, [&](std::string_view piece) -> core::Result<> {
    text += piece;
    return {};
  });
  SLUSS_ASSIGN(const auto rows, datasets::write_dataset(**reader, dataset, *writer));
  (void)rows;
  return text;
}

/// Files that nobody has asked for in an hour. What cannot be removed is tried the next time.
void tidy(const fs::path& folder) {
  std::error_code problem;
  for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end; entry.increment(problem)) {
    std::error_code untouched;
    const auto written = fs::last_write_time(entry->path(), untouched);
    if (!untouched && fs::file_time_type::clock::now() - written > kept) fs::remove(entry->path(), untouched);
  }
}

/// What a dataset's rows depend on: the run that changed it last, the day (what waits or is late), the configuration.
core::Result<std::string> edition_of(const ReadingContext& context, warehouse::Reader& reader,
                                     const std::string& dataset) {
  SLUSS_ASSIGN(
      const auto rows,
      reader.rows("select refreshed_run from meta.model where dirty_since_run is null and name = '" + dataset + "'"));
  const auto known = !rows.empty() && rows.front().front();
  return dataset + "-" + (known ? "run" + *rows.front().front() : fs::path(reader.name()).stem().string()) + "-" +
         core::to_text(core::swedish_day(context.clock.now())) + "-" + context.settings()->digest.substr(0, 12);
}

/// Made once an edition.
core::Result<> make_file(const ReadingContext& context, const datasets::DatasetDescription& dataset, const Kind& kind,
                         const fs::path& path, std::stop_token stop) {
  SLUSS_TRY(context.files.make_folders(context.downloads));
  tidy(context.downloads);
  if (context.files.exists(path)) return {};
  SLUSS_ASSIGN(const auto reader, context.reader(true));
  datasets::ExportOptions options;
  options.now = context.clock.now();
  SLUSS_ASSIGN(const auto last, reader->rows("select max(run_id) from meta.run"));
  if (!last.empty() && last.front().front()) options.run = core::RunId{std::stoll(*last.front().front())};
  const auto indicators = datasets::load_indicators(context.files, context.settings()->config_folders);
  if (!indicators) return std::unexpected(indicators.error().front());
  options.decimals = datasets::decimals_of(*indicators);
  options.stop = std::move(stop);
  SLUSS_TRY(datasets::export_dataset(context.files, *reader, dataset, kind.format, path, options));
  return {};
}

core::Result<control::Response> fetch(const ReadingContext& context, std::mutex& making, const std::string& name,
                                      const std::string& format, const std::string& if_none_match,
                                      std::stop_token stop) {
  const auto* const kind = std::ranges::find(kinds, format, &Kind::name);
  if (kind == kinds.end()) {
    return core::fail(core::ErrorClass::config, "request.format", "'" + format + "' is no format of a file",
                      "Ask for json, csv, csv-plain, xlsx or parquet.");
  }
  SLUSS_ASSIGN(const auto all, descriptions(context));
  SLUSS_ASSIGN(const auto dataset, datasets::find_description(all, name));
  std::string edition;
  {
    SLUSS_ASSIGN(const auto reader, context.reader(false));
    SLUSS_ASSIGN(edition, edition_of(context, *reader, dataset.name));
  }
  control::Response response;
  response.type = kind->type;
  const auto tag = "\"" + edition + "." + std::string(kind->name) + "\"";
  response.headers.emplace_back("ETag", tag);
  // The door answers 304: nothing needs to be made.
  if (control::names_tag(if_none_match, tag)) return response;
  // Not the pages' name: each of the two makes one file at a time, and both at once would write into one.
  response.file = context.downloads / ("api-" + edition + datasets::extension_of(kind->format));
  const std::scoped_lock one_at_a_time(making);
  SLUSS_TRY(make_file(context, dataset, *kind, response.file, std::move(stop)));
  const auto shown =
      dataset.name + "_" + core::to_text(core::swedish_day(context.clock.now())) + datasets::extension_of(kind->format);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + shown + "\"");
  return response;
}

json moment(const std::optional<std::string>& micros) {
  return micros ? json(core::to_text(core::Instant{std::stoll(*micros)})) : json();
}

}  // namespace

std::string dataset_json(const datasets::DatasetDescription& dataset) {
  auto columns = json::array();
  for (const auto& column : dataset.columns) {
    columns.push_back({{"name", column.name},
                       {"heading", column.heading},
                       {"type", column.type},
                       {"description", column.description},
                       {"measure", column.measure}});
  }
  return text_of({{"name", dataset.name},
                  {"title", dataset.title},
                  {"purpose", dataset.purpose},
                  {"grain", dataset.grain},
                  {"source", dataset.source},
                  {"owner", dataset.owner},
                  {"version", dataset.version},
                  {"columns", columns}});
}

core::Result<std::string> runs_json(const ReadingContext& context, std::int64_t limit) {
  std::vector<views::RunView> all;
  if (const auto reader = context.reader(false)) {
    SLUSS_ASSIGN(all, views::read_runs(**reader, limit));
  } else if (!is_empty(reader.error())) {
    return std::unexpected(reader.error());
  }
  SLUSS_ASSIGN(auto failed, context.failures());
  all.insert(all.end(), std::make_move_iterator(failed.begin()), std::make_move_iterator(failed.end()));
  std::ranges::sort(all, [](const views::RunView& a, const views::RunView& b) {
    return std::tie(a.run.recorded_at, a.run.id) > std::tie(b.run.recorded_at, b.run.id);
  });
  if (static_cast<std::int64_t>(all.size()) > limit) all.resize(static_cast<std::size_t>(limit));
  std::string text = "[";
  for (const auto& view : all) text += (text.size() > 1 ? ",\n" : "") + views::run_json(view);
  return text + "]";
}

core::Result<std::string> freshness_json(const ReadingContext& context) {
  SLUSS_ASSIGN(const auto all, descriptions(context));
  auto list = json::array();
  for (const auto& dataset : all) {
    list.push_back({{"dataset", dataset.name},
                    {"run", nullptr},
                    {"recorded_at", nullptr},
                    {"checked_at", nullptr},
                    {"stale", nullptr},
                    {"age_seconds", nullptr}});
  }
  const auto reader = context.reader(false);
  if (!reader && is_empty(reader.error())) return text_of(list);
  if (!reader) return std::unexpected(reader.error());
  SLUSS_ASSIGN(const auto checked,
               (*reader)->rows("select epoch_us(max(recorded_at)) from meta.run where cause = 'run'"));
  SLUSS_ASSIGN(const auto rows,
               (*reader)->rows("select m.name, m.refreshed_run, epoch_us(r.recorded_at), m.dirty_since_run is not "
                               "null from meta.model m left join meta.run r on r.run_id = m.refreshed_run"));
  for (auto& shown : list) {
    const auto found =
        std::ranges::find_if(rows, [&](const auto& row) { return row[0] == shown["dataset"].get<std::string>(); });
    if (found == rows.end()) continue;
    const auto& row = *found;
    if (row[1]) shown["run"] = std::stoll(*row[1]);
    shown["recorded_at"] = moment(row[2]);
    shown["stale"] = row[3].value_or("") == "true";
    const auto& last = checked.front().front();
    shown["checked_at"] = moment(last);
    if (last)
      shown["age_seconds"] = std::max<std::int64_t>(0, (context.clock.now().micros - std::stoll(*last)) / 1'000'000);
  }
  return text_of(list);
}

control::Reading reading_of(ReadingContext given) {
  const auto context = std::make_shared<const ReadingContext>(std::move(given));
  const auto making = std::make_shared<std::mutex>();
  control::Reading reading;
  reading.runs = [context](std::int64_t limit) { return runs_json(*context, limit); };
  reading.run = [context](const std::string& run) { return run_json(*context, run); };
  reading.held = [context] { return held_json(*context); };
  reading.datasets = [context] { return datasets_json(*context); };
  reading.publications = [context] { return publications_json(*context); };
  if (context->deliveries) reading.deliveries = context->deliveries;
  reading.freshness = [context] { return freshness_json(*context); };
  reading.dataset = [context, making](const std::string& name, const std::string& format,
                                      const std::string& if_none_match, std::stop_token stop) {
    return fetch(*context, *making, name, format, if_none_match, std::move(stop));
  };
  return reading;
}

}  // namespace sluss::daemon::api
