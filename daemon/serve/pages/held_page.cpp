#include "daemon/serve/pages/held_page.h"

#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/words.h"

namespace sluss::daemon::pages {
namespace {

/// In the address, for all that wait in a run; a series' id has a colon.
constexpr std::string_view all_series = "alla";

std::string_view address_of(Decision decision) {
  return decision == Decision::release ? "slapp" : "forkasta";
}

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

Html waiting_card(const HeldSeriesView& held, const HeldListView& view) {
  const auto number = std::to_string(held.run.value);
  Html content = heading(2, link(url({"hallna", number, held.series.series}), held.title));
  content += tag("p", {{"class", "note"}}, held.series.series + " · ",
                 link(url({"korningar", number}), "körning " + number), ", ", time_html(held.at, view.now));
  content += paragraph(why_held(held, view.limits)) + counts(held);
  content += paragraph(link(url({"hallna", number, held.series.series}),
                            Html("Se underlaget") + tag("span", {{"class", "unseen"}}, " för " + held.title)));
  if (view.may_operate) content += decision_links(held.run, held.series.series, held.title);
  return tag("article", {{"class", "card"}}, content);
}

/// "Hälften av värdena blir mellan 0,9 och 1,4 gånger sina gamla."
Html ratio_words(const api::Evidence& evidence) {
  if (!evidence.median) return {};
  const auto times = [](const std::optional<double>& ratio) {
    if (!ratio) return std::string("?");
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

Html examples_table(const api::Evidence& evidence, bool decided) {
  Table shown{.caption = "Exempel, utspridda över serien",
              .caption_hidden = false,
              .columns = {{"Område"},
                          {"Period"},
                          {"Kön"},
                          {decided ? "Gällde då" : "Nu gällande", true},
                          {"Nytt från källan", true},
                          {decided ? "Vad det gällde" : "Vad som sker"}},
              .rows = {},
              .when_empty = "Det finns inga värden att visa som exempel."};
  const auto value = [](const std::optional<double>& number) {
    return number ? number_text(*number) : std::string("–");
  };
  for (const auto& one : evidence.examples) {
    Html place = one.area;
    if (!one.unit.empty()) place += tag("span", {{"class", "note"}}, "Enhet " + one.unit);
    shown.rows.push_back({std::move(place), one.period, gender_word(one.gender), value(one.before), value(one.after),
                          kind_word(one.kind, decided)});
  }
  return table(shown);
}

Html release_words() {
  return unordered_list(
      {"De nya värdena gäller direkt, också i dataset och filer.",
       "De gamla värdena finns kvar i historiken, med uppgift om när de gällde. En tabells gamla rader ersätts: den "
       "har "
       "ingen historik.",
       "Det går inte att ångra med en knapp. Säger källan något annat vid en senare hämtning ändras värdena igen."});
}

Html discard_words() {
  return unordered_list({"De värden som gäller nu fortsätter att gälla.",
                         "Sluss minns beslutet: säger källan samma värden igen frågar Sluss inte en gång till.",
                         "Kommer källan med andra värden prövas de på nytt."});
}

Html both_meanings() {
  return heading(2, "Vad de två besluten betyder") + tag("div", {{"class", "two"}},
                                                         tag("div", {}, heading(3, "Släpp igenom"), release_words()),
                                                         tag("div", {}, heading(3, "Förkasta"), discard_words()));
}

Html decided_table(const HeldListView& view) {
  Table shown{.caption = "Nyligen avgjorda",
              .caption_hidden = true,
              .columns = {{"Serie"}, {"Avgörande"}, {"När"}, {"Från körning"}},
              .rows = {},
              .when_empty = "Inget har avgjorts än."};
  for (const auto& held : view.decided) {
    const auto number = std::to_string(held.run.value);
    auto when = held.decided_at ? time_html(*held.decided_at, view.now) : Html("–");
    if (held.decided_by)
      when += tag("span", {{"class", "note"}},
                  link(url({"korningar", std::to_string(held.decided_by->value)}),
                       "Körning " + std::to_string(held.decided_by->value)));
    shown.rows.push_back({link(url({"hallna", number, held.series.series}), held.title) +
                              tag("span", {{"class", "note"}}, held.series.series),
                          state_html(held_state(held.state)), std::move(when),
                          link(url({"korningar", number}), number)});
  }
  return table(shown);
}

/// When it was decided, by whom, and in which run.
Html decision_words(const HeldSeriesView& held, core::Instant now) {
  if (!held.decided_at) return {};
  Html told = Html(held.state == "replaced" ? "Ersatt " : "Avgjort ") + time_html(*held.decided_at, now);
  if (!held.decider.empty()) told += " av " + held.decider;
  if (held.decided_by) {
    const auto number = std::to_string(held.decided_by->value);
    told += Html(" i ") + link(url({"korningar", number}), "körning " + number);
  }
  return paragraph(told + ".");
}

/// A run with several: one decision for all of them.
Html whole_runs(const HeldListView& view) {
  if (!view.may_operate) return {};
  Html shown;
  for (std::size_t i = 0; i < view.waiting.size();) {
    auto next = i;
    while (next < view.waiting.size() && view.waiting[next].run == view.waiting[i].run) ++next;
    if (next - i > 1) {
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
  content += paragraph(
      "Sluss håller inne nya värden som avviker mycket från dem som redan är kända, tills någon har sett "
      "efter. Allt annat från samma körning är redan infört.");
  if (view.waiting.empty()) {
    content += box("good", paragraph(state_html({Tone::good, "Ingen serie väntar på beslut."})));
  } else {
    for (const auto& held : view.waiting) content += waiting_card(held, view);
    content += whole_runs(view) + tag("section", {}, both_meanings());
  }
  return content + tag("section", {}, heading(2, "Nyligen avgjorda"), decided_table(view));
}

Html held_page(const HeldPageView& view) {
  const auto& held = view.series;
  const auto number = std::to_string(held.run.value);
  Html content = heading(1, held.title);
  content += tag("p", {{"class", "note"}}, held.series.series + " · ",
                 link(url({"korningar", number}), "körning " + number), ", ", time_html(held.at, view.now));
  const bool decided = held.state != "waiting";
  content += paragraph(state_html(held_state(held.state)));
  if (decided) content += decision_words(held, view.now);
  content += tag("section", {}, heading(2, decided ? "Varför serien hölls" : "Varför serien hålls"),
                 paragraph(why_held(held, view.limits)), counts(held));
  if (!held.evidence.of_table()) {
    content += tag("section", {}, ratio_words(held.evidence));
    content += tag("section", {}, heading(2, "Exempel"), examples_table(held.evidence, decided));
  }
  if (held.state == "waiting") {
    content += tag("section", {}, both_meanings());
    content += view.may_operate ? decision_links(held.run, held.series.series, held.title)
                                : paragraph("Den som får styra jobben avgör.");
  }
  return content + paragraph(link(url({"hallna"}), "Alla hållna serier"));
}

Html decision_page(const DecisionView& view) {
  const bool release = view.decision == Decision::release;
  const auto number = std::to_string(view.run.value);
  const auto what = view.series       ? view.series->title
                    : view.count == 1 ? "serien som hålls i körning " + number
                                      : "alla " + count_text(view.count) + " serier som hålls i körning " + number;
  Html content = heading(1, std::string(name_of(view.decision)) + "?");
  content += tag("p", {{"class", "lead"}}, what);
  if (view.series) content += paragraph(why_held(*view.series, view.limits)) + counts(*view.series);
  content += heading(2, "Det här sker") + (release ? release_words() : discard_words());
  content += tag(
      "div", {{"class", "actions"}},
      action({.target = url({"hallna", number, view.series ? std::string_view(view.series->series.series) : all_series,
                             address_of(view.decision)}),
              .token = view.token,
              .button = release ? "Ja, släpp igenom" : "Ja, förkasta",
              .look = release ? "primary" : "danger",
              .told = "",
              .fields = {}}),
      button_link(view.series ? url({"hallna", number, view.series->series.series}) : url({"hallna"}), "Avbryt"));
  return content;
}

}  // namespace sluss::daemon::pages
