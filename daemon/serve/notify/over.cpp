#include "daemon/serve/notify/over.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string_view>
#include <variant>
#include <vector>

#include "core/numbers.h"
#include "core/swedish_words.h"
#include "daemon/serve/notify/named.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::notify {

using swedish::counted;
using swedish::Gender;

std::string file_of(const Event& event) {
  if (const auto* failed = std::get_if<RunFailed>(&event); failed != nullptr && failed->file)
    return name(failed->file->name);
  if (const auto* held = std::get_if<SeriesHeld>(&event); held != nullptr && held->file) return name(held->file->name);
  return {};
}

std::string about(const Event& event) {
  if (const auto file = file_of(event); !file.empty()) return file_phrase(file);
  if (const auto* failed = std::get_if<RunFailed>(&event)) return fmt::format("jobbet {}", name(failed->job));
  if (const auto* late = std::get_if<JobLate>(&event)) return fmt::format("jobbet {}", name(late->job));
  if (const auto* held = std::get_if<SeriesHeld>(&event))
    return fmt::format("körning {} av jobbet {}", held->run, name(held->job));
  if (const auto* disk = std::get_if<DiskLow>(&event)) return fmt::format("mappen {}", name(disk->folder));
  if (const auto* damaged = std::get_if<StateDamaged>(&event)) return kept_phrase(*damaged);
  if (const auto* deadline = std::get_if<Deadline>(&event))
    return fmt::format("tidsfristen för {} {}", name(deadline->name), spoken(deadline->due));
  if (const auto* expiry = std::get_if<Expiry>(&event)) return expiring(*expiry);
  if (const auto* delivery = std::get_if<DeliveryFailed>(&event))
    return fmt::format("leveransen av {} till {}", name(delivery->dataset), name(delivery->to));
  return fmt::format("körning {}", std::get<NewFigures>(event).run);
}

std::string outcome_phrase(std::span<const HeldOutcome> here, std::span<const HeldOutcome> elsewhere) {
  std::vector<std::string> parts;
  for (const std::string_view decision : {"released", "discarded"}) {
    const std::string_view became = decision == "released" ? "släpptes igenom" : "förkastades";
    std::map<std::int64_t, std::int64_t> rows;  // by the run that brought them
    bool others = false;
    for (const auto& one : here) {
      if (one.became != decision) continue;
      rows[one.run] += one.rows;
      others = others || one.run != one.with;
    }
    std::int64_t all = 0;
    std::vector<std::string> of_runs;
    for (const auto& [run, count] : rows) {
      all += count;
      of_runs.push_back(fmt::format("{} ur körning {}", core::grouped(count), run));
    }
    if (all > 0)
      parts.push_back(fmt::format("{} {}{}{}", counted(all, Gender::common, "uppgift", "uppgifter"), became,
                                  others ? ": " : "", others ? swedish::listed(of_runs) : ""));
    for (const auto& one : elsewhere) {
      if (one.became == decision)
        parts.push_back(fmt::format("{} {} med körning {}", counted(one.rows, Gender::common, "uppgift", "uppgifter"),
                                    became, one.with));
    }
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string replaced_phrase(const ReportedCondition& condition, const HeldOutcome& by) {
  const auto file = name(by.file);
  std::string what = fmt::format("det som kom med körning {} ersätter det som väntade ur {}", by.with, condition.about);
  if (!file.empty() && file == condition.file)
    what = fmt::format("den rättade {} (körning {}) ersätter den som väntade", file_phrase(file), by.with);
  else if (!file.empty() && !condition.file.empty())
    what = fmt::format("{} (körning {}) ersätter {}, som väntade", file_phrase(file), by.with, condition.about);
  const std::string_view ending = by.file.empty() ? "t" : "d";  // "förkastat", "förkastad"
  std::string now = "är inläst";
  if (by.now == "waiting") now = core::swedish_word(core::Vocabulary::held_state, by.now);
  if (by.now == "discarded") now = fmt::format("är förkasta{}", ending);
  if (by.now == "replaced") now = "är i sin tur ersatt";
  return fmt::format("{}; {} {}", what, by.file.empty() ? "det nya" : "den nya", now);
}

std::string over_phrase(const ReportedCondition& condition) {
  switch (condition.kind) {
    case EventKind::run_failed:
      if (!condition.file.empty())
        return fmt::format("{} behöver inte rättas längre: en senare fil är inläst", condition.about);
      return fmt::format("{} misslyckas inte längre", condition.about);
    case EventKind::job_late:
      return fmt::format("{} är inte längre försenat", condition.about);
    case EventKind::series_held:
      if (condition.replaced) return condition.outcome;
      return fmt::format("inget ur {} väntar längre på beslut{}{}", condition.about,
                         condition.outcome.empty() ? "" : ": ", condition.outcome);
    case EventKind::disk_low:
      return fmt::format("det finns åter plats i {}", condition.about);
    case EventKind::state_damaged:
      return fmt::format("inget i {} saknas eller är skadat längre", condition.about);
    case EventKind::deadline:
      return fmt::format("{} är avklarad eller borttagen", condition.about);
    case EventKind::expiry:
      return fmt::format("{} är utbytt eller borttaget", condition.about);
    case EventKind::delivery_failed:
      return fmt::format("{} misslyckas inte längre", condition.about);
    case EventKind::new_figures:
      break;
  }
  return condition.about;
}

}  // namespace sluss::daemon::notify
