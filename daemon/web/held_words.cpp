// The evidence in words.
#include <nlohmann/json.hpp>

#include "daemon/swedish/words.h"
#include "daemon/web/held_page.h"
#include "daemon/web/words.h"

namespace sluss::daemon::web {
namespace {

using nlohmann::json;

std::optional<double> number(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

std::string text(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number_integer() ? std::to_string(found->get<std::int64_t>()) : std::string();
}

const json& part(const json& object, const char* name) {
  static const json nothing = json::object();
  const auto found = object.find(name);
  return found != object.end() && found->is_object() ? *found : nothing;
}

Example example(const json& one) {
  return {.kind = text(one, "kind"),
          .area = text(one, "area_id"),
          .period = text(one, "period"),
          .gender = text(one, "gender"),
          .unit = text(one, "ou_id"),
          .before = number(one, "old"),
          .after = number(one, "new")};
}

std::string of_known(std::int64_t count, const warehouse::HeldSeries& series, double share, double limit) {
  return count_text(count) + " av " + count_text(series.known) + " kända värden (" +
         swedish::swedish_share(share, limit) + ")";
}

/// Changes beyond these are told as a factor too.
constexpr double half = 0.5;
constexpr double twice = 2;

std::string times(double ratio) {
  return number_text(ratio, ratio < 10 ? 2 : 0);
}

std::string definition_words(const Evidence& evidence) {
  std::string told = "Källan har ändrat vad nyckeltalet mäter, så nya och gamla värden går kanske inte att jämföra.";
  if (evidence.measure)
    told += " Måttet var ”" + evidence.measure->first + "” och är nu ”" + evidence.measure->second + "”.";
  if (evidence.by_gender)
    told += *evidence.by_gender ? " Nyckeltalet delas nu upp på kvinnor och män, vilket det inte gjorde förut."
                                : " Nyckeltalet delas inte längre upp på kvinnor och män.";
  return told;
}

void read_table(const json& read, Evidence& evidence) {
  evidence.rows_before = number(read, "rows_before");
  evidence.rows_now = number(read, "rows_now");
  if (const auto lost = read.find("lost_columns"); lost != read.end() && lost->is_array()) {
    for (const auto& one : *lost)
      if (one.is_string()) evidence.lost_columns.push_back(one.get<std::string>());
  }
  if (const auto changed = read.find("changed_columns"); changed != read.end() && changed->is_array()) {
    for (const auto& one : *changed)
      evidence.changed_columns.push_back(text(one, "column") + " (" + text(one, "before") + " → " + text(one, "now") +
                                         ")");
  }
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& one : names) list += (list.empty() ? "" : ", ") + one;
  return list;
}

std::string table_words(const HeldSeriesView& held, const warehouse::GateLimits& limits) {
  const auto& evidence = held.evidence;
  const auto before = count_text(held.series.known);
  if (held.series.gate == "emptied")
    return "Tabellen hade " + before + " rader och kom nu utan rader. Det som fanns står kvar tills någon har avgjort.";
  if (held.series.gate == "gone")
    return "Tabellen hade " + before + " rader och kom nu med " + count_text(held.series.inserted) +
           ". Sluss frågar när mer än " + swedish::swedish_limit(limits.gone_share) + " försvinner.";
  std::string told = "Tabellens kolumner är inte som förut.";
  if (!evidence.lost_columns.empty()) told += " Borta är: " + listed(evidence.lost_columns) + ".";
  if (!evidence.changed_columns.empty()) told += " Av annat slag är: " + listed(evidence.changed_columns) + ".";
  return told;
}

}  // namespace

Evidence parse_evidence(const std::string& text_of_evidence) {
  Evidence evidence;
  const auto read = json::parse(text_of_evidence, nullptr, false);
  if (!read.is_object()) return evidence;
  read_table(read, evidence);
  evidence.revised_share = number(read, "revised_share").value_or(0);
  evidence.gone_share = number(read, "gone_share").value_or(0);
  const auto& ratio = part(read, "ratio");
  evidence.least = number(ratio, "least");
  evidence.quarter = number(ratio, "quarter");
  evidence.median = number(ratio, "median");
  evidence.three_quarters = number(ratio, "three_quarters");
  evidence.most = number(ratio, "most");
  if (const auto examples = read.find("examples"); examples != read.end() && examples->is_array()) {
    for (const auto& one : *examples)
      if (one.is_object()) evidence.examples.push_back(example(one));
  }
  // The definition's change stands by itself, or as the reason beside the counts.
  for (const auto* place : {&read, &part(read, "reason")}) {
    const auto& measure = part(*place, "measure");
    if (!measure.empty()) evidence.measure = {text(measure, "before"), text(measure, "now")};
    const auto& by_gender = part(*place, "by_gender");
    if (const auto now = by_gender.find("now"); now != by_gender.end() && now->is_boolean())
      evidence.by_gender = now->get<bool>();
  }
  return evidence;
}

std::string why_held(const HeldSeriesView& held, const warehouse::GateLimits& limits) {
  const auto& series = held.series;
  const auto& evidence = held.evidence;
  if (evidence.of_table()) return table_words(held, limits);
  if (series.gate == "revised_share") {
    std::string told =
        "Källan har ändrat " + of_known(series.revised, series, evidence.revised_share, limits.revised_share) +
        " på en gång. Sluss frågar när mer än " + swedish::swedish_limit(limits.revised_share) + " ändras.";
    if (series.ratio_median && (*series.ratio_median < half || *series.ratio_median > twice))
      told += " De nya värdena är ungefär " + times(*series.ratio_median) + " gånger de gamla.";
    return told;
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
  if (series.gate == "run")
    return "Hela hämtningen hålls: källan som helhet ser annorlunda ut än förut, och då kan också rimliga ändringar "
           "vara "
           "fel.";
  return "Serien hålls av kontrollen " + series.gate + ".";
}

}  // namespace sluss::daemon::web
