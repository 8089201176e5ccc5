#include "warehouse/merge/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "core/json.h"
#include "core/kill_point.h"
#include "core/swedish_words.h"
#include "warehouse/merge/compare.h"
#include "warehouse/merge/held_rows.h"
#include "warehouse/merge/series_gates.h"
#include "warehouse/merge/staged_block.h"

namespace sluss::warehouse::merge {

namespace {

// Covered indicators that no block carried are compared this many at a time.
constexpr std::size_t silent_at_once = 64;

constexpr auto indicator_of_fact = [](const core::Fact& fact) { return fact.indicator; };
constexpr auto indicator_of_open = [](const OpenVersion& version) { return version.key.indicator(); };

/// Takes the rows of one indicator from the front of `rest`.
template <class T, class IndicatorOf>
std::span<const T> take(std::span<const T>& rest, std::uint32_t indicator, IndicatorOf of) {
  std::size_t count = 0;
  while (count < rest.size() && of(rest[count]) == indicator) ++count;
  const auto taken = rest.first(count);
  rest = rest.subspan(count);
  return taken;
}

std::vector<std::uint32_t> indicators_of(const std::vector<core::Fact>& facts) {
  std::vector<std::uint32_t> indicators;
  for (const core::Fact& fact : facts) {
    if (indicators.empty() || indicators.back() != fact.indicator) indicators.push_back(fact.indicator);
  }
  return indicators;
}

core::Finding conflict_finding(std::string_view series, std::int64_t count) {
  return {.code = "merge.conflicting_duplicate",
          .severity = core::Severity::error,
          .subject = std::string(series),
          .what = "Samma värde sades flera gånger i en hämtning, olika; det sist sagda används",
          .remedy = "Fråga källan vilket som gäller",
          .count = count};
}

core::Finding waits_along_finding(const std::string& origin, std::int64_t run, const std::string& gate,
                                  std::int64_t series) {
  return {.code = "run.waits_along",
          .severity = core::Severity::warning,
          .subject = origin,
          .what = "Det som kom väntar tillsammans med körning " + std::to_string(run) +
                  ", eftersom uppgifter i samma serier väntar sedan dess: " +
                  core::swedish_word(core::Vocabulary::gate, gate) + ". Det är inget fel i det som kom nu.",
          .remedy = "Öppna Hållna serier, och avgör dem tillsammans.",
          .count = series};
}

core::Finding other_source_finding(const std::string& origin, std::int64_t count) {
  return {.code = "merge.other_source",
          .severity = core::Severity::warning,
          .subject = origin,
          .what = "Värden som en annan källa med samma ursprung har sagt är andra här; de sist sagda gäller",
          .remedy = "Låt bara en av källorna hämta de nyckeltalen (indicators i jobben).",
          .count = count};
}

class Merge {
 public:
  Merge(FactStore& store, const Keys& keys, const MergeOptions& options, HeldRows held)
      : store_(store),
        keys_(keys),
        options_(options),
        coverage_(options.coverage, keys),
        seen_(keys.indicators.size(), false),
        held_rows_(std::move(held)) {
    for (const HeldSeries& series : options.hold) given_[series.series] = &series;
  }

  core::Result<> blocks(StagedFacts& staged, const KeyMapping& mapping, const std::stop_token& stop);
  /// Series that are covered and that no block carried.
  core::Result<> silent();
  core::Result<MergeOutcome> finish(std::int64_t open_of_origin);

 private:
  core::Result<> block(const StagedBlock& block);
  core::Result<> all_series(std::span<const core::Fact> incoming, std::span<const OpenVersion> open);
  core::Result<> one_series(std::uint32_t indicator, std::span<const core::Fact> incoming,
                            std::span<const OpenVersion> open);
  core::Result<std::optional<WaitingSeries>> waiting_gate(const std::string& name, std::span<const core::Fact> incoming,
                                                          const Comparison& comparison);
  core::Result<> check_late(const std::string& name, std::span<const core::Fact> incoming,
                            std::span<const OpenVersion> open) const;
  std::optional<std::string> gate_of(const std::string& name, const Comparison& comparison) const;
  core::Result<> hold(const std::string& name, const std::string& gate, std::optional<core::RunId> waits_with,
                      const Comparison& comparison);
  core::Result<> write(const Comparison& comparison);

