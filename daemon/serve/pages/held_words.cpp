#include "daemon/serve/pages/held_words.h"

#include <algorithm>

#include "core/swedish_words.h"
#include "core/unmet.h"
#include "daemon/serve/pages/held_page.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/counts_and_measures.h"
#include "daemon/swedish/waiting_words.h"

namespace sluss::daemon::pages {
namespace {

std::string of_known(std::int64_t count, const warehouse::HeldSeries& series, const std::optional<double>& share,
                     double limit) {
  return count_text(count) + " av " + count_text(series.known) + " kända värden (" +
         swedish::swedish_share(share.value_or(0), limit) + ")";
}

/// Changes beyond these are written as a factor too.
constexpr double half = 0.5;
constexpr double twice = 2;

std::string times(double ratio) {
  return number_text(ratio, ratio < 10 ? 2 : 0);
}

std::string definition_words(const api::Evidence& evidence) {
  std::string text = "Källan har ändrat vad nyckeltalet mäter, så nya och gamla värden går kanske inte att jämföra.";
  if (evidence.measure)
    text += " Måttet var ”" + evidence.measure->first + "” och är nu ”" + evidence.measure->second + "”.";
  if (evidence.by_gender)
    text += evidence.by_gender->second ? " Nyckeltalet delas nu upp på kvinnor och män, vilket det inte gjorde förut."
                                       : " Nyckeltalet delas inte längre upp på kvinnor och män.";
  return text;
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& one : names) list += (list.empty() ? "" : ", ") + one;
  return list;
}

/// "antal (int64 → text)"
std::string change_text(const api::ColumnChange& change) {
  return change.column + " (" + change.before + " → " + change.now + ")";
}

std::string listed(const std::vector<api::ColumnChange>& changes) {
  std::vector<std::string> text(changes.size());
  std::ranges::transform(changes, text.begin(), change_text);
  return listed(text);
}

std::string table_words(const HeldSeriesView& held, const warehouse::GateLimits& limits) {
  const auto& evidence = held.evidence;
  const auto before = count_text(held.series.known);
  if (held.series.gate == "emptied")
    return "Tabellen hade " + before + " rader och kom nu utan rader. Det som fanns står kvar tills någon har avgjort.";
  if (held.series.gate == "gone")
    return "Tabellen hade " + before + " rader och kom nu med " + count_text(held.series.inserted) +
           ". Sluss frågar när mer än " + swedish::swedish_limit(limits.gone_share) + " försvinner.";
  std::string text = "Tabellens kolumner är inte som förut.";
  if (!evidence.lost_columns.empty()) text += " Borta är: " + listed(evidence.lost_columns) + ".";
  if (!evidence.changed_columns.empty()) text += " Av annat slag är: " + listed(evidence.changed_columns) + ".";
  return text;
}

/// "Hela filen hålls, och inget ur den är infört": what one decision is about.
std::string whole_load(const HeldSeriesView& held) {
  return held.file.empty() ? "Hela hämtningen hålls, och inget ur den är infört: "
                           : "Hela filen hålls, och inget ur den är infört: ";
}

std::string expectation_words(const HeldSeriesView& held) {
  const auto& unmet = held.evidence.unmet;
  constexpr std::size_t most_written = 3;
  // A later load is as it should be: what it changes waits with what waited.
  if (unmet.empty()) return "Serien väntar sedan en tidigare hämtning, som inte var som väntat. Den här var det.";
  auto text = whole_load(held) + "det som kom är inte som väntat.";
  for (std::size_t i = 0; i < std::min(unmet.size(), most_written); ++i) text += " " + core::words_of(unmet[i]);
  if (unmet.size() > most_written) {
    const auto rest = static_cast<std::int64_t>(unmet.size() - most_written);
    text += " Och " + swedish::counted(rest, swedish::Gender::neuter, "krav", "krav") + " till.";
  }
  return text;
}

}  // namespace

std::string why_held(const HeldSeriesView& held, const warehouse::GateLimits& limits) {
  const auto& series = held.series;
  const auto& evidence = held.evidence;
  if (evidence.waits_with != 0)
    return "Det som kom avviker inte. Det väntar tillsammans med körning " + std::to_string(evidence.waits_with) +
           ", eftersom uppgifter i samma serie väntar sedan dess: " +
           core::swedish_word(core::Vocabulary::gate, series.gate) + ".";
  if (series.gate == core::expectation_gate) return expectation_words(held);
  if (series.gate == "run")
    return whole_load(held) +
           "källan som helhet ser annorlunda ut än förut, och då kan också rimliga ändringar vara fel.";
  if (evidence.of_table()) return table_words(held, limits);
  if (series.gate == "revised_share") {
    std::string text =
        "Källan har ändrat " + of_known(series.revised, series, evidence.revised_share, limits.revised_share) +
        " på en gång. Sluss frågar när mer än " + swedish::swedish_limit(limits.revised_share) + " ändras.";
    if (series.ratio_median && (*series.ratio_median < half || *series.ratio_median > twice))
      text += " De nya värdena är ungefär " + times(*series.ratio_median) + " gånger de gamla.";
    return text;
  }
  if (series.gate == "ratio" && series.ratio_median)
    return "De nya värdena är ungefär " + times(*series.ratio_median) +
           " gånger de gamla. Så stora språng beror oftast på att källan har bytt mått eller räknat om.";
  if (series.gate == "gone")
    return of_known(series.deleted + series.absent, series, evidence.gone_share, limits.gone_share) +
           " finns inte längre hos källan. Sluss frågar när mer än " + swedish::swedish_limit(limits.gone_share) +
           " försvinner.";
  if (series.gate == "definition") return definition_words(evidence);
  if (series.gate == "no_values")
    return "Nyckeltalet är valt, men källan gav inte ett enda värde. Det kan vara borttaget eller ha fått ett nytt id.";
  return "Serien hålls av kontrollen " + series.gate + ".";
}

bool holds_whole_load(std::string_view gate) {
  return gate == core::expectation_gate || gate == "run";
}

bool is_decided_as_a_whole(const HeldSeriesView& held, std::int64_t waiting) {
  return waiting > 1 && held.series.gate == core::expectation_gate;
}

std::string waiting_words(const std::vector<api::WaitingPart>& parts, core::RunId own) {
  if (parts.empty()) return {};
  std::vector<std::string> list;
  list.reserve(parts.size());
  for (const auto& part : parts)
    list.push_back(swedish::waiting_part(part.periods, part.rows, part.run == own ? 0 : part.run.value,
                                         part.run == own ? std::string_view() : std::string_view(part.file)));
  return "Väntar: " + swedish::listed(list) + ".";
}

std::string parts_words(const std::vector<warehouse::ledger::DecidedPart>& parts) {
  std::vector<std::string> list;
  list.reserve(parts.size());
  for (const auto& part : parts) list.push_back(count_text(part.rows) + " ur körning " + std::to_string(part.of.value));
  return swedish::listed(list);
}

std::string decided_words(const std::vector<warehouse::ledger::DecidedPart>& parts) {
  std::int64_t rows = 0;
  for (const auto& part : parts) rows += part.rows;
  if (rows == 0) return {};
  auto text = count_text(rows) + (rows == 1 ? " uppgift" : " uppgifter");
  if (parts.size() > 1) text += ": " + parts_words(parts);
  return text;
}

}  // namespace sluss::daemon::pages
