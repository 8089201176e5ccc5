#include "daemon/serve/notify/memory.h"

#include <algorithm>

#include "daemon/serve/notify/condition.h"
#include "daemon/serve/notify/named.h"
#include "daemon/serve/notify/over.h"
#include "daemon/serve/notify/phrases.h"

namespace sluss::daemon::notify {
namespace {

/// A time in the future is that of a clock that has been put back: as if it were now.
core::Instant past(core::Instant then, core::Instant now) {
  return std::min(then, now);
}

void earliest(std::optional<core::Instant>& at, std::optional<core::Instant> candidate) {
  if (candidate && (!at || *candidate < *at)) at = candidate;
}

class DecisionBuilder {
 public:
  DecisionBuilder(const Memory& memory, core::Instant now, const RepeatRule& rule)
      : before_(memory), now_(now), rule_(rule) {}

  void add(const Event& event) {
    earliest(decision_.again_at, next_step(event, now_));
    if (!worth_reporting(event, now_)) return;
    if (kind_of(event) == EventKind::new_figures) {
      add_news(event);
    } else {
      add_condition(event);
    }
  }

  Decision finish() {
    for (auto& still : decision_.after.reported)
      still.released = still.released || (still.kind == EventKind::series_held && is_released(still));
    for (const auto& reported : before_.reported) {
      if (std::ranges::find(seen_, reported.key) != seen_.end()) continue;
      const bool told = reported.kind == EventKind::series_held && (reported.released || is_released(reported));
      if (std::ranges::find(carried_, reported.key) != carried_.end()) {
        decision_.after.reported.push_back(reported);
        decision_.after.reported.back().gone_since.reset();
        decision_.after.reported.back().released = told;
      } else if (!told) {
        add_gone(reported);
      }
    }
    decision_.after.news.insert(decision_.after.news.begin(), before_.news.begin(), before_.news.end());
    auto& kept = decision_.after.news;
    if (kept.size() > Memory::news_kept)
      kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(Memory::news_kept));
    std::ranges::stable_sort(decision_.notices, {}, [](const Notice& notice) {
      return std::pair(seriousness(kind_of(notice.event)), key_of(notice.event));
    });
    std::ranges::sort(decision_.after.reported, {}, &ReportedCondition::key);
    return std::move(decision_);
  }

 private:
  void add_news(const Event& event) {
    const auto key = key_of(event);
    const auto knows = [&](const std::vector<std::string>& keys) { return std::ranges::find(keys, key) != keys.end(); };
    if (knows(before_.news) || knows(decision_.after.news)) return;
    for (const auto& file : std::get<NewFigures>(event).released) released_.push_back(name(file));
    decision_.after.news.push_back(key);
    decision_.notices.push_back({event, NoticeReason::begins, now_});
  }

  void add_condition(const Event& event) {
    const auto key = key_of(event);
    if (std::ranges::find(seen_, key) != seen_.end()) return;
    seen_.push_back(key);
    if (const auto* held = std::get_if<SeriesHeld>(&event)) {
      for (const auto& of_run : held->rows)
        if (of_run.run != held->run)
          carried_.push_back(key_of(SeriesHeld{.job = held->job, .run = of_run.run, .series = {}}));
    }
    const auto known = std::ranges::find(before_.reported, key, &ReportedCondition::key);
    if (known == before_.reported.end()) {
      add_notice(event, NoticeReason::begins, now_, key);
      return;
    }
    const auto reported_at = past(known->reported_at, now_);
    if (known->fingerprint != fingerprint_of(event, now_)) {
      add_notice(event, NoticeReason::changed, past(known->since, now_), key);
    } else if (repeats(event) && now_ >= reported_at.plus(rule_.again_after)) {
      add_notice(event, NoticeReason::lasts, past(known->since, now_), key);
    } else {
      ReportedCondition still = *known;
      still.reported_at = reported_at;
      still.gone_since.reset();
      if (repeats(event)) earliest(decision_.again_at, reported_at.plus(rule_.again_after));
      decision_.after.reported.push_back(std::move(still));
    }
  }

  void add_notice(const Event& event, NoticeReason reason, core::Instant since, const std::string& key) {
    const auto kind = kind_of(event);
    decision_.notices.push_back({event, reason, since});
    decision_.after.reported.push_back({.key = key,
                                        .kind = kind,
                                        .fingerprint = fingerprint_of(event, now_),
                                        .about = about(event),
                                        .file = file_of(event),
                                        .since = since,
                                        .reported_at = now_,
                                        .gone_since = std::nullopt});
    if (repeats(event)) earliest(decision_.again_at, now_.plus(rule_.again_after));
  }

  void add_gone(const ReportedCondition& reported) {
    ReportedCondition going = reported;
    going.gone_since = past(reported.gone_since.value_or(now_), now_);
    const auto over_at = going.gone_since->plus(rule_.settle);
    if (now_ >= over_at) {
      decision_.over.push_back(std::move(going));
      return;
    }
    earliest(decision_.again_at, over_at);
    decision_.after.reported.push_back(std::move(going));
  }

  /// A message tells that this was let through, and what came of it: a second one would tell the same.
  [[nodiscard]] bool is_released(const ReportedCondition& condition) const {
    return !condition.file.empty() && std::ranges::find(released_, condition.file) != released_.end();
  }

  const Memory& before_;
  core::Instant now_;
  const RepeatRule& rule_;
  std::vector<std::string> seen_;
  std::vector<std::string> released_;  ///< files, by news of now
  std::vector<std::string> carried_;   ///< what waits with a condition of now_true
  Decision decision_;
};

}  // namespace

void add_outcomes(Decision& decision, std::span<const HeldOutcome> outcomes) {
  for (auto& over : decision.over) {
    if (over.kind != EventKind::series_held) continue;
    const auto is_it = [&](const HeldOutcome& one, std::int64_t run) {
      return key_of(SeriesHeld{.job = one.job, .run = run, .series = {}}) == over.key;
    };
    std::vector<HeldOutcome> here;
    std::vector<HeldOutcome> elsewhere;  // its rows, with a later run
    std::vector<HeldOutcome> replaced;
    for (const auto& one : outcomes) {
      if (one.became == "replaced") {
        if (is_it(one, one.run)) replaced.push_back(one);
      } else if (is_it(one, one.with))
        here.push_back(one);
      else if (is_it(one, one.run))
        elsewhere.push_back(one);
    }
    over.outcome = outcome_phrase(here, elsewhere);
    // Where some of it was decided on, that is what became of it.
    if (!over.outcome.empty() || replaced.empty()) continue;
    over.outcome = replaced_phrase(over, replaced.front());
    over.replaced = true;
  }
}

Decision decide(const Memory& memory, std::span<const Event> now_true, core::Instant now, const RepeatRule& rule) {
  DecisionBuilder builder(memory, now, rule);
  for (const auto& event : now_true) builder.add(event);
  return builder.finish();
}

core::Instant next_try(int failures, core::Instant now) {
  const int doublings = std::clamp(failures - 1, 0, 6);
  return now.plus(std::min<std::chrono::minutes>(std::chrono::minutes(1LL << doublings), std::chrono::hours(1)));
}

}  // namespace sluss::daemon::notify
