#include "daemon/serve/notify/memory.h"

#include <algorithm>

#include "daemon/serve/notify/condition.h"
#include "daemon/serve/notify/phrases.h"

namespace sluss::daemon::notify {
namespace {

/// A time that lies ahead is that of a clock that has been put back: as if it were now.
core::Instant past(core::Instant then, core::Instant now) {
  return std::min(then, now);
}

void earliest(std::optional<core::Instant>& at, std::optional<core::Instant> candidate) {
  if (candidate && (!at || *candidate < *at)) at = candidate;
}

class Deciding {
 public:
  Deciding(const Memory& memory, core::Instant now, const RepeatRule& rule) : before_(memory), now_(now), rule_(rule) {}

  void see(const Event& event) {
    earliest(decision_.again_at, next_step(event, now_));
    if (!worth_telling(event, now_)) return;
    if (kind_of(event) == EventKind::new_figures) {
      news(event);
    } else {
      condition(event);
    }
  }

  Decision finish() {
    for (const auto& told : before_.told)
      if (std::ranges::find(seen_, told.key) == seen_.end()) gone(told);
    decision_.after.news.insert(decision_.after.news.begin(), before_.news.begin(), before_.news.end());
    auto& kept = decision_.after.news;
    if (kept.size() > Memory::news_kept)
      kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(Memory::news_kept));
    std::ranges::stable_sort(decision_.tell, {}, [](const Telling& telling) {
      return std::pair(seriousness(kind_of(telling.event)), key_of(telling.event));
    });
    std::ranges::sort(decision_.after.told, {}, &Told::key);
    return std::move(decision_);
  }

 private:
  void news(const Event& event) {
    const auto key = key_of(event);
    const auto knows = [&](const std::vector<std::string>& keys) { return std::ranges::find(keys, key) != keys.end(); };
    if (knows(before_.news) || knows(decision_.after.news)) return;
    decision_.after.news.push_back(key);
    decision_.tell.push_back({event, Why::begins, now_});
  }

  void condition(const Event& event) {
    const auto key = key_of(event);
    if (std::ranges::find(seen_, key) != seen_.end()) return;
    seen_.push_back(key);
    const auto known = std::ranges::find(before_.told, key, &Told::key);
    if (known == before_.told.end()) {
      tell(event, Why::begins, now_, key);
      return;
    }
    const auto told_at = past(known->told_at, now_);
    if (known->fingerprint != fingerprint_of(event, now_)) {
      tell(event, Why::changed, past(known->since, now_), key);
    } else if (repeats(known->kind) && now_ >= told_at.plus(rule_.again_after)) {
      tell(event, Why::lasts, past(known->since, now_), key);
    } else {
      Told still = *known;
      still.told_at = told_at;
      still.gone_since.reset();
      if (repeats(still.kind)) earliest(decision_.again_at, told_at.plus(rule_.again_after));
      decision_.after.told.push_back(std::move(still));
    }
  }

  void tell(const Event& event, Why why, core::Instant since, const std::string& key) {
    const auto kind = kind_of(event);
    decision_.tell.push_back({event, why, since});
    decision_.after.told.push_back({.key = key,
                                    .kind = kind,
                                    .fingerprint = fingerprint_of(event, now_),
                                    .about = about(event),
                                    .since = since,
                                    .told_at = now_,
                                    .gone_since = std::nullopt});
    if (repeats(kind)) earliest(decision_.again_at, now_.plus(rule_.again_after));
  }

  void gone(const Told& told) {
    Told going = told;
    going.gone_since = past(told.gone_since.value_or(now_), now_);
    const auto over_at = going.gone_since->plus(rule_.settle);
    if (now_ >= over_at) {
      decision_.over.push_back({std::move(going)});
      return;
    }
    earliest(decision_.again_at, over_at);
    decision_.after.told.push_back(std::move(going));
  }

  const Memory& before_;
  core::Instant now_;
  const RepeatRule& rule_;
  std::vector<std::string> seen_;
  Decision decision_;
};

}  // namespace

Decision decide(const Memory& memory, std::span<const Event> now_true, core::Instant now, const RepeatRule& rule) {
  Deciding deciding(memory, now, rule);
  for (const auto& event : now_true) deciding.see(event);
  return deciding.finish();
}

core::Instant next_try(int failures, core::Instant now) {
  const int doublings = std::clamp(failures - 1, 0, 6);
  return now.plus(std::min<std::chrono::minutes>(std::chrono::minutes(1LL << doublings), std::chrono::hours(1)));
}

}  // namespace sluss::daemon::notify
