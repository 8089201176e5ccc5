#include "daemon/serve/api/warehouse_queries.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "core/json.h"
#include "daemon/serve/api/dataset_age.h"
#include "daemon/serve/api/dataset_held.h"
#include "daemon/serve/api/editions.h"
#include "daemon/serve/api/waiting_parts.h"
#include "transforms/datasets/export.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::api {
namespace {

namespace datasets = transforms::datasets;
namespace ledger = warehouse::ledger;
using nlohmann::json;
constexpr std::int64_t most_held = 1000;

std::string text_of(const json& value) {
  return core::json_text(value);
}

core::Result<std::vector<datasets::DatasetDescription>> descriptions(const House& house) {
  auto loaded = datasets::load_descriptions(house.files, house.settings()->config_folders);
  if (loaded) return *std::move(loaded);
  return std::unexpected(loaded.error().front());
}

/// A run's number; `last` is the latest in the warehouse.
core::Result<core::RunId> run_of(warehouse::Reader& reader, const std::string& text) {
  auto run = ledger::run_named(reader, text);
  const bool told_otherwise = !run && run.error().code != "usage.run";
  if (told_otherwise || (run && !text.starts_with("run:"))) return run;
  return core::fail(core::ErrorClass::config, "usage.run", "there is no run " + text,
                    "`sluss runs`, or the page of runs, lists them.");
}

core::Result<std::string> run_json(const House& house, const std::string& text, std::stop_token stop) {
  const auto reader = SLUSS_TRY(house.reader(false, std::move(stop)));
  const auto run = SLUSS_TRY(run_of(*reader, text));
  const auto view = SLUSS_TRY(api::read_run(*reader, run));
  return api::run_json(view);
}

/// Nothing has been loaded: an empty list, no error.
bool is_empty(const core::Error& error) {
  return error.code == "warehouse.empty";
}

core::Result<std::string> held_json(const House& house, std::stop_token stop) {
  const auto reader = house.reader(false, std::move(stop));
  if (!reader && is_empty(reader.error())) return "[]";
  if (!reader) return std::unexpected(reader.error());
  const auto waiting = SLUSS_TRY(ledger::waiting(**reader, ledger::HeldOrder::by_run, most_held));
  const auto all_parts = SLUSS_TRY(read_waiting_parts(**reader));
  auto list = json::array();
  for (const auto& held : waiting) {
    json shown{{"run", held.run.value}, {"series", held.series.series}, {"gate", held.series.gate}, {"job", held.job}};
    if (const auto parts = all_parts.find({held.run, held.series.series}); parts != all_parts.end())
      shown["waiting_rows"] = parts_json(parts->second);
    list.push_back(std::move(shown));
  }
  return text_of(list);
}

core::Result<std::string> publications_json(const House& house, const std::stop_token& stop) {
  const auto all = SLUSS_TRY(descriptions(house));
  const auto dataset = SLUSS_TRY(datasets::find_description(all, "publiceringskalender"));
  const auto reader = house.reader(true, stop);
  if (!reader && is_empty(reader.error())) return "[]";
  if (!reader) return std::unexpected(reader.error());
  std::string text;
  const auto writer = datasets::text_writer(datasets::Format::json, [&](std::string_view piece) -> core::Result<> {
    text += piece;
    return {};
  });
  std::ignore = SLUSS_TRY(datasets::write_dataset(**reader, dataset, *writer, stop));
  return text;
}

json sources_json(const api::DatasetAge& age) {
  auto list = json::array();
  for (const auto& source : age.sources) {
    auto jobs = json::array();
    for (const auto& job : source.job_ages)
      jobs.push_back({{"job", job.job}, {"scheduled", job.scheduled}, {"checked_at", core::instant_json(job.checked)}});
    list.push_back({{"source", source.source},
                    {"checked_at", core::instant_json(source.checked)},
                    {"jobs", source.jobs},
                    {"checked_by", source.by.empty() ? json() : json(source.by)},
                    {"job_checks", std::move(jobs)}});
  }
  return list;
}

json held_list(const std::vector<ledger::HeldEntry>& waiting) {
  auto list = json::array();
  for (const auto& held : waiting)
    list.push_back({{"run", held.run.value}, {"series", held.series.series}, {"gate", held.series.gate}});
  return list;
}

/// By the datasets' names.
struct DatasetStates {
  std::map<std::string, api::DatasetAge> ages;
  std::map<std::string, std::vector<ledger::HeldEntry>> waiting;
};

/// Empty where they cannot be read: the datasets are listed all the same, and freshness_json() reports why.
DatasetStates states_of(const House& house, const std::vector<datasets::DatasetDescription>& all) {
  std::vector<std::string> names;
  names.reserve(all.size());
  for (const auto& dataset : all) names.push_back(dataset.name);
  const auto reader = house.reader(false, {});
  if (!reader) return {};
  const auto settings = house.settings();
  DatasetStates states;
  if (auto ages = api::read_ages(**reader, *settings, house.files, names)) states.ages = *std::move(ages);
  if (auto waiting = api::waiting_of_datasets(**reader, *settings, house.files, names))
    states.waiting = *std::move(waiting);
  return states;
}

core::Result<std::string> datasets_json(const House& house) {
  const auto all = SLUSS_TRY(descriptions(house));
  const auto states = states_of(house, all);
  std::string text = "[";
  for (const auto& dataset : all) {
    auto shown = datasets::describe_in_json(dataset);
    const auto age = states.ages.find(dataset.name);
    shown["checked_at"] = age == states.ages.end() ? json() : core::instant_json(age->second.checked());
    shown["sources"] = age == states.ages.end() ? json() : sources_json(age->second);
    const auto waiting = states.waiting.find(dataset.name);
    shown["held"] = waiting == states.waiting.end() ? json() : held_list(waiting->second);
    text += (text.size() > 1 ? ",\n" : "") + text_of(shown);
  }
  return text + "]";
}

}  // namespace

