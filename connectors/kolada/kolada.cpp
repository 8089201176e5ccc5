#include "connectors/kolada/kolada.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "connectors/kolada/answers.h"
#include "connectors/kolada/catalogue.h"
#include "connectors/kolada/loader.h"
#include "connectors/kolada/plan.h"
#include "connectors/kolada/schema.h"
#include "connectors/kolada/selection.h"

namespace sluss::connectors::kolada {

namespace {

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

/// One extract(), from the catalogue to the last value.
class Extraction {
 public:
  Extraction(const std::string& base_url, PageSource& pages, const core::Clock& clock, const Selection& selection,
             Sink& sink, std::stop_token stop)
      : clock_(clock),
        selection_(selection),
        sink_(sink),
        loader_({.base_url = base_url, .per_page = selection.per_page}, pages, clock, sink, std::move(stop)) {}

  core::Result<LoadExtent> run(const std::function<core::Result<>(const LoadExtent&)>& selected) {
    SLUSS_TRY(load_catalogue());
    ResolvedSelection resolved =
        SLUSS_TRY(resolve(selection_, catalogue_, core::year_of(core::swedish_day(clock_.now()))));
    for (core::Finding& finding : resolved.findings) sink_.found(std::move(finding));
    SLUSS_TRY(load_units(resolved));
    const DataPlan plan = SLUSS_TRY(data_queries(resolved, catalogue_));
    std::vector<PlannedQuery> planned;
    planned.reserve(plan.queries.size());
    for (const Query& query : plan.queries) planned.push_back({.query = query, .from_date = from_date(query.key)});
    LoadExtent out = extent_of(resolved, plan);
    out.complete_full = std::ranges::all_of(planned, [](const PlannedQuery& query) { return query.from_date.empty(); });
    if (selected) SLUSS_TRY(selected(out));
    Answers answers(resolved.indicators);
    const std::vector<LoadedQuery> loaded = SLUSS_TRY(loader_.load(
        planned, [&answers](Stream stream, const core::Batch& rows) { answers.see(stream, rows); }, "data"));
    const bool all_full = out.complete_full;
    out.complete_full = std::ranges::all_of(loaded, &LoadedQuery::full);
    SLUSS_TRY(judge_answers(resolved, planned, loaded, answers, all_full));
    return out;
  }

 private:
  /// True when nothing that was loaded before is new enough to build on.
  [[nodiscard]] bool full_due(const std::string& key) {
    if (selection_.full_reload) return true;
    const auto checkpoint = sink_.checkpoint(key);
    if (!checkpoint || checkpoint->full_reload_at.micros == 0) return true;
    const std::int64_t age = clock_.now().micros - checkpoint->full_reload_at.micros;
    return age >= std::chrono::microseconds(selection_.full_reload_after).count();
  }

  [[nodiscard]] std::string from_date(const std::string& key) {
    if (full_due(key)) return {};
    const core::Instant since = sink_.checkpoint(key)->complete_at.plus(-std::chrono::microseconds(selection_.overlap));
    return core::to_text(core::swedish_day(since));
  }

  core::Result<std::vector<LoadedQuery>> load_full(const std::vector<Query>& queries) {
    std::vector<PlannedQuery> planned;
    planned.reserve(queries.size());
    for (const Query& query : queries) planned.push_back({.query = query, .from_date = {}});
    return loader_.load(planned, [this](Stream stream, const core::Batch& rows) { catalogue_.add(stream, rows); }, {});
  }

  static std::unexpected<core::Error> empty_catalogue(const Query& query) {
    return core::fail(core::ErrorClass::source, "kolada.empty_catalogue",
                      "Kolada's list \"" + query.key + "\" came empty, twice",
                      "nothing of this run was kept; wait and run again, and compare with kolada.se");
  }

