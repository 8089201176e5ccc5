// The list of held series.
#include "daemon/serve/pages/held_page.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "daemon/serve/pages/decision_meaning.h"
#include "daemon/serve/pages/held_parts.h"
#include "daemon/serve/pages/held_words.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {
namespace {

Html waiting_card(const HeldSeriesView& held, std::int64_t of_run, const HeldListView& view) {
  const auto number = std::to_string(held.run.value);
  Html content = heading(2, link(url({"hallna", number, held.series.series}), held.title));
  content += tag("p", {{"class", "note"}}, held.series.series + " · ",
                 link(url({"korningar", number}), "körning " + number), ", ", time_html(held.at, view.now));
  content += paragraph(why_held(held, view.limits)) + own_words(held) + held_counts(held) +
             waiting_together(held.parts, held.run);
  content += paragraph(link(url({"hallna", number, held.series.series}),
                            Html("Se underlaget") + tag("span", {{"class", "unseen"}}, " för " + held.title)));
  if (is_decided_as_a_whole(held, of_run))
    content += whole_words(held, of_run);
  else if (view.may_operate)
    content += decision_links(held.run, held.series.series, held.title);
  return tag("article", {{"class", "card"}}, content);
}

/// Series of one run that are decided on together: all that a load changes, held for the same reason.
bool belongs_with(const HeldSeriesView& one, const HeldSeriesView& other, const warehouse::GateLimits& limits) {
  return one.run == other.run && holds_whole_load(one.series.gate) && holds_whole_load(other.series.gate) &&
         why_held(one, limits) == why_held(other, limits);
}

/// One card of all of them: `same` has two or more.
Html whole_load_card(const std::vector<HeldSeriesView>& same, const HeldListView& view) {
  const auto& first = same.front();
  const auto number = std::to_string(first.run.value);
  const auto parts = all_parts(same);
  const auto files = files_words(parts, first);
  const auto title = files.empty() ? "Allt ur körning " + number : swedish::capitalised(files);
  Html content = heading(2, tag("span", {{"class", "breaks"}}, title));
  content += tag("p", {{"class", "note"}}, link(url({"korningar", number}), "Körning " + number), ", ",
                 time_html(first.at, view.now));
  content += paragraph(why_held(first, view.limits)) + own_words(first);
  std::int64_t known = 0;
  std::int64_t changed = 0;
  std::int64_t fresh = 0;
  std::int64_t gone = 0;
  std::vector<Html> series;
  for (const auto& held : same) {
    known += held.series.known;
    changed += held.series.revised;
    fresh += held.series.inserted;
    gone += held.series.deleted + held.series.absent;
    series.push_back(link(url({"hallna", number, held.series.series}), held.title));
  }
  std::vector<std::pair<Html, Html>> numbers;
  // What the gates counted is of the last load alone.
  const std::string of_last = parts.empty() ? "" : " med körning " + number;
  if (!parts.empty()) numbers.emplace_back("Väntar i allt", count_text(rows_of(parts)));
  numbers.emplace_back("Kända värden", count_text(known));
  numbers.emplace_back("Skulle ändras" + of_last, count_text(changed));
  numbers.emplace_back("Nya" + of_last, count_text(fresh));
  numbers.emplace_back("Skulle försvinna" + of_last, count_text(gone));
  content += terms(numbers) + waiting_together(parts, first.run);
  const auto of_them = swedish::counted(std::ssize(same), swedish::Gender::common, "serie", "serier");
  content +=
      tag("details", {}, tag("summary", {}, swedish::capitalised(of_them) + ", med underlag"), unordered_list(series));
  if (view.may_operate) content += decision_links(first.run, all_series, title);
  return tag("article", {{"class", "card"}}, content);
}

Html waiting_cards(const HeldListView& view) {
  Html cards;
  std::vector<bool> shown(view.waiting.size());
  for (std::size_t i = 0; i < view.waiting.size(); ++i) {
    if (shown[i]) continue;
    std::vector<HeldSeriesView> same{view.waiting[i]};
    std::size_t of_run = 0;
    for (std::size_t other = 0; other < view.waiting.size(); ++other) {
      if (view.waiting[other].run == view.waiting[i].run) ++of_run;
      if (other <= i || shown[other] || !belongs_with(view.waiting[i], view.waiting[other], view.limits)) continue;
      same.push_back(view.waiting[other]);
      shown[other] = true;
    }
    // One decision for the run is about all of it: where something else of it waits, each has its own.
    if (same.size() > 1 && same.size() == of_run) {
      cards += whole_load_card(same, view);
    } else {
      for (const auto& held : same) cards += waiting_card(held, static_cast<std::int64_t>(of_run), view);
    }
  }
  return cards;
}

/// Of a file all that one decision was about is one: those of one list.
std::vector<std::vector<const HeldSeriesView*>> decided_together(const std::vector<HeldSeriesView>& decided) {
  std::vector<std::vector<const HeldSeriesView*>> groups;
  for (const auto& held : decided) {
    const auto same = std::ranges::find_if(groups, [&](const auto& group) {
      const auto& one = *group.front();
      return !held.file.empty() && one.run == held.run && one.state == held.state && one.decided_by == held.decided_by;
    });
    if (same == groups.end())
      groups.push_back({&held});
    else
      same->push_back(&held);
  }
  return groups;
}

/// The series; of a file the file, and the series or how many.
Html decided_cell(const std::vector<const HeldSeriesView*>& group) {
  const auto& held = *group.front();
  const auto number = std::to_string(held.run.value);
  const auto series = link(url({"hallna", number, held.series.series}), held.title);
  if (held.file.empty()) return series + tag("span", {{"class", "note"}}, held.series.series);
  const auto file = tag("span", {{"class", "breaks"}}, link(url({"korningar", number}), held.file));
  return file +
         tag("span", {{"class", "note"}}, group.size() == 1 ? series : Html(count_text(std::ssize(group)) + " serier"));
}

Html decided_table(const HeldListView& view) {
  constexpr std::size_t most_shown = 20;
  const bool of_files =
      std::ranges::any_of(view.decided, [](const HeldSeriesView& held) { return !held.file.empty(); });
  Table shown{.caption = "Nyligen avgjorda",
              .caption_hidden = true,
              .columns = {{of_files ? "Fil eller serie" : "Serie"}, {"Beslut"}, {"När"}, {"Från körning"}},
              .rows = {},
              .when_empty = "Inget har avgjorts än."};
  for (const auto& group : decided_together(view.decided)) {
    if (shown.rows.size() == most_shown) break;
    const auto& held = *group.front();
    const auto number = std::to_string(held.run.value);
    auto when = held.decided_at ? time_html(*held.decided_at, view.now) : Html("–");
    if (held.decided_by)
      when += tag("span", {{"class", "note"}},
                  link(url({"korningar", std::to_string(held.decided_by->value)}),
                       "Körning " + std::to_string(held.decided_by->value)));
    shown.rows.push_back({decided_cell(group), state_html(held_state(held.state, held.moved_to)), std::move(when),
                          link(url({"korningar", number}), number)});
  }
  return table(shown);
}

/// A run with several: one decision for all of them.
Html whole_runs(const HeldListView& view) {
  if (!view.may_operate) return {};
  Html shown;
  for (std::size_t i = 0; i < view.waiting.size();) {
    auto next = i;
    while (next < view.waiting.size() && view.waiting[next].run == view.waiting[i].run) ++next;
    bool together = true;  // they have a card of their own, with the decision
    for (auto one = i + 1; one < next; ++one)
      together = together && belongs_with(view.waiting[i], view.waiting[one], view.limits);
    if (next - i > 1 && !together) {
      const auto run = "körning " + std::to_string(view.waiting[i].run.value);
      const auto what = "alla " + count_text(static_cast<std::int64_t>(next - i)) + " i " + run;
      shown += tag("div", {{"class", "card slim"}}, tag("p", {}, swedish::capitalised(what) + " på en gång:"),
                   decision_links(view.waiting[i].run, all_series, what));
    }
    i = next;
  }
  return shown;
}

}  // namespace

Html held_list_page(const HeldListView& view) {
  Html content = heading(1, "Hållna serier");
  const bool whole =
      std::ranges::any_of(view.waiting, [](const HeldSeriesView& held) { return holds_whole_load(held.series.gate); });
  content += paragraph(
      whole ? "Sluss håller inne nya värden som avviker från det som väntades, tills någon har sett efter. För varje "
              "fil eller serie står varför, och om något är infört."
            : "Sluss håller inne nya värden som avviker mycket från dem som redan är kända, tills någon har sett "
              "efter. Allt annat från samma körning är redan infört.");
  if (view.waiting.empty()) {
    content += box("good", paragraph(state_html({Tone::good, "Ingen serie väntar på beslut."})));
  } else {
    content += waiting_cards(view) + whole_runs(view) + tag("section", {}, both_meanings(view.waiting));
  }
  return content + tag("section", {}, heading(2, "Nyligen avgjorda"), decided_table(view));
}

}  // namespace sluss::daemon::pages
