#include "daemon/serve/pages/decision_meaning.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "core/unmet.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {
namespace {

/// What a release does to all of what is held.
struct Effect {
  bool brings = false;      ///< new values or rows
  std::int64_t ceases = 0;  ///< values
  bool of_tables = false;
  bool of_indicators = false;
};

Effect effect_of(const std::vector<HeldSeriesView>& list) {
  // Nothing is known of them: every sentence is written.
  if (list.empty()) return {.brings = true, .of_tables = true, .of_indicators = true};
  Effect effect;
  for (const auto& held : list) {
    const bool table = held.evidence.of_table();
    const auto gone = table ? 0 : held.series.deleted + held.series.absent;
    effect.ceases += gone;
    effect.brings = effect.brings || table || gone == 0 || held.series.revised + held.series.inserted > 0;
    (table ? effect.of_tables : effect.of_indicators) = true;
  }
  return effect;
}

std::string ceasing_words(std::int64_t values) {
  return swedish::capitalised(swedish::counted(values, swedish::Gender::neuter, "värde", "värden")) +
         " slutar gälla i dataset och filer.";
}

/// `ceasing`: the sentence of what ceases.
Html release_words(const Effect& effect, const std::string& ceasing) {
  std::vector<Html> list;
  if (effect.brings) list.emplace_back("De nya värdena gäller direkt, också i dataset och filer.");
  if (effect.ceases > 0) list.emplace_back(ceasing);
  if (effect.of_indicators)
    list.emplace_back("De gamla värdena finns kvar i historiken, med uppgift om när de gällde.");
  if (effect.of_tables) list.emplace_back("En tabells gamla rader ersätts: den har ingen historik.");
  list.emplace_back(
      "Det går inte att ångra med en knapp. Säger källan något annat vid en senare hämtning ändras värdena igen.");
  return unordered_list(list);
}

/// The load was not what its mapping expects: it is decided on as a whole.
bool is_whole_load(const std::vector<HeldSeriesView>& list) {
  return std::ranges::all_of(list, [](const HeldSeriesView& one) { return one.series.gate == core::expectation_gate; });
}

Html discard_words(bool whole_load) {
  if (whole_load)
    return unordered_list(
        {"De värden som gäller nu fortsätter att gälla.",
         "Ingenting ur det som kom är infört, och inget värde spärras: kommer en rättad fil prövas den "
         "för sig, också de värden som är desamma."});
  return unordered_list({"De värden som gäller nu fortsätter att gälla.",
                         "Sluss minns beslutet: säger källan samma värden igen frågar Sluss inte en gång till, och tar "
                         "inte in dem.",
                         "Kommer källan med andra värden prövas de på nytt."});
}

}  // namespace

Html meaning_of(Decision decision, const std::vector<HeldSeriesView>& list) {
  if (decision == Decision::discard) return discard_words(is_whole_load(list));
  const auto effect = effect_of(list);
  return release_words(effect, ceasing_words(effect.ceases));
}

Html both_meanings(const std::vector<HeldSeriesView>& list) {
  const auto effect = effect_of(list);
  const auto ceasing = list.size() == 1 ? ceasing_words(effect.ceases)
                                        : "De värden som källan inte längre har slutar gälla i dataset och filer.";
  return heading(2, "Vad de två besluten betyder") +
         tag("div", {{"class", "two"}}, tag("div", {}, heading(3, "Släpp igenom"), release_words(effect, ceasing)),
             tag("div", {}, heading(3, "Förkasta"), discard_words(is_whole_load(list))));
}

}  // namespace sluss::daemon::pages