core::Result<std::string> runs_json(const House& house, std::int64_t limit, std::stop_token stop) {
  const auto reader = house.reader(false, std::move(stop));
  if (!reader && !is_empty(reader.error())) return std::unexpected(reader.error());
  auto failures = SLUSS_TRY(house.failures());
  const auto all = SLUSS_TRY(api::read_runs(reader ? reader->get() : nullptr, failures, 0, limit));
  std::string text = "[";
  for (const auto& view : all) text += (text.size() > 1 ? ",\n" : "") + api::run_json(view);
  return text + "]";
}

core::Result<std::string> freshness_json(const House& house, std::stop_token stop) {
  const auto all = SLUSS_TRY(descriptions(house));
  auto list = json::array();
  std::vector<std::string> names;
  for (const auto& dataset : all) {
    list.push_back({{"dataset", dataset.name},
                    {"run", nullptr},
                    {"recorded_at", nullptr},
                    {"checked_at", nullptr},
                    {"stale", nullptr},
                    {"age_seconds", nullptr},
                    {"sources", nullptr}});
    names.push_back(dataset.name);
  }
  const auto reader = house.reader(false, std::move(stop));
  if (!reader && is_empty(reader.error())) return text_of(list);
  if (!reader) return std::unexpected(reader.error());
  const auto settings = house.settings();
  const auto ages = SLUSS_TRY(api::read_ages(**reader, *settings, house.files, names));
  const auto models = SLUSS_TRY(ledger::models(**reader));
  for (auto& shown : list) {
    const auto name = shown["dataset"].get<std::string>();
    const auto& age = ages.at(name);
    shown["sources"] = sources_json(age);
    const auto model = std::ranges::find(models, name, &ledger::ModelState::name);
    if (model == models.end()) continue;
    const auto checked = age.checked();
    shown["run"] = model->refreshed.value;
    shown["recorded_at"] = core::instant_json(model->refreshed_at);
    shown["stale"] = model->stale;
    shown["checked_at"] = core::instant_json(checked);
    if (checked)
      shown["age_seconds"] = std::max<std::int64_t>(0, (house.clock.now().micros - checked->micros) / 1'000'000);
  }
  return text_of(list);
}

door::WarehouseQueries warehouse_queries(std::shared_ptr<const House> house) {
  door::WarehouseQueries queries;
  queries.runs = [house](std::int64_t limit, std::stop_token stop) {
    return runs_json(*house, limit, std::move(stop));
  };
  queries.run = [house](const std::string& run, std::stop_token stop) {
    return run_json(*house, run, std::move(stop));
  };
  queries.held = [house](std::stop_token stop) { return held_json(*house, std::move(stop)); };
  queries.datasets = [house] { return datasets_json(*house); };
  queries.publications = [house](const std::stop_token& stop) { return publications_json(*house, stop); };
  queries.deliveries = [house](std::int64_t limit) { return house->deliveries(limit); };
  queries.freshness = [house](std::stop_token stop) { return freshness_json(*house, std::move(stop)); };
  queries.dataset = editions_of(house);
  return queries;
}

}  // namespace sluss::daemon::api