  core::Result<> load_catalogue() {
    const Needs needs = needs_of(selection_);
    const bool area_groups = needs.area_groups || full_due("municipality_groups");
    const std::vector<LoadedQuery> loaded =
        SLUSS_TRY(load_full(catalogue_queries(area_groups, needs.indicator_groups)));
    for (const LoadedQuery& list : loaded) {
      if (list.rows == 0) return empty_catalogue(list.query);
    }
    return {};
  }

  core::Result<> load_units(const ResolvedSelection& resolved) {
    const std::vector<Query> queries = SLUSS_TRY(unit_catalogue_queries(resolved));
    const std::vector<LoadedQuery> loaded = SLUSS_TRY(load_full(queries));
    for (const LoadedQuery& list : loaded) {
      if (list.rows > 0) continue;
      if (list.query.ids.empty()) return empty_catalogue(list.query);
      sink_.found({.code = "kolada.no_units",
                   .severity = core::Severity::info,
                   .subject = list.query.key,
                   .what = "Kolada har inga enheter i " + list.query.ids + ".",
                   .remedy = {},
                   .count = 1});
    }
    return {};
  }

  [[nodiscard]] LoadExtent extent_of(const ResolvedSelection& resolved, const DataPlan& plan) const {
    LoadExtent out;
    out.all_indicators = resolved.all_indicators;
    out.indicators.assign(resolved.indicators.begin(), resolved.indicators.end());
    out.all_areas = resolved.all_areas && plan.whole_areas;
    out.areas.assign(resolved.areas.begin(), resolved.areas.end());
    out.areas.insert(out.areas.end(), resolved.groups.begin(), resolved.groups.end());
    out.unit_areas.assign(resolved.unit_areas.begin(), resolved.unit_areas.end());
    out.area_scope = plan.whole_areas ? AreaScope::named : AreaScope::all;
    out.first_year = resolved.first_year;
    out.last_year = resolved.last_year;
    out.years_bound = true;
    out.compare_groups = resolved.compare_groups;
    return out;
  }

  core::Result<> judge_answers(const ResolvedSelection& resolved, const std::vector<PlannedQuery>& planned,
                               const std::vector<LoadedQuery>& loaded, const Answers& answers, bool all_full) {
    for (core::Finding& finding : empty_answers(planned, loaded)) sink_.found(std::move(finding));
    if (!all_full) return {};
    if (resolved.all_indicators && answers.values() == 0) {
      return core::fail(core::ErrorClass::source, "kolada.no_data", "Kolada answered every data query without a value",
                        "nothing of this run was kept; wait and run again, and compare with kolada.se");
    }
    for (const std::string& id : answers.without_value()) {
      const Indicator* indicator = catalogue_.indicator(id);
      sink_.found({.code = "kolada.no_values",
                   .severity = core::Severity::error,
                   .subject = id,
                   .what = "Nyckeltalet " + id + (indicator == nullptr ? "" : " (" + indicator->title + ")") +
                           " har inte ett enda värde i Kolada för de valda områdena och åren.",
                   .remedy = "Kontrollera på kolada.se om det har utgått eller ersatts, och rätta jobbets urval.",
                   .count = 1});
    }
    return {};
  }

  const core::Clock& clock_;
  const Selection& selection_;
  Sink& sink_;
  Catalogue catalogue_;
  Loader loader_;
};

}  // namespace

struct Kolada::Impl {
  std::string base_url;
  PageSource& pages;
  const core::Clock& clock;
};

Kolada::Kolada(std::string base_url, PageSource& pages, const core::Clock& clock)
    : impl_(new Impl{.base_url = without_slash(std::move(base_url)), .pages = pages, .clock = clock}) {}
Kolada::~Kolada() = default;

core::Result<LoadExtent> Kolada::extract(const Selection& selection, Sink& sink, std::stop_token stop,
                                         const std::function<core::Result<>(const LoadExtent&)>& selected) {
  Extraction extraction(impl_->base_url, impl_->pages, impl_->clock, selection, sink, std::move(stop));
  return extraction.run(selected);
}

}  // namespace sluss::connectors::kolada
