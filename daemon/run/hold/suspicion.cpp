#include "daemon/run/hold/suspicion.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

#include "core/log.h"
#include "daemon/run/hold/unmet_evidence.h"

namespace sluss::daemon::run {

namespace {

bool too_much_unread(const LoadSeen& seen, const warehouse::GateLimits& limits) {
  return seen.read >= limits.known_least &&
         static_cast<double>(seen.unread.undecoded) > limits.unread_share * static_cast<double>(seen.read);
}

/// "en fjärdedel", "12,5 %"
std::string share_words(double share) {
  constexpr double quarter = 0.25;
  constexpr double millionths = 1e6;
  if (share == quarter) return "en fjärdedel";
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                 std::round(share * 100 * millionths) / millionths, std::chars_format::fixed)
                       .ptr;
  std::replace(digits.data(), end, '.', ',');
  return std::string(digits.data(), end) + " %";
}

std::string unmet_words(std::size_t unmet) {
  if (unmet == 1) return "ett krav i mappningen är inte uppfyllt";
  return std::to_string(unmet) + " krav i mappningen är inte uppfyllda";
}

std::string_view remedy_of(const Suspicion& suspicion, bool waits) {
  if (waits)
    return "Öppna Hållna serier, se efter om det är rätt, och välj Släpp igenom eller Förkasta. Till den som sköter "
           "Sluss: `sluss show` visar underlaget, `sluss release` släpper igenom och `sluss discard` förkastar.";
  if (suspicion.hold.gate == core::expectation_gate)
    return "Inget att besluta. Är något fel i filen: rätta det, och lägg in den igen. Till den som sköter Sluss: är "
           "filen rätt, ändra kravet under [[table.expect]] i mappningen.";
  return "Inget stängs, varken uppgifter eller katalog. Fråga källan. Är det rätt: höj gränsen i [gates] för en "
         "körning.";
}

/// A load that is not as expected, and changes nothing: there is nothing to let through.
bool is_settled(const Suspicion& suspicion, bool waits) {
  return !waits && suspicion.hold.gate == core::expectation_gate;
}

}  // namespace

std::optional<Suspicion> suspicion_of(const LoadSeen& seen, const warehouse::GateLimits& limits) {
  Suspicion suspicion;
  const auto add = [&](const std::string& why) { suspicion.why += (suspicion.why.empty() ? "" : ", och ") + why; };
  if (!seen.unmet.empty()) {
    suspicion.hold = {.gate = std::string(core::expectation_gate), .evidence = unmet_evidence(seen.unmet)};
    suspicion.findings = unmet_findings(seen.unmet);
    add(unmet_words(seen.unmet.size()));
  }
  if (seen.whole_catalogue && seen.definitions.catalogue_shrank)
    add("katalogen har krympt från " + std::to_string(seen.definitions.known) + " till " +
        std::to_string(seen.indicators) + " nyckeltal");
  if (too_much_unread(seen, limits))
    add(std::to_string(seen.unread.undecoded) + " av " + std::to_string(seen.read) + " värden kunde inte läsas");
  if (suspicion.why.empty()) return std::nullopt;
  return suspicion;
}

Suspicion suspicion_of_closing(const warehouse::GateLimits& limits) {
  return {.why = "mer än " + share_words(limits.closing_share_of_all) + " av alla öppna uppgifter skulle stängas"};
}

core::Finding finding_of(const Suspicion& suspicion, std::string_view source, bool waits) {
  const bool settled = is_settled(suspicion, waits);
  return {.code = "run.suspect",
          .severity = settled ? core::Severity::warning : core::Severity::error,
          .subject = std::string(source),
          .what = settled ? "Det som kom är inte som väntat (" + suspicion.why +
                                "), men ändrar inget av det som gäller: inget väntar på beslut"
                          : "Hela körningen hålls kvar: " + suspicion.why,
          .remedy = std::string(remedy_of(suspicion, waits))};
}

std::vector<core::Finding> findings_of(const Suspicion& suspicion, std::string_view source, bool waits) {
  auto findings = suspicion.findings;
  if (is_settled(suspicion, waits)) {
    for (auto& finding : findings) {
      finding.severity = core::Severity::warning;
      finding.remedy = remedy_of(suspicion, waits);
    }
  }
  findings.push_back(finding_of(suspicion, source, waits));
  return findings;
}

void log_suspicion(const Suspicion& suspicion, std::string_view job) {
  if (suspicion.hold.gate == core::expectation_gate)
    core::log::warning("run.unmet", "the load is not as its mapping expects, everything is held",
                       {{"job", job}, {"unmet", suspicion.findings.size()}});
  else
    core::log::warning("run.suspect", "the source as a whole is suspect, everything is held", {{"job", job}});
}

}  // namespace sluss::daemon::run
