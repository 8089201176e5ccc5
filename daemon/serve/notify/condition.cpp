#include "daemon/serve/notify/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "core/ids.h"

namespace sluss::daemon::notify {
namespace {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

constexpr std::array<int, 5> deadline_steps = {14, 7, 3, 1, 0};
constexpr std::array<int, 6> expiry_steps = {30, 14, 7, 3, 1, 0};

struct Steps {
  std::span<const int> days;
  core::Day due;
};

std::optional<Steps> steps_of(const Event& event) {
  if (const auto* deadline = std::get_if<Deadline>(&event)) return Steps{deadline_steps, deadline->due};
  if (const auto* expiry = std::get_if<Expiry>(&event)) return Steps{expiry_steps, core::swedish_day(expiry->expires)};
  return std::nullopt;
}

/// The least step that has been reached; -1 when the day has passed, nothing before the first.
std::optional<int> step_of(const Steps& steps, core::Instant now) {
  const int left = days_until(steps.due, now);
  if (left < 0) return -1;
  std::optional<int> reached;
  for (const int step : steps.days)
    if (left <= step) reached = step;
  return reached;
}

std::string set_of(const std::vector<HeldSeries>& series) {
  std::vector<std::string> names;
  names.reserve(series.size());
  for (const auto& held : series) names.push_back(held.series + " " + held.gate);
  std::ranges::sort(names);
  return core::Sha256::of(fmt::format("{}", fmt::join(names, "\n"))).hex().substr(0, 16);
}

}  // namespace

EventKind kind_of(const Event& event) {
  // The order of the variant is that of the enumeration.
  return static_cast<EventKind>(event.index());
}

std::string key_of(const Event& event) {
  const auto about = std::visit(
      Overloaded{
          [](const RunFailed& failed) { return failed.file ? failed.job + "/file/" + failed.file->name : failed.job; },
          [](const JobLate& late) { return late.job; },
          [](const SeriesHeld& held) { return fmt::format("{}/{}", held.job, held.run); },
          [](const DiskLow& disk) { return disk.folder; },
          [](const StateDamaged& damaged) { return damaged.kept; },
          [](const Deadline& deadline) { return fmt::format("{}/{}", core::to_text(deadline.due), deadline.name); },
          [](const Expiry& expiry) {
            return fmt::format("{}/{}", expiry.what == ExpiryKind::certificate ? "certificate" : "credential",
                               expiry.name);
          },
          [](const DeliveryFailed& delivery) { return fmt::format("{}/{}", delivery.dataset, delivery.to); },
          [](const NewFigures& figures) { return fmt::format("{}/{}", figures.job, figures.run); },
      },
      event);
  return fmt::format("{}/{}", name_of(kind_of(event)), about);
}

std::string fingerprint_of(const Event& event, core::Instant now) {
  if (const auto steps = steps_of(event)) {
    const auto step = step_of(*steps, now);
    return fmt::format("{} {}", core::to_text(steps->due), step ? std::to_string(*step) : "far");
  }
  if (const auto* failed = std::get_if<RunFailed>(&event))
    return failed->error.code + (failed->file ? " " + core::to_text(failed->failed_at) : "");
  if (const auto* damaged = std::get_if<StateDamaged>(&event)) return damaged->error.code;
  if (const auto* delivery = std::get_if<DeliveryFailed>(&event)) return delivery->error.code;
  if (const auto* held = std::get_if<SeriesHeld>(&event)) return set_of(held->series);
  if (const auto* disk = std::get_if<DiskLow>(&event)) return disk->stopped ? "stopped" : "low";
  return {};
}

bool repeats(const Event& event) {
  if (const auto* failed = std::get_if<RunFailed>(&event); failed != nullptr && failed->file) return false;
  const auto kind = kind_of(event);
  return kind != EventKind::deadline && kind != EventKind::expiry && kind != EventKind::new_figures;
}

int days_until(core::Day day, core::Instant now) {
  return day.days - core::swedish_day(now).days;
}

bool worth_reporting(const Event& event, core::Instant now) {
  const auto steps = steps_of(event);
  return !steps || step_of(*steps, now).has_value();
}

std::optional<core::Instant> next_step(const Event& event, core::Instant now) {
  const auto steps = steps_of(event);
  if (!steps) return std::nullopt;
  const int left = days_until(steps->due, now);
  for (const int step : steps->days)
    if (left > step) return core::end_of_swedish_day({steps->due.days - step - 1});
  if (left == 0) return core::end_of_swedish_day(steps->due);
  return std::nullopt;
}

}  // namespace sluss::daemon::notify
