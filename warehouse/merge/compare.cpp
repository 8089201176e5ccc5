#include "warehouse/merge/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sluss::warehouse::merge {

namespace {

const DiscardedRow* find_discarded(std::span<const DiscardedRow> discarded, const FactKey& key) {
  const auto found = std::ranges::lower_bound(discarded, key, {}, &DiscardedRow::key);
  return found != discarded.end() && found->key == key ? &*found : nullptr;
}

bool was_discarded(std::span<const DiscardedRow> discarded, const Change& change, core::SameFigure by) {
  if (discarded.empty()) return false;
  const DiscardedRow* known = find_discarded(discarded, change.key());
  if (known == nullptr) return false;
  if (change.kind == ChangeKind::deleted || change.kind == ChangeKind::absent) return known->gone;
  return !known->gone && same_content(*change.incoming, *known, by);
}

class Comparer {
 public:
  Comparer(Comparison& result, std::span<const DiscardedRow> discarded, core::SameFigure by, bool yields)
      : result_(result), discarded_(discarded), by_(by), yields_(yields) {}

  void only_incoming(const core::Fact& incoming) {
    // The source calls gone what is not here: nothing to do.
    if (incoming.deleted) {
      ++result_.unchanged;
    } else {
      add({.kind = ChangeKind::inserted, .incoming = &incoming}, result_.inserted);
    }
  }

  void both(const core::Fact& incoming, const OpenVersion& open) {
    if (yields_ && open.of_other && (incoming.deleted || !same_content(incoming, open, by_))) {
      ++result_.filtered;
    } else if (incoming.deleted) {
      add({.kind = ChangeKind::deleted, .incoming = &incoming, .open = &open}, result_.deleted);
    } else if (same_content(incoming, open, by_)) {
      ++result_.unchanged;
      if (incoming.has_value) ++result_.same_values;
    } else if (add({.kind = ChangeKind::revised, .incoming = &incoming, .open = &open}, result_.revised)) {
      note_ratio(incoming, open);
      if (open.of_other) ++result_.others;
    }
  }

  void only_open(const OpenVersion& open) {
    if (open.of_other) return;  // this source never loaded it, so it cannot be absent
    const Change change{.kind = ChangeKind::absent, .open = &open};
    if (was_discarded(discarded_, change, by_)) return;  // it was not read, so it is not counted
    result_.changes.push_back(change);
    ++result_.absent;
  }

 private:
  bool add(const Change& change, std::int64_t& counter) {
    if (was_discarded(discarded_, change, by_)) {
      ++result_.filtered;
      return false;
    }
    result_.changes.push_back(change);
    ++counter;
    return true;
  }

  void note_ratio(const core::Fact& incoming, const OpenVersion& open) {
    if (!incoming.has_value || !open.has_value) return;
    if (incoming.bound != core::Bound::exact || open.bound != core::Bound::exact) return;  // "<5" over 3 is no ratio
    if (core::same_figure(incoming.value, open.value, by_)) {
      ++result_.same_values;
    } else {
      result_.ratios.push_back(open.value == 0 ? std::numeric_limits<double>::infinity()
                                               : std::abs(incoming.value / open.value));
    }
  }

  Comparison& result_;
  std::span<const DiscardedRow> discarded_;
  core::SameFigure by_;
  bool yields_;
};

}  // namespace

std::string_view name_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::inserted:
      return "inserted";
    case ChangeKind::revised:
      return "revised";
    case ChangeKind::deleted:
      return "deleted";
    case ChangeKind::absent:
      return "absent";
  }
  return "";
}

CoverageSet::CoverageSet(const std::vector<Coverage>& coverage, const Keys& keys) {
  for (const Coverage& c : coverage) {
    Part part{c.all_indicators, c.all_areas, c.units, c.kind, c.first_period, c.last_period, {}, {}, {}};
    // A text without a key has no open version, so nothing of it can be absent.
    for (const auto& indicator : c.indicators) {
      if (const auto key = keys.indicators.find(indicator)) part.indicators.insert(*key);
    }
    for (const auto& indicator : c.except) {
      if (const auto key = keys.indicators.find(indicator)) part.except.insert(*key);
    }
    for (const auto& area : c.areas) {
      if (const auto key = keys.areas.find(area)) part.areas.insert(*key);
    }
    parts_.push_back(std::move(part));
  }
}

bool CoverageSet::covers_all_indicators() const {
  return std::ranges::any_of(parts_, &Part::all_indicators);
}

bool CoverageSet::covers(const FactKey& key) const {
  return std::ranges::any_of(parts_, [&](const Part& p) {
    return p.kind == key.kind() && p.first_period <= key.period() && key.period() <= p.last_period &&
           p.units == (key.unit() != 0) && p.covers_series(key.indicator()) &&
           (p.all_areas || p.areas.contains(key.area()));
  });
}

std::vector<std::uint32_t> CoverageSet::indicators() const {
  std::vector<std::uint32_t> all;
  for (const Part& part : parts_) all.insert(all.end(), part.indicators.begin(), part.indicators.end());
  std::ranges::sort(all);
  const auto rest = std::ranges::unique(all);
  all.erase(rest.begin(), rest.end());
  return all;
}

Comparison compare(std::span<const core::Fact> incoming, std::span<const OpenVersion> open, const CoverageSet& coverage,
                   std::span<const DiscardedRow> discarded, core::SameFigure by, bool yields) {
  Comparison result;
  result.known = static_cast<std::int64_t>(open.size());
  Comparer comparer(result, discarded, by, yields);
  std::size_t s = 0;
  std::size_t o = 0;
  while (s < incoming.size() && o < open.size()) {
    const auto order = key_of(incoming[s]) <=> open[o].key;
    if (order < 0) {
      comparer.only_incoming(incoming[s++]);
    } else if (order > 0) {
      if (coverage.covers(open[o].key)) comparer.only_open(open[o]);
      ++o;
    } else {
      comparer.both(incoming[s++], open[o++]);
    }
  }
  for (; s < incoming.size(); ++s) comparer.only_incoming(incoming[s]);
  for (; o < open.size(); ++o) {
    if (coverage.covers(open[o].key)) comparer.only_open(open[o]);
  }
  return result;
}

}  // namespace sluss::warehouse::merge
