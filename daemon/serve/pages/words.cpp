#include "daemon/serve/pages/words.h"

#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "connectors/registry.h"
#include "core/duration.h"
#include "core/swedish_number.h"
#include "core/swedish_words.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {
namespace {

constexpr std::string_view no_break = "\u00A0";
constexpr std::array<std::string_view, 7> weekdays{"tors", "fre", "lör", "sön",
                                                   "mån",  "tis", "ons"};  // 1970-01-01 first

int digits_at(std::string_view text, std::size_t at, std::size_t length) {
  int value = 0;
  std::from_chars(text.data() + at, text.data() + at + length, value);
  return value;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

using Words = std::pair<std::string_view, std::string_view>;

template <std::size_t size>
std::string word_of(const std::array<Words, size>& words, std::string_view code) {
  for (const auto& [known, word] : words)
    if (known == code) return std::string(word);
  return std::string(code);
}

/// A code that none of `tones` has is shown as it is.
State state_of(core::Vocabulary vocabulary, std::string_view code,
               std::span<const std::pair<std::string_view, Tone>> tones) {
  for (const auto& [known, tone] : tones)
    if (known == code) return {tone, swedish::capitalised(core::swedish_word(vocabulary, code))};
  return {Tone::calm, std::string(code)};
}

std::string_view tone_name(Tone tone) {
  switch (tone) {
    case Tone::calm:
      return "calm";
    case Tone::good:
      return "good";
    case Tone::attention:
      return "attention";
    case Tone::bad:
      return "bad";
    case Tone::busy:
      return "busy";
  }
  return "";
}

std::string_view tone_sign(Tone tone) {
  switch (tone) {
    case Tone::calm:
      return "–";
    case Tone::good:
      return "✓";
    case Tone::attention:
      return "!";
    case Tone::bad:
      return "✕";
    case Tone::busy:
      return "▸";
  }
  return "";
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string interval_words(std::string_view every) {
  const auto length = core::parse_duration(every);
  if (!length) return "med intervallet " + std::string(every);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(*length).count();
  if (minutes == 60) return "en gång i timmen";
  if (minutes == std::int64_t{24} * 60) return "en gång om dygnet";
  return "med " + span_text(*length) + " emellan";
}

}  // namespace

std::string count_text(std::int64_t number) {
  return core::swedish_integer(number);
}

std::string number_text(double value, std::optional<int> decimals) {
  return core::swedish_number(value, decimals, core::NumberStyle::spaced);
}

std::string day_text(core::Day day, core::Instant now) {
  const auto text = core::to_text(day);
  const auto weekday = weekdays.at(static_cast<std::size_t>(((day.days % 7) + 7) % 7));
  const auto month = swedish::month_name(digits_at(text, 5, 2));
  std::string result(weekday);
  result += std::string(no_break) + std::to_string(digits_at(text, 8, 2)) + std::string(no_break) + std::string(month);
  if (core::year_of(day) != core::year_of(core::swedish_day(now))) result += std::string(no_break) + text.substr(0, 4);
  return result;
}

std::string time_text(core::Instant instant, core::Instant now) {
  const auto day = core::swedish_day(instant);
  const auto clock = replaced(core::swedish_text(instant).substr(11), ":", ".");
  const auto distance = day.days - core::swedish_day(now).days;
  const auto day_word = distance == 0    ? std::string("i") + std::string(no_break) + "dag"
                        : distance == -1 ? std::string("i") + std::string(no_break) + "går"
                        : distance == 1  ? std::string("i") + std::string(no_break) + "morgon"
                                         : day_text(day, now);
  return day_word + " kl." + std::string(no_break) + clock;
}

std::string date_text(core::Instant instant) {
  const auto text = core::swedish_text(instant);  // "2026-11-29 16:11"
  return std::to_string(digits_at(text, 8, 2)) + " " + std::string(swedish::month_name(digits_at(text, 5, 2))) + " " +
         text.substr(0, 4) + " kl. " + replaced(text.substr(11), ":", ".");
}

Html time_html(core::Instant instant, core::Instant now) {
  const core::Instant second{instant.micros - instant.micros % 1'000'000};
  return tag("time", {{"datetime", core::to_text(second)}}, time_text(instant, now));
}

std::string span_text(std::chrono::microseconds span) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
  const auto with_unit = [](std::int64_t number, std::string_view one, std::string_view many) {
    return count_text(number) + std::string(no_break) + std::string(number == 1 ? one : many);
  };
  if (seconds < 60) return with_unit(std::max<std::int64_t>(seconds, 1), "sekund", "sekunder");
  if (seconds < 3600) return with_unit(seconds / 60, "minut", "minuter");
  if (seconds < std::int64_t{48} * 3600) return with_unit(seconds / 3600, "timme", "timmar");
  return with_unit(seconds / 86400, "dygn", "dygn");
}

std::string age_text(core::Instant instant, core::Instant now) {
  constexpr std::int64_t most_days = 7;
  const std::int64_t days = core::swedish_day(now).days - core::swedish_day(instant).days;
  if (days <= most_days) return {};
  return "för" + std::string(no_break) + count_text(days) + std::string(no_break) + "dagar sedan";
}

Html state_html(const State& state) {
  return tag("span", {{"class", "state " + std::string(tone_name(state.tone))}},
             tag("span", {{"class", "sign"}, {"aria-hidden", "true"}}, tone_sign(state.tone)), state.word);
}

State run_state(std::string_view status) {
  constexpr std::array<std::pair<std::string_view, Tone>, 7> tones{{{"done", Tone::good},
                                                                    {"unchanged", Tone::good},
                                                                    {"held", Tone::attention},
                                                                    {"held, all", Tone::attention},
                                                                    {"held, moved", Tone::attention},
                                                                    {"held, decided", Tone::good},
                                                                    {"failed", Tone::bad}}};
  return state_of(core::Vocabulary::run_state, status, tones);
}

State with_errors(State state, std::int64_t errors) {
  if (errors == 0) return state;
  if (state.tone == Tone::good) state.tone = Tone::attention;
  state.word += ", " + count_text(errors) + " fel att se på";
  return state;
}

std::string cause_word(std::string_view cause) {
  if (cause == "release") return swedish::capitalised(core::swedish_word(core::Vocabulary::held_state, "released"));
  constexpr std::array<Words, 3> words{
      {{"run", "Hämtning"}, {"discard", "Förkastat"}, {"replay", "Omräkning ur arkivet"}}};
  return word_of(words, cause);
}

std::string failure_words(std::string_view error_class, std::string_view source) {
  const std::string named(source);
  if (error_class == "transient") return named + " gick inte att nå";
  if (error_class == "source") return named + " svarade något som Sluss inte kan ta emot";
  if (error_class == "config") return "Inställningarna behöver rättas";
  if (error_class == "storage") return "Disken gick inte att skriva till";
  if (error_class == "data") return "Uppgifterna höll inte måttet";
  if (error_class == "cancelled") return "Körningen avbröts";
  if (error_class == "busy") return "Något annat höll på";
  return "Körningen gick inte att slutföra";
}

std::string rejected_words(std::int64_t files) {
  return count_text(files) + (files == 1 ? " fil avvisad" : " filer avvisade");
}

std::string failure_advice(std::string_view error_class) {
  if (error_class == "source" || error_class == "storage") return "Den som sköter Sluss behöver se efter.";
  if (error_class == "config") return "Det gör den som sköter Sluss.";
  if (error_class == "cancelled") return "Nästa körning fortsätter där den slutade.";
  return "Inget har ändrats i lagret.";
}

State severity_state(core::Severity severity) {
  switch (severity) {
    case core::Severity::info:
      return {Tone::calm, "Upplysning"};
    case core::Severity::warning:
      return {Tone::attention, "Varning"};
    case core::Severity::error:
      return {Tone::bad, "Fel"};
  }
  return {};
}

State held_state(std::string_view state, std::optional<core::RunId> moved_to) {
  constexpr std::array<std::pair<std::string_view, Tone>, 5> tones{{{"waiting", Tone::attention},
                                                                    {"moved", Tone::attention},
                                                                    {"released", Tone::good},
                                                                    {"discarded", Tone::calm},
                                                                    {"replaced", Tone::calm}}};
  auto shown = state_of(core::Vocabulary::held_state, state, tones);
  if (!moved_to) return shown;
  const auto with = " med körning " + std::to_string(moved_to->value);
  if (state == "moved") shown.word = "Avgörs" + with;
  if (state == "released") shown.word = "Släppt" + with;
  if (state == "discarded") shown.word += with;
  return shown;
}

std::string gender_word(std::string_view code) {
  constexpr std::array<Words, 3> words{{{"T", "totalt"}, {"K", "kvinnor"}, {"M", "män"}}};
  return word_of(words, code);
}

std::string schedule_words(std::string_view schedule) {
  if (schedule.empty()) return "bara när någon begär det";
  if (const auto event = connectors::find_event_in(schedule); event.event != nullptr) {
    auto words = event.before.empty() ? std::string() : schedule_words(event.before) + " och ";
    words += event.event->when;
    return event.after.empty() ? words : words + ", " + replaced(std::string(event.after), "after ", "efter ");
  }
  if (schedule.starts_with("every ")) return interval_words(schedule.substr(6));
  constexpr std::array<Words, 16> words{{{" Europe/Stockholm", ""},
                                         {"Mon..Fri", "måndag–fredag"},
                                         {"last-workday", "sista vardagen i månaden"},
                                         {"first-workday", "första vardagen i månaden"},
                                         {"workdays", "vardagar"},
                                         {"hourly", "varje timme"},
                                         {"daily", "varje dygn"},
                                         {"monthly", "varje månad"},
                                         {"..", "–"},
                                         {"Mon", "mån"},
                                         {"Tue", "tis"},
                                         {"Wed", "ons"},
                                         {"Thu", "tors"},
                                         {"Fri", "fre"},
                                         {"Sat", "lör"},
                                         {"Sun", "sön"}}};
  std::string result(schedule);
  for (const auto& [from, to] : words) result = replaced(std::move(result), from, to);
  // A time of day, as it is written in Swedish; 0/15 and the like stay as they are.
  for (std::size_t i = 1; i + 1 < result.size(); ++i)
    if (result[i] == ':' && is_digit(result[i - 1]) && is_digit(result[i + 1])) result[i] = '.';
  return result;
}

}  // namespace sluss::daemon::pages
