#include "warehouse/merge/series_gates.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/json.h"

namespace sluss::warehouse::merge {

namespace {

constexpr std::size_t most_examples = 10;

/// |new/old| of all values that are known on both sides, in order, where the pairs that agree count as ones.
class Ratios {
 public:
  explicit Ratios(const Comparison& comparison)
      : ones_(static_cast<std::size_t>(comparison.same_values)), others_(comparison.ratios) {
    std::ranges::sort(others_);
    below_ = static_cast<std::size_t>(std::ranges::lower_bound(others_, 1.0) - others_.begin());
  }
  /// The q-th quantile. Nothing without a pair.
  [[nodiscard]] std::optional<double> quantile(double q) const {
    const auto all = ones_ + others_.size();
    if (all == 0) return std::nullopt;
    const auto place = static_cast<std::size_t>(q * static_cast<double>(all - 1));
    if (place < below_) return others_[place];
    if (place < below_ + ones_) return 1.0;
    return others_[place - ones_];
  }

 private:
  std::size_t ones_;
  std::vector<double> others_;  ///< ascending
  std::size_t below_ = 0;       ///< how many of them are less than 1
};

nlohmann::json value_or_null(bool has, double value) {
  return has && std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

/// "old" or "new", with "old_bound" or "new_bound" where it is not exact.
template <class T>
void show_side(nlohmann::json& shown, const std::string& name, const T& side) {
  shown[name] = value_or_null(side.has_value, side.value);
  if (const auto bound = bound_of(side); bound != core::Bound::exact) shown[name + "_bound"] = core::name_of(bound);
}

nlohmann::json example(const Change& change, const Keys& keys) {
  const FactKey key = change.key();
  nlohmann::json shown = {{"kind", name_of(change.kind)},
                          {"area_id", keys.areas.text_of(key.area())},
                          {"period", key.period()},
                          {"gender", core::code_of(key.gender())}};
  if (key.unit() != 0) shown["ou_id"] = keys.units.text_of(key.unit());
  if (change.open != nullptr) show_side(shown, "old", *change.open);
  if (const auto* opened = change.opened()) show_side(shown, "new", *opened);
  return shown;
}

/// At most `most` of them, spread over all: not the first ones.
void spread(const std::vector<const Change*>& from, std::size_t most, std::vector<const Change*>& chosen) {
  const auto count = std::min(from.size(), most);
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(from[i * from.size() / count]);
}

/// What a person judges a series by: changes of known values, and where there is room new values.
std::vector<const Change*> examples_of(const std::vector<Change>& changes) {
  std::vector<const Change*> changed;
  std::vector<const Change*> inserted;
  for (const auto& change : changes) (change.kind == ChangeKind::inserted ? inserted : changed).push_back(&change);
  std::vector<const Change*> chosen;
  spread(changed, most_examples, chosen);
  spread(inserted, most_examples - chosen.size(), chosen);
  return chosen;
}

nlohmann::json quantiles(const Ratios& ratios) {
  nlohmann::json shown = nlohmann::json::object();
  for (const auto& [name, q] :
       {std::pair{"least", 0.0}, {"quarter", 0.25}, {"median", 0.5}, {"three_quarters", 0.75}, {"most", 1.0}}) {
    if (const auto value = ratios.quantile(q)) shown[name] = value_or_null(true, *value);
  }
  return shown;
}

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::optional<std::string> failed_gate(const Comparison& comparison, const GateLimits& limits) {
  if (comparison.known == 0 || comparison.changes.empty()) return std::nullopt;
  if (share(comparison.deleted + comparison.absent, comparison.known) > limits.gone_share) return "gone";
  if (comparison.known < limits.known_least) return std::nullopt;
  if (share(comparison.revised, comparison.known) > limits.revised_share) return "revised_share";
  // A median needs enough pairs too: the few values that an incremental load brings are no series.
  const auto pairs = comparison.same_values + static_cast<std::int64_t>(comparison.ratios.size());
  if (pairs < limits.known_least || comparison.ratios.size() * 2 < static_cast<std::size_t>(pairs)) return std::nullopt;
  const auto median = Ratios(comparison).quantile(0.5);
  if (median && (*median < limits.ratio_least || *median > limits.ratio_most)) return "ratio";
  return std::nullopt;
}

HeldSeries held_series(const std::string& series, const std::string& gate, const Comparison& comparison,
                       const Keys& keys, const std::string& reason) {
  const Ratios ratios(comparison);
  nlohmann::json evidence = {{"known", comparison.known},
                             {"inserted", comparison.inserted},
                             {"revised", comparison.revised},
                             {"unchanged", comparison.unchanged},
                             {"deleted", comparison.deleted},
                             {"absent", comparison.absent},
                             {"revised_share", share(comparison.revised, comparison.known)},
                             {"gone_share", share(comparison.deleted + comparison.absent, comparison.known)},
                             {"ratio", quantiles(ratios)}};
  auto examples = nlohmann::json::array();
  for (const auto* change : examples_of(comparison.changes)) examples.push_back(example(*change, keys));
  evidence["examples"] = std::move(examples);
  if (!reason.empty()) {
    auto parsed = nlohmann::json::parse(reason, nullptr, false);
    evidence["reason"] = parsed.is_discarded() ? nlohmann::json(reason) : std::move(parsed);
  }
  auto median = ratios.quantile(0.5);
  if (median && !std::isfinite(*median)) median.reset();
  return {.series = series,
          .gate = gate,
          .known = comparison.known,
          .inserted = comparison.inserted,
          .revised = comparison.revised,
          .deleted = comparison.deleted,
          .absent = comparison.absent,
          .ratio_median = median,
          .evidence = core::json_text(evidence)};
}

}  // namespace sluss::warehouse::merge
