#include "daemon/serve/pages/calendar_page.h"

#include <utility>

#include "core/swedish_words.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {
namespace {

namespace status = core::swedish_status;

State publication_state(const PublicationView& one, core::Instant now) {
  auto word = swedish::capitalised(one.status);
  if (one.status == status::late) return {Tone::attention, std::move(word)};
  if (one.status == status::not_checked)
    return {Tone::attention, one.last_queried ? word + " sedan " + day_text(*one.last_queried, now) : word};
  if (one.status == status::held) return held_state("waiting");
  if (one.status == status::pending) return {Tone::calm, std::move(word)};
  if (one.status == status::unchanged) return {Tone::good, std::move(word)};
  return {Tone::good, "Har kommit"};
}

/// What waits for a decision has come, and is shown with a link to the decision.
Html came_words(const PublicationView& one, core::Instant now) {
  if (one.status != status::held) return Html("Sågs här " + day_text(*one.came, now));
  const auto words = "Har kommit " + day_text(*one.came, now) + ", väntar på beslut";
  return one.held_by ? link(url({"hallna", std::to_string(one.held_by->value), one.indicator}), words) : Html(words);
}

Html publications(const std::string& caption, const std::vector<PublicationView>& list, const std::string& when_empty,
                  core::Instant now) {
  Table shown{.caption = caption,
              .caption_hidden = true,
              .columns = {{"Nyckeltal"}, {"Period"}, {"Slag"}, {"Aviserad"}, {"Läge"}},
              .rows = {},
              .when_empty = when_empty};
  for (const auto& one : list) {
    auto state = state_html(publication_state(one, now));
    if (one.came) state += tag("span", {{"class", "note"}}, came_words(one, now));
    if (one.days_late > 0)
      state += tag("span", {{"class", "note"}},
                   count_text(one.days_late) + (one.days_late == 1 ? " dag sen" : " dagar sen"));
    shown.rows.push_back({Html(one.title) + tag("span", {{"class", "note"}}, one.indicator), one.period, one.kind,
                          Html(day_text(one.day, now)) + tag("span", {{"class", "note"}}, one.week), std::move(state)});
  }
  return table(shown);
}

Html dates(const CalendarView& view) {
  Table shown{
      .caption = "Sista dagar", .caption_hidden = true, .columns = {{"Vad"}, {"Senast"}}, .rows = {}, .when_empty = ""};
  for (const auto& deadline : view.deadlines) shown.rows.push_back({deadline.name, day_text(deadline.day, view.now)});
  return tag("section", {}, heading(2, "Sista dagar"), table(shown));
}

Html slots(const CalendarView& view) {
  Table shown{.caption = "Nästa körningar",
              .caption_hidden = true,
              .columns = {{"Jobb"}, {"När"}},
              .rows = {},
              .when_empty = "Inget jobb har någon tid."};
  for (const auto& slot : view.slots) shown.rows.push_back({slot.job, time_html(slot.at, view.now)});
  return tag("section", {}, heading(2, "Nästa körningar"), table(shown));
}

}  // namespace

Html calendar_page(const CalendarView& view) {
  Html content =
      heading(1, "Kalender") +
      paragraph(
          "Källans egna besked om när nya värden kommer, för de nyckeltal som ni följer. En publicering räknas "
          "som försenad när söndagen i den aviserade veckan har passerat och källan har tillfrågats sedan dess. Det "
          "som har kommit och väntar på beslut är inte försenat.");
  if (!view.deadlines.empty()) content += dates(view);
  if (!view.late.empty())
    content +=
        tag("section", {}, heading(2, "Försenade"), publications("Försenade publiceringar", view.late, "", view.now));
  if (!view.unchecked.empty())
    content += tag("section", {}, heading(2, "Inte kontrollerade"),
                   paragraph("Den aviserade veckan har passerat, men Sluss har inte fått svar av källan sedan dess. Om "
                             "värdena har kommit vet Sluss efter nästa lyckade körning."),
                   publications("Publiceringar som inte är kontrollerade", view.unchecked, "", view.now));
  if (!view.held.empty())
    content += tag("section", {}, heading(2, held_state("waiting").word),
                   publications("Publiceringar som väntar på beslut", view.held, "", view.now));
  content +=
      tag("section", {}, heading(2, "Kommer"),
          publications("Publiceringar som kommer", view.coming, "Källan har inte aviserat något mer.", view.now));
  if (view.more_coming > 0)
    content += paragraph(link(url({"dataset", "publiceringskalender"}), "Hela publiceringskalendern") + " (" +
                         count_text(view.more_coming) + " till).");
  content += tag("section", {}, heading(2, "Har kommit"),
                 publications("Publiceringar som har kommit", view.came,
                              "Inget av det som är aviserat nu har kommit än.", view.now));
  return content + slots(view);
}

}  // namespace sluss::daemon::pages
