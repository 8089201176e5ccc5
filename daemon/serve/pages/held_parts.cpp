#include "daemon/serve/pages/held_parts.h"

#include <algorithm>

#include "daemon/serve/pages/held_words.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {

std::string_view word_of(Decision decision) {
  return decision == Decision::release ? "Släpp igenom" : "Förkasta";
}

Html decision_links(core::RunId run, std::string_view series, const std::string& title) {
  const auto number = std::to_string(run.value);
  Html links;
  for (const auto decision : {Decision::release, Decision::discard})
    links += tag("a",
                 {{"class", decision == Decision::release ? "button primary" : "button secondary"},
                  {"href", url({"hallna", number, series, address_of(decision)})},
                  {"aria-label", std::string(word_of(decision)) + ": " + title}},
                 word_of(decision));
  return tag("div", {{"class", "actions"}}, links);
}

Html held_counts(const HeldSeriesView& held) {
  const auto& series = held.series;
  if (held.evidence.of_table())
    return terms({{"Rader i tabellen", count_text(series.known)},
                  {held.state == "waiting" ? "Rader som väntar" : "Rader som väntade", count_text(series.inserted)}});
  return terms({{"Kända värden", count_text(series.known)},
                {"Skulle ändras", count_text(series.revised)},
                {"Nya", count_text(series.inserted)},
                {"Skulle försvinna", count_text(series.deleted + series.absent)}});
}

Html own_words(const HeldSeriesView& held) {
  return held.own.empty() ? Html() : paragraph(state_html({Tone::attention, held.own}));
}

Html whole_words(const HeldSeriesView& held, std::int64_t waiting) {
  const auto what = held.file.empty() ? "Hela körning " + std::to_string(held.run.value) : "Hela filen " + held.file;
  return paragraph(what + " avgörs på en gång, med alla sina " + count_text(waiting) + " serier.");
}

std::int64_t rows_of(const std::vector<api::WaitingPart>& parts) {
  std::int64_t rows = 0;
  for (const auto& part : parts) rows += part.rows;
  return rows;
}

std::vector<api::WaitingPart> all_parts(const std::vector<HeldSeriesView>& list) {
  std::vector<std::vector<api::WaitingPart>> all;
  for (const auto& held : list) {
    if (!held.parts.empty()) all.push_back(held.parts);
  }
  return api::sum_of(all);
}

Html waiting_together(const std::vector<api::WaitingPart>& parts, core::RunId run) {
  if (parts.empty()) return {};
  const auto rows = swedish::counted(rows_of(parts), swedish::Gender::common, "uppgift", "uppgifter");
  return paragraph(waiting_words(parts, run) + " Beslutet gäller alltihop: " + rows + ".");
}

std::string files_words(const std::vector<api::WaitingPart>& parts, const HeldSeriesView& last) {
  std::vector<std::string> files;
  for (const auto& part : parts)
    if (!part.file.empty() && std::ranges::find(files, part.file) == files.end()) files.push_back(part.file);
  if (!last.file.empty() && std::ranges::find(files, last.file) == files.end()) files.push_back(last.file);
  if (files.empty()) return {};
  return (files.size() == 1 ? "filen " : "filerna ") + swedish::listed(files);
}

}  // namespace sluss::daemon::pages