  FactStore& store_;
  const Keys& keys_;
  const MergeOptions& options_;
  CoverageSet coverage_;
  std::vector<bool> seen_;  ///< by indicator key
  HeldRows held_rows_;
  std::map<std::string, const HeldSeries*, std::less<>> given_;
  MergeOutcome outcome_;
  std::int64_t gone_ = 0;
  std::int64_t others_ = 0;
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> along_;  ///< by run and gate: series that wait with it
};

core::Result<> Merge::blocks(StagedFacts& staged, const KeyMapping& mapping, const std::stop_token& stop) {
  const std::size_t count = staged.blocks();
  const auto policy = staged.one_thread() ? std::launch::deferred : std::launch::async;
  const auto prepare = [&](std::size_t index) {
    return std::async(
        policy, [&staged, &mapping, index, by = options_.same] { return prepare_block(staged, index, mapping, by); });
  };
  std::future<core::Result<StagedBlock>> next;
  if (count > 0) next = prepare(0);
  for (std::size_t i = 0; i < count; ++i) {
    const StagedBlock current = SLUSS_TRY(next.get());
    if (i + 1 < count) next = prepare(i + 1);
    if (stop.stop_requested())
      return core::fail(core::ErrorClass::cancelled, "run.cancelled", "the merge was stopped",
                        "nothing was written; run it again");
    SLUSS_TRY(block(current));
    SLUSS_KILL_POINT("merge.block");
  }
  return {};
}

core::Result<> Merge::block(const StagedBlock& block) {
  outcome_.rows.duplicate += block.duplicates;
  for (const auto& [indicator, count] : block.conflicts)
    outcome_.findings.push_back(conflict_finding(keys_.indicators.text_of(indicator), count));
  const auto indicators = indicators_of(block.facts);
  for (const auto indicator : indicators) seen_[indicator] = true;
  const auto open = SLUSS_TRY(store_.load_open(indicators));
  return all_series(block.facts, open);
}

core::Result<> Merge::silent() {
  std::vector<std::uint32_t> silent;
  if (coverage_.covers_all_indicators()) {
    const std::string prefix = options_.origin + ":";
    for (std::uint32_t key = 1; key < keys_.indicators.size(); ++key) {
      if (keys_.indicators.text_of(key).starts_with(prefix)) silent.push_back(key);
    }
  } else {
    silent = coverage_.indicators();
  }
  std::erase_if(silent, [this](std::uint32_t key) { return seen_[key]; });
  for (std::size_t first = 0; first < silent.size(); first += silent_at_once) {
    const std::size_t last = std::min(first + silent_at_once, silent.size());
    const auto open = SLUSS_TRY(store_.load_open(
        {silent.begin() + static_cast<std::ptrdiff_t>(first), silent.begin() + static_cast<std::ptrdiff_t>(last)}));
    SLUSS_TRY(all_series({}, open));
  }
  return {};
}

core::Result<> Merge::all_series(std::span<const core::Fact> incoming, std::span<const OpenVersion> open) {
  while (!incoming.empty() || !open.empty()) {
    const std::uint32_t indicator = std::min(incoming.empty() ? UINT32_MAX : incoming.front().indicator,
                                             open.empty() ? UINT32_MAX : open.front().key.indicator());
    const auto incoming_of_it = take(incoming, indicator, indicator_of_fact);
    const auto open_of_it = take(open, indicator, indicator_of_open);
    SLUSS_TRY(one_series(indicator, incoming_of_it, open_of_it));
  }
  return {};
}

core::Result<> Merge::one_series(std::uint32_t indicator, std::span<const core::Fact> incoming,
                                 std::span<const OpenVersion> open) {
  const std::string name(keys_.indicators.text_of(indicator));
  std::vector<DiscardedRow> discarded;
  if (!options_.gates_off && options_.discarded_bars) {
    discarded = SLUSS_TRY(held_rows_.discarded(name));
  }
  if (options_.late) SLUSS_TRY(check_late(name, incoming, open));
  const Comparison comparison = compare(incoming, open, coverage_, discarded, options_.same, options_.yields);
  others_ += comparison.others;
  outcome_.rows.unchanged += comparison.unchanged;
  outcome_.rows.filtered += comparison.filtered;
  gone_ += comparison.deleted + comparison.absent;
  std::optional<std::string> gate;
  std::optional<core::RunId> waits_with;
  if (!options_.gates_off) {
    gate = gate_of(name, comparison);
    // Also when a gate holds it: what was loaded again must not wait twice.
    auto waits = SLUSS_TRY(waiting_gate(name, incoming, comparison));
    if (!gate && waits) {
      gate = std::move(waits->gate);
      waits_with = core::RunId{waits->run};
    }
  }
  if (comparison.changes.empty()) return {};
  return gate ? hold(name, *gate, waits_with, comparison) : write(comparison);
}

/// Nothing that another load says is to be said anew by one that comes before it: not that it is otherwise, nor that it
/// is not there.
core::Result<> Merge::check_late(const std::string& name, std::span<const core::Fact> incoming,
                                 std::span<const OpenVersion> open) const {
  const auto overlaps = std::ranges::any_of(open, [&](const OpenVersion& version) {
    const auto both =
        std::ranges::lower_bound(incoming, version.key, {}, [](const core::Fact& f) { return key_of(f); });
    return (both != incoming.end() && key_of(*both) == version.key) ||
           (!version.of_other && coverage_.covers(version.key));
  });
  if (!overlaps) return {};
  return core::fail(core::ErrorClass::data, "run.overlaps",
                    "the load comes before what was loaded since, and has figures of " + name +
                        " for a period of which there are some already",
                    "What is there is newer, and stays.");
}

std::optional<std::string> Merge::gate_of(const std::string& name, const Comparison& comparison) const {
  if (comparison.changes.empty()) return std::nullopt;
  if (const auto given = given_.find(name); given != given_.end()) return given->second->gate;
  if (options_.hold_whole) return options_.hold_whole->gate;
  return failed_gate(comparison, options_.gates);
}

/// A series that waits since an earlier run. What this run loads again is dropped from there; as long as anything of it
/// still waits, the series' changes wait too, or the half of a redefinition would be let through. What waits for its
/// load alone, which was not as expected, says nothing of the series.
core::Result<std::optional<WaitingSeries>> Merge::waiting_gate(const std::string& name,
                                                               std::span<const core::Fact> incoming,
                                                               const Comparison& comparison) {
  if (!held_rows_.waits(name)) return std::optional<WaitingSeries>();
  WaitingSeries waiting = SLUSS_TRY(held_rows_.waiting(name));
  std::vector<std::int64_t> superseded;
  bool still_waits = false;
  for (const auto& row : waiting.rows) {
    const auto again = std::ranges::lower_bound(incoming, row.key, {}, [](const core::Fact& f) { return key_of(f); });
    const bool loaded_again = (again != incoming.end() && key_of(*again) == row.key) || coverage_.covers(row.key);
    if (loaded_again) superseded.push_back(row.row);
    const auto change = std::ranges::lower_bound(comparison.changes, row.key, {}, &Change::key);
    still_waits |= !loaded_again || (change != comparison.changes.end() && change->key() == row.key);
  }
  SLUSS_TRY(held_rows_.supersede(name, waiting, superseded));
  const bool holds_up = still_waits && !(options_.passes_unmet && waiting.only_unmet);
  if (!holds_up) return std::optional<WaitingSeries>();
  return std::optional(std::move(waiting));
}

core::Result<> Merge::hold(const std::string& name, const std::string& gate, std::optional<core::RunId> waits_with,
                           const Comparison& comparison) {
  const auto given = given_.find(name);
  std::string reason;
  if (given != given_.end())
    reason = given->second->evidence;
  else if (options_.hold_whole)
    reason = options_.hold_whole->evidence;
  if (waits_with) ++along_[{waits_with->value, gate}];
  if (waits_with) reason = core::json_text(nlohmann::json{{"waits_with", waits_with->value}});
  HeldSeries series = held_series(name, gate, comparison, keys_, reason);
  series.waits_with = waits_with;
  outcome_.rows.held += comparison.inserted + comparison.revised + comparison.deleted;
  SLUSS_TRY(held_rows_.hold(series, comparison));
  outcome_.held.push_back(std::move(series));
  return {};
}

core::Result<> Merge::write(const Comparison& comparison) {
  outcome_.rows.inserted += comparison.inserted;
  outcome_.rows.revised += comparison.revised;
  outcome_.rows.deleted += comparison.deleted;
  outcome_.rows.absent += comparison.absent;
  return store_.write(comparison.changes);
}

core::Result<MergeOutcome> Merge::finish(std::int64_t open_of_origin) {
  SLUSS_TRY(held_rows_.finish());
  for (const auto& [with, series] : along_)
    outcome_.findings.push_back(waits_along_finding(options_.origin, with.first, with.second, series));
  if (others_ > 0) outcome_.findings.push_back(other_source_finding(options_.origin, others_));
  outcome_.changed = SLUSS_TRY(store_.finish());
  outcome_.closing_share = open_of_origin == 0 ? 0 : static_cast<double>(gone_) / static_cast<double>(open_of_origin);
  return std::move(outcome_);
}

}  // namespace

core::Result<MergeOutcome> merge_facts(FactStore& store, Keys& keys, StagedFacts& staged, const MergeOptions& options,
                                       core::RunId run, const std::stop_token& stop) {
  const std::int64_t open_before = SLUSS_TRY(store.count_open({}));
  const std::int64_t open_of_origin = SLUSS_TRY(store.count_open(options.origin));
  const KeyMapping mapping(keys, staged.names());
  if (keys.areas.size() > most_areas)
    return core::fail(core::ErrorClass::data, "warehouse.too_many_areas", "more than 16 million areas");
  auto held = SLUSS_TRY(HeldRows::open(store, keys, run));
  Merge merge(store, keys, options, std::move(held));
  SLUSS_TRY(merge.blocks(staged, mapping, stop));
  SLUSS_TRY(merge.silent());
  auto outcome = SLUSS_TRY(merge.finish(open_of_origin));
  outcome.rows.open_before = open_before;
  outcome.rows.open_after = SLUSS_TRY(store.count_open({}));
  if (!outcome.rows.out_holds())
    return core::fail(
        core::ErrorClass::storage, "warehouse.not_conserved",
        fmt::format("{} open versions were expected after the merge, and there are {}",
                    outcome.rows.open_before + outcome.rows.inserted - outcome.rows.deleted - outcome.rows.absent,
                    outcome.rows.open_after),
        "nothing was written; report it with the run's log");
  SLUSS_KILL_POINT("merge.done");
  return outcome;
}

}  // namespace sluss::warehouse::merge
