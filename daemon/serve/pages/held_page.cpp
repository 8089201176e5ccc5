#include "daemon/serve/pages/held_page.h"

#include <algorithm>
#include <vector>

#include "core/swedish_words.h"
#include "core/unmet.h"
#include "daemon/serve/pages/held_words.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/unmet_rows.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {
namespace {

std::string_view name_of(Decision decision) {
  return decision == Decision::release ? "Släpp igenom" : "Förkasta";
}

Html decision_links(core::RunId run, std::string_view series, const std::string& title) {
  const auto number = std::to_string(run.value);
  Html links;
  for (const auto decision : {Decision::release, Decision::discard})
    links += tag("a",
                 {{"class", decision == Decision::release ? "button primary" : "button secondary"},
                  {"href", url({"hallna", number, series, address_of(decision)})},
                  {"aria-label", std::string(name_of(decision)) + ": " + title}},
                 name_of(decision));
  return tag("div", {{"class", "actions"}}, links);
}

Html counts(const HeldSeriesView& held) {
  const auto& series = held.series;
  if (held.evidence.of_table())
    return terms({{"Rader i tabellen", count_text(series.known)},
                  {held.state == "waiting" ? "Rader som väntar" : "Rader som väntade", count_text(series.inserted)}});
  return terms({{"Kända värden", count_text(series.known)},
                {"Skulle ändras", count_text(series.revised)},
                {"Nya", count_text(series.inserted)},
                {"Skulle försvinna", count_text(series.deleted + series.absent)}});
}

std::int64_t rows_of(const std::vector<api::WaitingPart>& parts) {
  std::int64_t rows = 0;
  for (const auto& part : parts) rows += part.rows;
  return rows;
}

/// What one decision is about, where rows of an earlier run wait too.
Html carried(const std::vector<api::WaitingPart>& parts, core::RunId run) {
  if (parts.empty()) return {};
  const auto rows = swedish::counted(rows_of(parts), swedish::Gender::common, "uppgift", "uppgifter");
  return paragraph(waiting_words(parts, run) + " Beslutet gäller alltihop: " + rows + ".");
}

std::vector<api::WaitingPart> all_parts(const std::vector<HeldSeriesView>& list) {
  std::vector<std::vector<api::WaitingPart>> all;
  for (const auto& held : list) {
    if (!held.parts.empty()) all.push_back(held.parts);
  }
  return api::sum_of(all);
}

/// That the own municipality is not in it, beside the decision.
Html own_words(const HeldSeriesView& held) {
  return held.own.empty() ? Html() : paragraph(state_html({Tone::attention, held.own}));
}

/// In place of the buttons of one series.
Html whole_words(const HeldSeriesView& held, std::int64_t waiting) {
  const auto what = held.file.empty() ? "Hela körning " + std::to_string(held.run.value) : "Hela filen " + held.file;
  return paragraph(what + " avgörs på en gång, med alla sina " + count_text(waiting) + " serier.");
}

Html waiting_card(const HeldSeriesView& held, std::int64_t of_run, const HeldListView& view) {
  const auto number = std::to_string(held.run.value);
  Html content = heading(2, link(url({"hallna", number, held.series.series}), held.title));
  content += tag("p", {{"class", "note"}}, held.series.series + " · ",
                 link(url({"korningar", number}), "körning " + number), ", ", time_html(held.at, view.now));
  content += paragraph(why_held(held, view.limits)) + own_words(held) + counts(held) + carried(held.parts, held.run);
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

/// "filerna a.csv och b.csv": all that one decision is about. Empty: the sources are none.
std::string files_words(const std::vector<api::WaitingPart>& parts, const HeldSeriesView& last) {
  std::vector<std::string> files;
  for (const auto& part : parts)
    if (!part.file.empty() && std::ranges::find(files, part.file) == files.end()) files.push_back(part.file);
  if (!last.file.empty() && std::ranges::find(files, last.file) == files.end()) files.push_back(last.file);
  if (files.empty()) return {};
  return (files.size() == 1 ? "filen " : "filerna ") + swedish::listed(files);
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
  content += terms(numbers) + carried(parts, first.run);
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

/// Nothing is held but that values are gone: those that stay are unchanged.
bool only_ceases(const HeldSeriesView& held) {
  const auto& series = held.series;
  return series.deleted + series.absent > 0 && series.revised + series.inserted == 0;
}

/// "Hälften av värdena blir mellan 0,9 och 1,4 gånger sina gamla."
Html ratio_words(const HeldSeriesView& held) {
  const auto& evidence = held.evidence;
  if (!evidence.median || only_ceases(held)) return {};
  const auto times = [](const std::optional<double>& ratio) {
    if (!ratio) return std::string("går inte att räkna, det gamla värdet var 0");
    return number_text(*ratio, *ratio >= 10 ? 1 : 3);
  };
  return heading(2, "Hur mycket värdena ändras") +
         paragraph(
             "Talen säger hur många gånger det gamla värdet det nya är: 1 är oförändrat, 2 är dubbelt, 0,5 är hälften. "
             "Räknat på de värden som finns både förut och nu.") +
         terms({{"Minst", times(evidence.least)},
                {"En fjärdedel ligger under", times(evidence.quarter)},
                {"I mitten", times(evidence.median)},
                {"En fjärdedel ligger över", times(evidence.three_quarters)},
                {"Mest", times(evidence.most)}});
}

std::string kind_word(std::string_view kind, bool decided) {
  if (decided) {
    if (kind == "revised") return "ändrat värde";
    if (kind == "inserted") return "nytt värde";
    if (kind == "deleted") return "borttaget av källan";
    if (kind == "absent") return "fanns inte längre";
  }
  if (kind == "revised") return "ändras";
  if (kind == "inserted") return "nytt";
  if (kind == "deleted") return "tas bort av källan";
  if (kind == "absent") return "finns inte längre";
  return std::string(kind);
}

Html values_table(const std::string& caption, const std::vector<api::Example>& values, bool decided) {
  Table shown{.caption = caption,
              .caption_hidden = false,
              .columns = {{"Område"},
                          {"Period"},
                          {"Kön"},
                          {decided ? "Gällde då" : "Nu gällande", true},
                          {"Nytt från källan", true},
                          {decided ? "Vad det gällde" : "Vad som sker"}},
              .rows = {},
              .when_empty = "Det finns inga värden att visa som exempel."};
  const auto value = [](const std::optional<double>& number, core::Bound bound) {
    return number ? core::with_bound(bound, number_text(*number)) : std::string("–");
  };
  for (const auto& one : values) {
    Html place = one.area;
    if (!one.unit.empty()) place += tag("span", {{"class", "note"}}, "Enhet " + one.unit);
    shown.rows.push_back({std::move(place), one.period, gender_word(one.gender), value(one.before, one.before_bound),
                          value(one.after, one.after_bound), kind_word(one.kind, decided)});
  }
  return table(shown);
}

/// What a reader wants to know first: what becomes of our own figures, and of those that they are compared with.
Html known_areas(const HeldSeriesView& held) {
  const bool whole = held.series.gate == core::expectation_gate;
  if (held.known_areas.empty() ||
      (whole && std::ranges::all_of(held.known_areas, [](const KnownArea& area) { return area.values.empty(); })))
    return {};
  Html shown = heading(2, "Er kommun och riket");
  for (const auto& area : held.known_areas) {
    if (area.values.empty()) {
      // Means of a file that is not as expected may lack in it, and others are computed from what it says.
      if (!whole) shown += paragraph(area.name + " berörs inte.");
      continue;
    }
    shown += values_table(area.name, area.values, false);
    if (area.more)
      shown += paragraph("Här visas de " + count_text(std::ssize(area.values)) + " senaste. Det finns fler.");
  }
  return tag("section", {}, shown);
}

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

/// Of the series to be decided on; of several, each is decided on its own.
Html both_meanings(const std::vector<HeldSeriesView>& list) {
  const auto effect = effect_of(list);
  const auto ceasing = list.size() == 1 ? ceasing_words(effect.ceases)
                                        : "De värden som källan inte längre har slutar gälla i dataset och filer.";
  return heading(2, "Vad de två besluten betyder") +
         tag("div", {{"class", "two"}}, tag("div", {}, heading(3, "Släpp igenom"), release_words(effect, ceasing)),
             tag("div", {}, heading(3, "Förkasta"), discard_words(is_whole_load(list))));
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

/// When it was decided, by whom, and in which run.
Html decision_words(const HeldSeriesView& held, core::Instant now) {
  if (held.state == "moved" && held.moved_to) {
    const auto number = std::to_string(held.moved_to->value);
    const auto rows = held.waited_rows
                          ? swedish::counted(*held.waited_rows, swedish::Gender::common, "uppgift", "uppgifter")
                          : std::string("Det som är kvar");
    return paragraph(swedish::capitalised(rows) + " väntar nu i " +
                     link(url({"hallna", number, held.series.series}), "körning " + number) +
                     ", som kom senare, och avgörs där. Inget har ersatt dem.");
  }
  if (!held.decided_at) return {};
  Html text = Html(held.state == "replaced" ? "Ersatt " : "Avgjort ") + time_html(*held.decided_at, now);
  if (!held.decider.empty()) text += " av " + held.decider;
  if (held.decided_by) {
    const auto number = std::to_string(held.decided_by->value);
    text += Html(" i ") + link(url({"korningar", number}), "körning " + number);
  }
  text += ".";
  if (held.moved_to && held.waited_rows) {
    const auto number = std::to_string(held.moved_to->value);
    const auto rows = swedish::counted(*held.waited_rows, swedish::Gender::common, "uppgift", "uppgifter");
    text += " " + swedish::capitalised(rows) + " härifrån avgjordes med " +
            link(url({"hallna", number, held.series.series}), "körning " + number) + ".";
  }
  return paragraph(text);
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

Html held_page(const HeldPageView& view) {
  const auto& held = view.series;
  const auto number = std::to_string(held.run.value);
  Html content = heading(1, held.title);
  content += tag("p", {{"class", "note"}}, held.series.series + " · ",
                 link(url({"korningar", number}), "körning " + number), ", ", time_html(held.at, view.now));
  if (!held.file.empty()) content += paragraph(Html("Ur filen ") + tag("span", {{"class", "breaks"}}, held.file) + ".");
  const bool decided = held.state != "waiting";
  content += paragraph(state_html(held_state(held.state, held.moved_to)));
  if (decided) content += decision_words(held, view.now);
  content += tag("section", {}, heading(2, decided ? "Varför serien hölls" : "Varför serien hålls"),
                 paragraph(why_held(held, view.limits)), counts(held), carried(held.parts, held.run));
  content += unmet_rows(held.evidence);
  if (!held.evidence.of_table()) {
    content += tag("section", {}, ratio_words(held));
    content += known_areas(held);
    content += tag("section", {}, heading(2, "Exempel"),
                   values_table("Exempel, utspridda över serien", held.evidence.examples, decided));
  }
  if (held.state == "waiting" && is_decided_as_a_whole(held, view.waiting)) {
    content += own_words(held) + whole_words(held, view.waiting);
    content += view.may_operate ? decision_links(held.run, all_series, "allt ur körning " + number)
                                : paragraph("Den som får styra jobben avgör.");
  } else if (held.state == "waiting") {
    content += own_words(held) + tag("section", {}, both_meanings({held}));
    content += view.may_operate ? decision_links(held.run, held.series.series, held.title)
                                : paragraph("Den som får styra jobben avgör.");
  }
  return content + paragraph(link(url({"hallna"}), "Alla hållna serier"));
}

Html decision_page(const DecisionView& view) {
  const bool release = view.decision == Decision::release;
  const auto number = std::to_string(view.run.value);
  Html content = heading(1, std::string(name_of(view.decision)) + "?");
  content += tag("p", {{"class", "lead"}}, subject_of(view));
  if (view.series) content += paragraph(why_held(*view.series, view.limits)) + counts(*view.series);
  if (!view.all.empty()) content += all_table(view);
  if (view.series)
    content += own_words(*view.series);
  else if (!view.all.empty())
    content += own_words(view.all.front());
  content += carried(all_parts(view.series ? std::vector{*view.series} : view.all), view.run);
  const auto effect = effect_of(view.series ? std::vector{*view.series} : view.all);
  content += heading(2, "Det här sker") +
             (release ? release_words(effect, ceasing_words(effect.ceases))
                      : discard_words(is_whole_load(view.series ? std::vector{*view.series} : view.all)));
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
