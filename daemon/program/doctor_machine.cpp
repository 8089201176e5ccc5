// doctor: what sources need here, time zone data, credentials.
#include "daemon/program/doctor_diagnosis.h"
#include "daemon/program/sources.h"
#include "daemon/settings/kinds.h"
#include "daemon/settings/named_credentials.h"

namespace sluss::daemon::program {
namespace {

constexpr std::int64_t hour = 3'600'000'000LL;

std::int64_t swedish_hour(core::Instant at) {
  const auto shown = core::swedish_text(at);  // "2026-03-31 14:00"
  return std::stoll(shown.substr(11, 2));
}

/// Of UTC: 1 or 2.
std::int64_t offset_of(core::Instant at) {
  const auto utc = (at.micros / hour) % 24;
  return (swedish_hour(at) - utc + 24) % 24;
}

void examine_zones(Environment& environment, std::vector<Diagnosis>& diagnoses) {
  // 2026-06-30 is summer: two hours. A machine without zone data gives another text, or ends the program.
  const core::Instant noon{std::int64_t{core::day_of(2026, 6, 30).days} * 24 * hour + 12 * hour};
  if (core::swedish_text(noon) != "2026-06-30 14:00") {
    diagnoses.push_back({"time zones", Health::ill, "Europe/Stockholm is wrong", "Install the package tzdata."});
    return;
  }
  std::string text = "Europe/Stockholm is known";
  if (const auto zones = environment.files.read("/usr/share/zoneinfo/tzdata.zi")) {
    // "# version 2025b"
    const auto line = zones->substr(0, zones->find('\n'));
    if (line.starts_with("# version ")) text += ", tzdata " + line.substr(10);
  }
  const auto change = next_clock_change(environment.clock.now());
  diagnoses.push_back({"time zones", change ? Health::well : Health::warning,
                       text + (change ? ", the clocks change next at " + core::to_text(*change)
                                      : ", and no clock change is known in the next 400 days"),
                       change ? "" : "Update the package tzdata."});
}

void examine_credentials(const settings::Settings& settings, std::vector<Diagnosis>& diagnoses) {
  const auto errors = check_credentials(settings);
  for (const auto& error : errors) {
    diagnoses.push_back(ill("credentials", error));
    // This user cannot see whether it is right; the service, whose unit passes it, needs no more.
    if (error.code == settings::credential_closed) diagnoses.back().health = Health::warning;
  }
  const auto named = settings::named_credentials(settings).size();
  if (errors.empty()) {
    diagnoses.push_back({"credentials", Health::well,
                         named == 0 ? "none is named" : std::to_string(named) + " can be read, and by no other user",
                         ""});
  }
}

}  // namespace

Diagnosis ill(std::string subject, const core::Error& error) {
  auto described = error;  // the remedy has a line of its own
  described.remedy.clear();
  return {std::move(subject), Health::ill, core::describe(described), error.remedy};
}

std::optional<core::Instant> next_clock_change(core::Instant now) {
  const core::Instant begin{now.micros - now.micros % hour};
  const auto offset = offset_of(begin);
  for (int day = 1; day <= 400; ++day) {
    const core::Instant later = begin.plus(std::chrono::hours(24 * day));
    if (offset_of(later) == offset) continue;
    for (int step = 1; step <= 24; ++step) {
      const core::Instant at = begin.plus(std::chrono::hours(24 * (day - 1) + step));
      if (offset_of(at) != offset) return at;
    }
  }
  return std::nullopt;
}

void examine_machine(Environment& environment, const settings::Settings& settings, std::vector<Diagnosis>& diagnoses) {
  for (const auto& source : settings.sources) {
    const auto* kind = settings::kind_of(source);
    if (kind == nullptr) continue;
    for (auto& look : kind->check_machine(source.values)) {
      diagnoses.push_back({look.subject + " of " + source.name, look.well ? Health::well : Health::ill,
                           std::move(look.what), std::move(look.remedy)});
    }
  }
  examine_zones(environment, diagnoses);
  examine_credentials(settings, diagnoses);
}

}  // namespace sluss::daemon::program
