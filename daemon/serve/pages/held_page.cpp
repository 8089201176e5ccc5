// One held series, with the evidence.
#include "daemon/serve/pages/held_page.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/swedish_words.h"
#include "core/unmet.h"
#include "daemon/serve/pages/decision_meaning.h"
#include "daemon/serve/pages/held_parts.h"
#include "daemon/serve/pages/held_words.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/unmet_rows.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {
namespace {

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

}  // namespace

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
                 paragraph(why_held(held, view.limits)), held_counts(held), waiting_together(held.parts, held.run));
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

}  // namespace sluss::daemon::pages
