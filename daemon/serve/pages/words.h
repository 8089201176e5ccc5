#pragma once
// Swedish as the pages write it: numbers, times, and the words for what the program's codes mean.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/finding.h"
#include "core/ids.h"
#include "core/time.h"
#include "daemon/serve/pages/html.h"

namespace sluss::daemon::pages {

/// "12 345" with no-break spaces.
[[nodiscard]] std::string count_text(std::int64_t number);
/// "1 234,5"; as many decimals as the number has, at most six.
[[nodiscard]] std::string number_text(double value, std::optional<int> decimals = {});
/// "i dag kl. 06.15", "i går kl. …", "i morgon kl. …", "tis 31 mars kl. 14.00", "tis 31 mars 2025 kl. 14.00".
[[nodiscard]] std::string time_text(core::Instant instant, core::Instant now);
/// "tis 31 mars", with the year when it is not this one.
[[nodiscard]] std::string day_text(core::Day day, core::Instant now);
/// "29 november 2026 kl. 16.11": in a sentence that says nothing of today.
[[nodiscard]] std::string date_text(core::Instant instant);
/// <time datetime="2026-03-31T12:00:00Z">i dag kl. 14.00</time>
[[nodiscard]] Html time_html(core::Instant instant, core::Instant now);
/// "3 minuter", "2 timmar", "5 dygn": how long, in one unit.
[[nodiscard]] std::string span_text(std::chrono::microseconds span);
/// "för 150 dagar sedan"; empty within seven days.
[[nodiscard]] std::string age_text(core::Instant instant, core::Instant now);

/// The state of a thing: a word, a sign before it, and a colour that says nothing that the word does not.
enum class Tone : std::uint8_t { calm, good, attention, bad, busy };
struct State {
  Tone tone = Tone::calm;
  std::string word;
};
[[nodiscard]] Html state_html(const State& state);

[[nodiscard]] State run_state(std::string_view status);  ///< "done" → Klar
/// "Klar, 53 fel att se på": what went through with findings of that severity is not wholly good. 0: as it is.
[[nodiscard]] State with_errors(State state, std::int64_t errors);
[[nodiscard]] std::string cause_word(std::string_view cause);  ///< "release" → Släppt serie
/// What kind of thing went wrong, for those who are no technicians: "Kolada gick inte att nå". A clause without its
/// end.
[[nodiscard]] std::string failure_words(std::string_view error_class, std::string_view source = "Källan");
[[nodiscard]] std::string rejected_words(std::int64_t files);  ///< "2 filer avvisade"
/// Who does something about it, or what has become of the figures: whole sentences.
[[nodiscard]] std::string failure_advice(std::string_view error_class);
[[nodiscard]] State severity_state(core::Severity severity);  ///< error → Fel
/// "waiting" → Väntar på beslut. `moved_to`: the run that it is decided with: "Avgörs med körning 4".
[[nodiscard]] State held_state(std::string_view state, std::optional<core::RunId> moved_to = std::nullopt);
[[nodiscard]] std::string gender_word(std::string_view code);         ///< "T" → "totalt"
[[nodiscard]] std::string schedule_words(std::string_view schedule);  ///< "every 6h" → "var sjätte timme" …

}  // namespace sluss::daemon::pages
