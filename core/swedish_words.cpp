#include "core/swedish_words.h"

#include <algorithm>
#include <array>

namespace sluss::core {
namespace {

constexpr std::array<std::string_view, 9> vocabulary_names = {
    "status", "period_kind", "polarity", "direction", "publication", "run_state", "held_state", "gate", "bound"};

using enum Vocabulary;

constexpr std::array words = std::to_array<SwedishWord>({
    {status, "final", "publicerad"},
    {status, "preliminary", swedish_status::preliminary},
    {status, "missing", swedish_status::missing},
    {status, "suppressed", "skyddad"},
    {status, "not_applicable", "ej tillämplig"},
    {status, "not_collected", "ej insamlad"},
    {status, "not_introduced", "ej införd"},
    {status, "contradictory", "motsägelse"},
    {status, "pending", swedish_status::pending},
    {status, "held", swedish_status::held},
    {status, "late", swedish_status::late},
    {status, "not_checked", swedish_status::not_checked},
    {status, "unchanged", swedish_status::unchanged},
    {period_kind, "year", "år"},
    {period_kind, "half", "halvår"},
    {period_kind, "tertial", "tertial"},
    {period_kind, "quarter", "kvartal"},
    {period_kind, "month", "månad"},
    {period_kind, "week", "vecka"},
    {period_kind, "year_to_date", "ackumulerat i år"},
    {period_kind, "rolling_three_years", "rullande treårsmedel"},
    {period_kind, "window", "mätperiod"},
    {period_kind, "day", "dag"},
    {polarity, "higher", "högre är bättre"},
    {polarity, "lower", "lägre är bättre"},
    {polarity, "none", "ingen"},
    {polarity, "unknown", "ej bedömd"},
    {direction, "better", "bättre"},
    {direction, "worse", "sämre"},
    {direction, "unchanged", "oförändrad"},
    {direction, "unknown", "ej bedömd"},
    {publication, "preliminary", "preliminär"},
    {publication, "final", "slutlig"},
    {run_state, "done", "klar"},
    {run_state, "unchanged", "inget nytt"},
    {run_state, "held", "klar, något hålls"},
    {run_state, "held, all", "väntar på beslut"},
    {run_state, "held, moved", "klar, det som hålls avgörs med en senare körning"},
    {run_state, "held, decided", "klar, allt är avgjort"},
    {run_state, "failed", "misslyckades"},
    {held_state, "waiting", "väntar på beslut"},
    {held_state, "moved", "avgörs med en senare körning"},
    {held_state, "released", "släppt igenom"},
    {held_state, "discarded", "förkastad"},
    {held_state, "replaced", "ersatt av en senare hämtning"},
    {gate, "revised_share", "ovanligt många värden har reviderats"},
    {gate, "ratio", "värdena ligger på en annan nivå än förut"},
    {gate, "gone", "ovanligt många värden har försvunnit"},
    {gate, "definition", "källan har ändrat hur det beskrivs"},
    {gate, "no_values", "källan har inga värden alls"},
    {gate, "emptied", "tabellen kom utan rader"},
    {gate, "columns", "tabellens kolumner är inte som förut"},
    {gate, "expectation", "det som kom uppfyller inte kraven i mappningen"},
    {gate, "run", "hela körningen är misstänkt"},
    {bound, "at_least", "minst"},
    {bound, "at_most", "högst"},
});

}  // namespace

std::string_view name_of(Vocabulary vocabulary) {
  return vocabulary_names.at(static_cast<std::size_t>(vocabulary));
}

std::span<const SwedishWord> swedish_words() {
  return words;
}

std::string swedish_word(Vocabulary vocabulary, std::string_view code) {
  const auto* const found = std::ranges::find_if(
      words, [&](const SwedishWord& word) { return word.vocabulary == vocabulary && word.code == code; });
  return std::string(found == words.end() ? code : found->swedish);
}

std::string swedish_word(FactStatus status) {
  return swedish_word(Vocabulary::status, name_of(status));
}

std::string swedish_word(PeriodKind kind) {
  return swedish_word(Vocabulary::period_kind, name_of(kind));
}

std::string with_bound(Bound of, std::string_view number) {
  if (of == Bound::exact) return std::string(number);
  return swedish_word(Vocabulary::bound, name_of(of)) + " " + std::string(number);
}

}  // namespace sluss::core
