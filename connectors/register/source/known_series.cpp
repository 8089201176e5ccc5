#include "connectors/register/source/known_series.h"

#include <algorithm>
#include <utility>

#include "core/identities.h"

namespace sluss::connectors::registers {
namespace {

/// Who puts a discarded file in again wants it judged again; where files stay it would be so in each run.
bool stands(const KnownLoad& one, bool moves) {
  return !moves || (!one.fate.is_nothing() && !(one.fate.unmet && one.fate.discarded));
}

}  // namespace

core::Result<KnownSeries> KnownSeries::of(const std::string& query, bool moves, Sink& sink) {
  KnownSeries series;
  const auto loads = SLUSS_TRY(sink.loads(query));
  for (const auto& load : loads) {
    auto what = last_loaded_of(load.object.etag);
    if (!what) continue;
    series.loads.push_back({.what = *std::move(what), .fate = load.fate});
    const auto& one = series.loads.back();
    if (stands(one, moves) && (!series.last || !is_before(one.what, series.last_one()->what)))
      series.last = series.loads.size() - 1;
  }
  series.refused = SLUSS_TRY(sink.refused_files(core::without_identities(query)));
  return series;
}

const KnownLoad* KnownSeries::compared_with(const WaitingFile& file) const {
  const auto of_order = [&](const KnownLoad& one) { return is_of_same_order(file, one.what); };
  const auto found = std::find_if(loads.rbegin(), loads.rend(), of_order);
  return found != loads.rend() ? &*found : last_one();
}

const KnownLoad& KnownSeries::reason_to_leave(const WaitingFile& file, bool by_time) const {
  const KnownLoad* reason = nullptr;
  for (const auto& one : loads) {
    if (one.became() != Became::loaded || !is_older(file, one.what, by_time)) continue;
    if (reason == nullptr || !is_before(one.what, reason->what)) reason = &one;
  }
  return reason == nullptr ? loads.at(last.value_or(0)) : *reason;
}

bool KnownSeries::lacks(const WaitingFile& file) const {
  const auto order = order_text_of(file);
  if (order.empty()) return false;
  bool was_tried = false;
  for (const auto& one : loads) {
    if (!is_of_same_order(file, one.what)) continue;
    if (one.fate.counts()) return false;  // what applies of it, a file that comes before another may not say otherwise
    was_tried = true;
  }
  return was_tried || std::ranges::any_of(refused, [&](const RefusedFile& one) { return one.order == order; });
}

}  // namespace sluss::connectors::registers
