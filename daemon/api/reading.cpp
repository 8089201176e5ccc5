#include "daemon/api/reading.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "core/json.h"
#include "daemon/api/editions.h"
#include "transforms/datasets/export.h"

namespace sluss::daemon::api {
namespace {

namespace datasets = transforms::datasets;
using nlohmann::json;

std::string text_of(const json& value) {
  return core::json_text(value);
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
  return core::fail(core::ErrorClass::config, "usage.run", "there is no run " + text,
                    "`sluss runs`, or the page of runs, lists them.");
}

core::Result<std::string> run_json(const ReadingContext& context, const std::string& text, std::stop_token stop) {
  SLUSS_ASSIGN(const auto reader, context.reader(false, std::move(stop)));
  SLUSS_ASSIGN(const auto run, run_of(*reader, text));
  SLUSS_ASSIGN(const auto view, views::read_run(*reader, run));
  return views::run_json(view);
}

/// Nothing has been loaded: an empty list, no error.
bool is_empty(const core::Error& error) {
  return error.code == "warehouse.empty";
}

core::Result<std::string> held_json(const ReadingContext& context, std::stop_token stop) {
  const auto reader = context.reader(false, std::move(stop));
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

core::Result<std::string> publications_json(const ReadingContext& context, const std::stop_token& stop) {
  SLUSS_ASSIGN(const auto all, descriptions(context));
  SLUSS_ASSIGN(const auto dataset, datasets::find_description(all, "publiceringskalender"));
  const auto reader = context.reader(true, stop);
  if (!reader && is_empty(reader.error())) return "[]";
  if (!reader) return std::unexpected(reader.error());
  std::string text;
  const auto writer = datasets::text_writer(datasets::Format::json, [&](std::string_view piece) -> core::Result<> {
    text += piece;
    return {};
  });
  SLUSS_ASSIGN(const auto rows, datasets::write_dataset(**reader, dataset, *writer, stop));
  (void)rows;
  return text;
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

core::Result<std::string> runs_json(const ReadingContext& context, std::int64_t limit, std::stop_token stop) {
  const auto reader = context.reader(false, std::move(stop));
  if (!reader && !is_empty(reader.error())) return std::unexpected(reader.error());
  SLUSS_ASSIGN(auto failures, context.failures());
  SLUSS_ASSIGN(const auto all, views::read_runs(reader ? reader->get() : nullptr, failures, 0, limit));
  std::string text = "[";
  for (const auto& view : all) text += (text.size() > 1 ? ",\n" : "") + views::run_json(view);
  return text + "]";
}

core::Result<std::string> freshness_json(const ReadingContext& context, std::stop_token stop) {
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
  const auto reader = context.reader(false, std::move(stop));
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
  control::Reading reading;
  reading.runs = [context](std::int64_t limit, std::stop_token stop) {
    return runs_json(*context, limit, std::move(stop));
  };
  reading.run = [context](const std::string& run, std::stop_token stop) {
    return run_json(*context, run, std::move(stop));
  };
  reading.held = [context](std::stop_token stop) { return held_json(*context, std::move(stop)); };
  reading.datasets = [context] { return datasets_json(*context); };
  reading.publications = [context](const std::stop_token& stop) { return publications_json(*context, stop); };
  if (context->deliveries) reading.deliveries = context->deliveries;
  reading.freshness = [context](std::stop_token stop) { return freshness_json(*context, std::move(stop)); };
  reading.dataset = editions_of(context);
  return reading;
}

}  // namespace sluss::daemon::api
