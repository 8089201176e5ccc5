#include "daemon/serve/pages/file_rows.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/file_facts.h"
#include "connectors/file_words.h"
#include "daemon/serve/pages/held_words.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/file_text.h"

namespace sluss::daemon::pages {
namespace {

/// By place, as a spreadsheet shows it, and in words.
Table rows_of_a_file(const std::vector<core::Reject>& rejects, const connectors::FileFacts& known) {
  Table shown{.caption = "Avvisade rader",
              .caption_hidden = true,
              .columns = {{"Var"}, {"Rad", true}, {"Kolumn"}, {"Vad som är fel"}, {"Vad du ändrar"}, {"Som det stod"}},
              .rows = {},
              .when_empty = ""};
  for (const auto& reject : rejects) {
    const auto words = connectors::row_words(reject.error);
    Html wrong = std::string(words.wrong);
    if (!connectors::file_words(reject.error)) wrong += tag("span", {{"class", "note"}}, tag("code", {}, reject.error));
    shown.rows.push_back({reject.object + (reject.field.empty() ? "" : ", blad " + reject.field),
                          reject.line > 0 ? count_text(reject.line) : "",
                          connectors::column_words(known, reject.field, reject.column), std::move(wrong),
                          remedy_html(words.change), reject.shown});
  }
  return shown;
}

Table rows_of_answers(const std::vector<core::Reject>& rejects) {
  Table shown{.caption = "Avvisade rader",
              .caption_hidden = true,
              .columns = {{"Var"}, {"Fält"}, {"Fel"}, {"Vad som stod (maskerat)"}},
              .rows = {},
              .when_empty = "Ingen rad avvisades."};
  for (const auto& reject : rejects) {
    std::string place = reject.object;
    if (reject.line > 0) place += ", rad " + count_text(reject.line);
    const auto wrong = Html(connectors::row_words(reject.error).wrong) +
                       tag("span", {{"class", "note"}}, tag("code", {}, reject.error));
    shown.rows.push_back({place, reject.field, wrong, reject.shown});
  }
  return shown;
}

/// A file that the run put away without reading its rows.
bool is_not_needed(const core::Finding& finding) {
  return finding.code == connectors::file_same ||
         (finding.code == connectors::file_older && finding.severity == core::Severity::warning);
}

/// The same as one that waits, or was discarded, is a warning.
State state_of_not_needed(const core::Finding& finding) {
  if (finding.code != connectors::file_same) return {Tone::attention, std::string(connectors::file_older_outcome)};
  if (finding.severity == core::Severity::info) return {Tone::good, "Redan inläst"};
  return {Tone::attention, "Läst förut, men inte införd"};
}

/// " 29 november 2026 kl. 14.57 av anna (körning 3)", as far as it is known and the same of all.
std::string decision_words(const api::RunView& view) {
  const auto& first = view.held.front();
  const auto by = api::decision_of(view);
  std::string text;
  if (first.decided_at && (by || !first.decided_by)) text += " " + date_text(*first.decided_at);
  if (!view.decider.empty()) text += " av " + view.decider;
  const auto with = first.moved_to;
  const bool together =
      with && std::ranges::all_of(view.held, [&](const api::HeldView& held) { return held.moved_to == with; });
  if (together)
    text += " (med körning " + std::to_string(with->value) + ")";
  else if (by)
    text += " (körning " + std::to_string(by->value) + ")";
  return text;
}

/// Of what the run held; empty: it held nothing.
Html held_words(const api::RunView& view) {
  if (view.held.empty()) return {};
  const auto& rows = view.run.rows;
  const bool nothing_in = rows.inserted + rows.revised + rows.deleted + rows.absent == 0;
  if (view.waiting > 0)
    return state_html({Tone::attention, nothing_in ? "Filen väntar på beslut: inget av den är infört."
                                                   : "En del av filen väntar på beslut, resten är införd."});
  if (view.moved > 0) {
    const auto moved = std::ranges::find(view.held, "moved", &api::HeldView::state);
    const auto with = moved == view.held.end() || !moved->moved_to ? std::nullopt : moved->moved_to;
    const auto decided = with ? " Det avgörs med körning " + std::to_string(with->value) + "." : std::string();
    return state_html({Tone::attention, (nothing_in ? "Filen väntar på beslut: inget av den är infört."
                                                    : "En del av filen väntar på beslut, resten är införd.") +
                                            decided});
  }
  const auto all = [&](std::string_view state) {
    return std::ranges::all_of(view.held, [&](const api::HeldView& held) { return held.state == state; });
  };
  const std::string what = nothing_in ? "Filen" : "Det som väntade";
  const auto rows_of_runs = decided_words(view.decided_parts);
  const auto decision = decision_words(view) + (rows_of_runs.empty() ? "" : ", " + rows_of_runs) + ".";
  if (all("released")) return state_html({Tone::good, what + " hölls, och släpptes igenom" + decision});
  if (all("discarded"))
    return state_html({Tone::calm, what + " hölls, och förkastades" + decision +
                                       (nothing_in ? " Den är inte införd." : " Det är inte infört.")});
  if (all("replaced")) return state_html({Tone::calm, what + " är ersatt av en senare hämtning."});
  return state_html({Tone::calm, "Allt som väntade är avgjort: se Hållna serier nedan."});
}

bool is_whole(const api::RunView& view, const connectors::FileFacts& known) {
  return view.run.rows.rejected == 0 && known.wrong == 0;
}

swedish::FileText text_of(const api::RunView& view, const core::Finding& finding, const connectors::FileFacts& known) {
  auto text = swedish::file_text(finding.what, finding.remedy,
                                 {.words = known.rows ? connectors::rows_words(*known.rows) : std::string(),
                                  .whole = is_whole(view, known),
                                  .read = finding.count,
                                  .rejected = view.run.rows.rejected,
                                  .remedy = known.remedy});
  text.details = connectors::detail_lines(finding, known);
  return text;
}

/// Of a file that brought nothing new, and of which something could not be read. Empty: it is not such a one.
std::string unchanged_words(const api::RunView& view, const connectors::FileFacts& known) {
  if (view.run.status != "unchanged" || !view.held.empty() || !known.rows) return {};
  return connectors::stands_words(*known.rows);
}

/// Something of it is in force, and nothing of it waits.
bool is_loaded(const api::RunView& view) {
  if (view.waiting > 0 || view.moved > 0) return false;
  const auto& rows = view.run.rows;
  return rows.inserted + rows.revised + rows.deleted + rows.absent > 0 ||
         std::ranges::any_of(view.held, [](const api::HeldView& held) { return held.state == "released"; });
}

/// Nothing takes a load back: what there is to do instead.
Html wrong_file() {
  return tag(
      "details", {}, tag("summary", {}, "Var det fel fil?"),
      paragraph(remedy_html(
          "En inläst fil kan inte tas tillbaka. Lägg in den rätta under samma namn: då gäller den, och uppgifter "
          "som bara den felaktiga hade slutar gälla. Skiljer den sig mycket väntar den på beslut. Det går så "
          "länge ingen fil för en senare period är inläst. Annars, eller om det inte finns någon rätt fil: fråga "
          "den som sköter Sluss. Till den som sköter Sluss: inget kommando tar bort en inläst fil. En "
          "säkerhetskopia från före körningen kan läsas tillbaka (sluss restore), och då saknas också allt som "
          "kom efter den.")));
}

std::vector<Html> lines_of(std::string_view text) {
  std::vector<Html> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

Html file_section(const api::RunView& view) {
  Html content;
  const auto known = connectors::file_facts(view.findings);
  for (const auto& finding : view.findings) {
    if (finding.code != connectors::file_read) continue;
    std::vector<std::pair<Html, Html>> facts{{"Fil", tag("span", {{"class", "breaks"}}, finding.subject)}};
    if (auto state = held_words(view); !state.empty()) facts.emplace_back("Läge", std::move(state));
    if (auto words = unchanged_words(view, known); !words.empty())
      facts.emplace_back("Läge", state_html({Tone::attention, "Uppgifterna är de som redan fanns. " + words}));
    const auto text = text_of(view, finding, known);
    if (!known.own.empty()) facts.emplace_back("Er kommun", state_html({Tone::bad, known.own}));
    facts.emplace_back("Så lästes den", text.what);
    if (!text.rows.empty()) facts.emplace_back("Rader", text.rows);
    if (known.rows) facts.emplace_back("Uppgifter ur den", count_text(view.run.rows.given()));
    // Whatever was read of it, what waits is not done with.
    Html remedy;
    if (view.waiting > 0 || view.moved > 0)
      remedy = Html("Är filen fel: lägg in en rättad, så behövs inget beslut om den här. Annars: gå till ") +
               link(url({"hallna"}), "Hållna serier") +
               ", se efter om det är rätt, och välj Släpp igenom eller Förkasta.";
    if ((view.waiting == 0 && view.moved == 0) || !is_whole(view, known))
      remedy += (remedy.empty() ? "" : " ") + text.remedy;
    facts.emplace_back("Vad du kan göra", std::move(remedy));
    content += terms(facts);
    if (!text.details.empty())
      content += tag("details", {}, tag("summary", {}, "Rubriker och kolumner, till den som sköter Sluss"),
                     unordered_list(lines_of(text.details)));
    if (is_loaded(view)) content += wrong_file();
  }
  for (const auto& finding : view.findings) {
    if (!is_not_needed(finding)) continue;
    content += terms({{"Fil", tag("span", {{"class", "breaks"}}, finding.subject)},
                      {"Läge", state_html(state_of_not_needed(finding))},
                      {"Varför", finding.what},
                      {"Vad du kan göra", remedy_html(finding.remedy)}});
  }
  if (content.empty()) return {};
  return tag("section", {}, heading(2, "Filen"), content);
}

bool is_of_a_file(const core::Finding& finding) {
  return finding.code == connectors::file_read || finding.code == connectors::file_own_missing ||
         is_not_needed(finding);
}

Html rejects_section(const api::RunView& view) {
  const auto& rejects = view.rejects;
  const auto known = connectors::file_facts(view.findings);
  const auto all = known.rows ? known.wrong : view.run.rows.rejected;

  const bool of_a_file = std::ranges::any_of(
      rejects, [](const core::Reject& reject) { return connectors::file_words(reject.error).has_value(); });
  Html content =
      heading(2, "Avvisade rader") + table(of_a_file ? rows_of_a_file(rejects, known) : rows_of_answers(rejects));
  if (all > std::ssize(rejects))
    content += paragraph("Här visas de första " + count_text(std::ssize(rejects)) + " av " + count_text(all) + ".");
  return content;
}

}  // namespace sluss::daemon::pages
