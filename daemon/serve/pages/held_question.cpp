// The question before a decision on held series is done.
#include "daemon/serve/pages/held_page.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "daemon/serve/pages/decision_meaning.h"
#include "daemon/serve/pages/held_parts.h"
#include "daemon/serve/pages/held_words.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"

namespace sluss::daemon::pages {
namespace {

/// What one decision for all of a run is about. Why they are held is written once where it is the same.
Html all_table(const DecisionView& view) {
  const auto why = why_held(view.all.front(), view.limits);
  const bool same =
      std::ranges::all_of(view.all, [&](const HeldSeriesView& held) { return why_held(held, view.limits) == why; });
  Table shown{.caption = "Serierna", .caption_hidden = false, .columns = {{"Serie"}}, .rows = {}, .when_empty = ""};
  if (!same) shown.columns.push_back({"Varför den hålls"});
  for (const auto* heading : {"Kända värden", "Ändras", "Nya", "Försvinner"}) shown.columns.push_back({heading, true});
  const auto number = std::to_string(view.run.value);
  for (const auto& held : view.all) {
    const auto& s = held.series;
    std::vector<Html> row{link(url({"hallna", number, s.series}), held.title) +
                          tag("span", {{"class", "note"}}, s.series)};
    if (!same) row.emplace_back(why_held(held, view.limits));
    for (const auto count : {s.known, s.revised, s.inserted, s.deleted + s.absent}) row.emplace_back(count_text(count));
    shown.rows.push_back(std::move(row));
  }
  return (same ? paragraph(why) : Html()) + table(shown);
}

/// What the question is about: "alla 6 serier ur filen lista.csv".
std::string subject_of(const DecisionView& view) {
  const auto number = std::to_string(view.run.value);
  if (view.series) return view.series->title;
  const auto files = view.all.empty() ? std::string() : files_words(all_parts(view.all), view.all.front());
  const auto from = (files.empty() ? "som hålls i körning " : "ur " + files + ", som hålls i körning ") + number;
  return view.count == 1 ? "serien " + from : "alla " + count_text(view.count) + " serier " + from;
}

}  // namespace

Html decision_page(const DecisionView& view) {
  const bool release = view.decision == Decision::release;
  const auto number = std::to_string(view.run.value);
  Html content = heading(1, std::string(word_of(view.decision)) + "?");
  content += tag("p", {{"class", "lead"}}, subject_of(view));
  if (view.series) content += paragraph(why_held(*view.series, view.limits)) + held_counts(*view.series);
  if (!view.all.empty()) content += all_table(view);
  if (view.series)
    content += own_words(*view.series);
  else if (!view.all.empty())
    content += own_words(view.all.front());
  content += waiting_together(all_parts(view.series ? std::vector{*view.series} : view.all), view.run);
  content += heading(2, "Det här sker") + meaning_of(view.decision, view.series ? std::vector{*view.series} : view.all);
  content += tag(
      "div", {{"class", "actions"}},
      action({.target = url({"hallna", number, view.series ? std::string_view(view.series->series.series) : all_series,
                             address_of(view.decision)}),
              .token = view.token,
              .button = release ? "Ja, släpp igenom" : "Ja, förkasta",
              .look = release ? "primary" : "danger",
              .label = "",
              .fields = {}}),
      button_link(view.series ? url({"hallna", number, view.series->series.series}) : url({"hallna"}), "Avbryt"));
  return content;
}

}  // namespace sluss::daemon::pages
