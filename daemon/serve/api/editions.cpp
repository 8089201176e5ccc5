#include "daemon/serve/api/editions.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <set>

#include "connectors/registry.h"
#include "daemon/serve/door/request_target.h"
#include "daemon/settings/spill_place.h"
#include "transforms/datasets/export.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::api {
namespace {

namespace datasets = transforms::datasets;
namespace fs = std::filesystem;
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

/// The files that are being made, and for which identities.
class Makings {
 public:
  /// One identity's request for a file. Its owner makes the file, or finds it made.
  class Wish {
   public:
    Wish(Makings& makings, std::string who) : makings_(makings), who_(std::move(who)) {}
    Wish(const Wish&) = delete;
    Wish& operator=(const Wish&) = delete;
    ~Wish() {
      const std::scoped_lock lock(makings_.mutex_);
      makings_.waiting_.erase(who_);
      if (!path_.empty()) makings_.made_.erase(path_);
      makings_.changed_.notify_all();
    }
    /// Waits until no other request makes the file. False: `stop` was requested.
    [[nodiscard]] bool begin(const fs::path& path, const std::stop_token& stop) {
      std::unique_lock lock(makings_.mutex_);
      if (!makings_.changed_.wait(lock, stop, [&] { return !makings_.made_.contains(path); })) return false;
      makings_.made_.insert(path);
      path_ = path;
      return true;
    }

   private:
    Makings& makings_;
    std::string who_;
    fs::path path_;  ///< that it makes
  };

  /// Nothing when the identity has one: one reader does not keep every thread waiting.
  [[nodiscard]] std::unique_ptr<Wish> take(const std::string& who) {
    const std::scoped_lock lock(mutex_);
    if (!waiting_.insert(who).second) return nullptr;
    return std::make_unique<Wish>(*this, who);
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::set<std::string> waiting_;  ///< under mutex_: identities
  std::set<fs::path> made_;        ///< under mutex_
};

/// Removes files that have not been requested for an hour. What cannot be removed is tried the next time.
void tidy(const fs::path& folder) {
  std::error_code problem;
  for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end; entry.increment(problem)) {
    std::error_code untouched;
    const auto written = fs::last_write_time(entry->path(), untouched);
    if (!untouched && fs::file_time_type::clock::now() - written > kept) fs::remove(entry->path(), untouched);
  }
}

/// What a dataset's rows depend on: the run that changed it last (by its time too: after a restore another one has its
/// number), the day (what waits or is late), the configuration.
core::Result<std::string> edition_of(const House& house, warehouse::Reader& reader, const std::string& dataset) {
  const auto models = SLUSS_TRY(warehouse::ledger::models(reader));
  const auto model = std::ranges::find(models, dataset, &warehouse::ledger::ModelState::name);
  std::string state = fs::path(reader.name()).stem().string();
  if (model != models.end() && !model->stale && model->refreshed_at)
    state = "run" + std::to_string(model->refreshed.value) + "-" + std::to_string(model->refreshed_at->micros);
  return dataset + "-" + state + "-" + core::to_text(core::swedish_day(house.clock.now())) + "-" +
         house.settings()->digest.substr(0, 12);
}

core::Result<> make_file(const House& house, const datasets::DatasetDescription& dataset, const Kind& kind,
                         const fs::path& path, const std::stop_token& stop) {
  SLUSS_TRY(house.files.make_folders(house.downloads()));
  tidy(house.downloads());
  const auto reader = SLUSS_TRY(house.reader(true, stop));
  datasets::ExportOptions options;
  options.now = house.clock.now();
  const auto last = SLUSS_TRY(warehouse::ledger::last_run(*reader));
  if (last.value != 0) options.run = last;
  const auto records = SLUSS_TRY(warehouse::ledger::runs_of(*reader, {last}));
  if (!records.empty()) options.recorded_at = records.front().recorded_at;
  const auto indicators =
      datasets::load_indicators(house.files, house.settings()->config_folders, connectors::understood_origin());
  if (!indicators) return std::unexpected(indicators.error().front());
  options.decimals = datasets::decimals_of(*indicators);
  options.spill = settings::spill_of(*house.settings());
  options.stop = stop;
  SLUSS_TRY(datasets::export_dataset(house.files, *reader, dataset, kind.format, path, options));
  return {};
}

/// Whether it is there; it is kept for another hour then.
bool is_made(const fs::path& path) {
  std::error_code missing;
  fs::last_write_time(path, fs::file_time_type::clock::now(), missing);
  return !missing;
}

core::Result<> make_once(const House& house, Makings& makings, const datasets::DatasetDescription& dataset,
                         const Kind& kind, const fs::path& path, const std::string& who, const std::stop_token& stop) {
  if (is_made(path)) return {};
  const auto wish = makings.take(who);
  if (!wish) {
    return core::fail(core::ErrorClass::busy, "datasets.making", "another file is being made for you",
                      "Fetch one file at a time.");
  }
  if (!wish->begin(path, stop)) {
    return core::fail(core::ErrorClass::cancelled, "query.cancelled", "the wait for the file was cancelled",
                      "Ask again in a while.");
  }
  if (is_made(path)) return {};
  return make_file(house, dataset, kind, path, stop);
}

core::Result<door::Response> fetch(const House& house, Makings& makings, const std::string& name,
                                   const std::string& format, const door::Request& request,
                                   const std::stop_token& stop) {
  const auto* const kind = std::ranges::find(kinds, format, &Kind::name);
  if (kind == kinds.end()) {
    return core::fail(core::ErrorClass::config, "request.format", "'" + format + "' is no format of a file",
                      "Ask for json, csv, csv-plain, xlsx or parquet.");
  }
  const auto all = datasets::load_descriptions(house.files, house.settings()->config_folders);
  if (!all) return std::unexpected(all.error().front());
  const auto dataset = SLUSS_TRY(datasets::find_description(*all, name));
  std::string edition;
  {
    const auto reader = SLUSS_TRY(house.reader(false, stop));
    edition = SLUSS_TRY(edition_of(house, *reader, dataset.name));
  }
  door::Response response;
  response.type = kind->type;
  const auto tag = "\"" + edition + "." + std::string(kind->name) + "\"";
  response.headers.emplace_back("ETag", tag);
  // The door answers 304: nothing needs to be made.
  if (door::names_tag(request.if_none_match, tag)) return response;
  response.file = house.downloads() / (edition + datasets::extension_of(kind->format));
  SLUSS_TRY(make_once(house, makings, dataset, *kind, response.file, request.identity.name, stop));
  const auto shown =
      dataset.name + "_" + core::to_text(core::swedish_day(house.clock.now())) + datasets::extension_of(kind->format);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + shown + "\"");
  return response;
}

}  // namespace

door::DatasetFile editions_of(std::shared_ptr<const House> house) {
  return [house = std::move(house), makings = std::make_shared<Makings>()](
             const std::string& name, const std::string& format, const door::Request& request,
             const std::stop_token& stop) { return fetch(*house, *makings, name, format, request, stop); };
}

}  // namespace sluss::daemon::api
