#include "daemon/serve/pages/runs_page.h"

#include <algorithm>
#include <utility>

#include "connectors/file_words.h"
#include "daemon/serve/pages/file_rows.h"
#include "daemon/serve/pages/held_words.h"
#include "daemon/serve/pages/json_lines.h"
#include "daemon/serve/pages/notices.h"
#include "daemon/serve/pages/run_account.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {
namespace {

Html failed_link(std::int64_t entry, const Html& text) {
  return link(url({"korningar", "misslyckad", std::to_string(entry)}), text);
}

Html run_row_name(const api::RunView& view) {
  if (view.run.id.value == 0 && view.entry == 0) return "–";
  if (view.run.id.value == 0) return failed_link(view.entry, "Misslyckad " + std::to_string(view.entry));
  const auto number = std::to_string(view.run.id.value);
  return link(url({"korningar", number}), "Körning " + number);
}

/// What held and waits no more is over.
State state_of(const api::RunView& view) {
  return run_state(api::status_text(view));
}

std::string refused_words(const connectors::RefusedFile& file) {
  return "Filen " + file.name + " kunde inte läsas in";
}

Html status_cell(const api::RunView& view, std::int64_t errors) {
  Html shown = state_html(with_errors(state_of(view), errors));
  if (view.run.id.value == 0) {
    shown += view.file ? tag("span", {{"class", "note"}}, refused_words(*view.file) + ".")
                       : tag("span", {{"class", "note"}}, failure_words(view.error_class) + ". ",
                             tag("code", {}, view.error_code));
  } else if (view.waiting > 0) {
    shown += tag(
        "span", {{"class", "note"}},
        link(url({"hallna"}),
             swedish::counted(view.waiting, swedish::Gender::common, "serie väntar", "serier väntar") + " på beslut"));
  } else if (view.moved > 0) {
    shown += tag("span", {{"class", "note"}},
                 link(url({"hallna"}), swedish::counted(view.moved, swedish::Gender::common, "serie", "serier") +
                                           " avgörs med en senare körning"));
  }
  if (errors > 0)
    shown += tag("span", {{"class", "note"}}, link(url({"korningar", std::to_string(view.run.id.value)}), "Se felen"));
  return shown;
}

std::string series_words(std::int64_t series) {
  return count_text(series) + (series == 1 ? " serie" : " serier");
}

/// The rows that were read and are held, of how many series, and what is held though no row was read: what is gone.
Html held_cell(std::int64_t rows, const warehouse::ledger::RunSum& sum) {
  Html shown = count_text(rows);
  if (sum.series > 0) shown += tag("span", {{"class", "note"}}, series_words(sum.series));
  if (sum.ceasing > 0) shown += tag("span", {{"class", "note"}}, count_text(sum.ceasing) + " skulle försvinna");
  return shown;
}

/// "lista 2025.csv", "+2 till"
Html file_cell(const RunsView& view, const api::RunView& one) {
  std::vector<std::string> names;
  if (one.file)
    names.push_back(one.file->name);
  else if (const auto known = view.files.find(one.run.id); known != view.files.end())
    names = known->second;
  if (names.empty()) return Html("–");
  Html shown = tag("span", {{"class", "breaks"}}, names.front());
  if (names.size() > 1) shown += tag("span", {{"class", "note"}}, "+" + count_text(std::ssize(names) - 1) + " till");
  return shown;
}

/// "Förkastade 51 158 uppgifter av 64 serier som körning 3 höll."
Html decision_section(const api::Decision& decision, bool discarded) {
  const auto run = std::to_string(decision.of.value);
  Html text = discarded ? "Förkastade " : "Släppte igenom ";
  text += decision.rows ? swedish::counted(*decision.rows, swedish::Gender::common, "uppgift", "uppgifter")
                        : "det som väntade";
  text += " av " + swedish::counted(std::ssize(decision.series), swedish::Gender::common, "serie", "serier") + " som ";
  text += link(url({"korningar", run}), "körning " + run) + " höll";
  if (!decision.parts.empty()) text += ": " + parts_words(decision.parts);
  if (!decision.who.empty()) text += ", avgjort av " + decision.who;
  Html list;
  for (const auto& series : decision.series) list += tag("li", {}, link(url({"hallna", run, series}), series));
  Html shown = heading(2, "Beslutet") + paragraph(text + ".");
  if (!decision.series.empty()) shown += tag("details", {}, tag("summary", {}, "Serierna"), tag("ul", {}, list));
  return shown;
}

Html held_section(const RunPageView& view) {
  Table held{
      .caption = "Serier som hölls",
      .caption_hidden = true,
      .columns = {{"Serie"}, {"Läge"}, {"Kända värden", true}, {"Ändras", true}, {"Nya", true}, {"Försvinner", true}},
      .rows = {},
      .when_empty = "Ingen serie hölls."};
  const auto run = std::to_string(view.run.run.id.value);
  std::int64_t ceasing = 0;
  for (const auto& one : view.run.held) {
    const auto& s = one.series;
    ceasing += s.deleted + s.absent;
    held.rows.push_back({link(url({"hallna", run, s.series}), one.title) + tag("span", {{"class", "note"}}, s.series),
                         state_html(held_state(one.state, one.moved_to)), count_text(s.known), count_text(s.revised),
                         count_text(s.inserted), count_text(s.deleted + s.absent)});
  }
  auto text = series_words(std::ssize(view.run.held)) + " hölls.";
  if (ceasing > 0)
    text += " Där skulle " + swedish::counted(ceasing, swedish::Gender::neuter, "värde", "värden") + " försvinna.";
  std::vector<std::vector<api::WaitingPart>> parts;
  for (const auto& one : view.run.held) {
    if (!one.parts.empty()) parts.push_back(one.parts);
  }
  Html shown = heading(2, "Hållna serier") + paragraph(text);
  if (!parts.empty())
    shown += paragraph(waiting_words(api::sum_of(parts), view.run.run.id) + " Ett beslut gäller alltihop.");
  return shown + table(held);
}

Html findings_table(const std::string& caption, const std::vector<const core::Finding*>& findings) {
  Table shown{.caption = caption,
              .caption_hidden = true,
              .columns = {{"Vad"}, {"Hur allvarligt"}, {"Gäller"}, {"Antal", true}},
              .rows = {},
              .when_empty = "Inget att anmärka."};
  for (const auto* finding : findings) {
    Html what = finding->what;
    if (!finding->remedy.empty()) what += tag("span", {{"class", "note"}}, remedy_html(finding->remedy));
    shown.rows.push_back({std::move(what), state_html(severity_state(finding->severity)),
                          tag("span", {{"class", "breaks"}}, finding->subject), count_text(finding->count)});
  }
  return table(shown);
}

bool is_why_held(const core::Finding& finding) {
  return finding.code == "run.suspect" || finding.code == "run.unmet";
}

/// Nothing of the run waits any more: why it was held is no order to decide.
std::vector<core::Finding> as_decided(std::vector<core::Finding> findings) {
  constexpr std::string_view holds = "hålls kvar: ";
  for (auto& finding : findings) {
    if (!is_why_held(finding)) continue;
    finding.remedy = "Det är avgjort, och inget behöver göras.";
    if (const auto at = finding.what.find(holds); at != std::string::npos)
      finding.what.replace(at, holds.size(), "hölls kvar: ");
  }
  return findings;
}

Html findings_section(const api::RunView& view) {
  const bool decided = !view.held.empty() && view.waiting == 0 && view.moved == 0;
  const auto findings = with_years_joined(decided ? as_decided(view.findings) : view.findings);
  std::vector<const core::Finding*> serious;
  std::vector<const core::Finding*> others;
  for (const auto& finding : findings) {
    if (is_of_a_file(finding)) continue;  // file_section() has it
    (finding.severity == core::Severity::info ? others : serious).push_back(&finding);
  }
  std::ranges::stable_sort(serious, std::greater{}, [](const core::Finding* f) { return f->severity; });
  Html shown = heading(2, "Iakttagelser") + findings_table("Fel och varningar", serious);
  if (!others.empty())
    shown += tag("details", {},
                 tag("summary", {},
                     swedish::capitalised(swedish::counted(static_cast<std::int64_t>(others.size()),
                                                           swedish::Gender::common, "upplysning", "upplysningar"))),
                 findings_table("Upplysningar", others));
  return shown;
}

Html fetched_section(const RunPageView& view) {
  Table shown{.caption = "Hämtat från källan",
              .caption_hidden = true,
              .columns = {{"Fråga till källan"}, {"Svar", true}, {"Storlek", true}, {"Senast hämtat"}},
              .rows = {},
              .when_empty = "Den här körningen hämtade inget från källan."};
  for (const auto& one : view.fetched)
    shown.rows.push_back({tag("code", {{"class", "breaks"}}, one.query), count_text(one.objects),
                          swedish::swedish_size(static_cast<std::uint64_t>(one.bytes)), time_html(one.last, view.now)});
  return heading(2, "Hämtat från källan") + table(shown);
}

/// What an administrator looks at first.
std::string remedy_words(std::string_view error_class, std::string_view error_code) {
  if (const auto words = connectors::file_words(error_code))
    return std::string(words->wrong) + " " + std::string(words->change);
  if (error_class == "transient")
    return "Felet går ofta över av sig självt. Gör det inte det: se efter att källan svarar, och att nätverk, "
           "brandvägg "
           "och proxy släpper fram Sluss till den.";
  if (error_class == "source")
    return "Källan har kanske ändrat sina svar eller sina regler. De tekniska uppgifterna säger vad den svarade.";
  if (error_class == "config") return "Rätta det som de tekniska uppgifterna nämner, och prova med sluss check.";
  if (error_class == "storage") return "Se efter att disken har plats och att Sluss får skriva till sina mappar.";
  if (error_class == "data") return "De tekniska uppgifterna säger vilka uppgifter det gäller. Rätta dem hos källan.";
  if (error_class == "cancelled") return "Kör jobbet igen när det passar.";
  if (error_class == "busy") return "Vänta tills det andra är klart och kör jobbet igen.";
  return "De tekniska uppgifterna säger vad som hände.";
}

Html other_attempts(const FailedPageView& view) {
  Table attempts{.caption = "Andra misslyckade försök",
                 .caption_hidden = true,
                 .columns = {{"Försök"}, {"När"}, {"Varför"}},
                 .rows = {},
                 .when_empty = "Jobbet har inga andra misslyckade försök på senare tid."};
  for (const auto& one : view.others)
    attempts.rows.push_back({failed_link(one.entry, "Misslyckad " + std::to_string(one.entry)),
                             time_html(one.run.recorded_at, view.now),
                             (one.file ? refused_words(*one.file) : failure_words(one.error_class)) + "."});
  return heading(2, "Andra misslyckade försök") + table(attempts);
}

}  // namespace

Html failed_page(const FailedPageView& view) {
  const auto& run = view.run.run;
  const auto took = std::chrono::microseconds(run.recorded_at.micros - run.started_at.micros);
  const auto& file = view.run.file;
  const auto lead = file ? "Inget ur filen är infört. De uppgifter som fanns gäller som förut."
                         : failure_words(view.run.error_class) + ". Inget har ändrats i lagret.";
  const auto details = folded_technical(paragraph(technical_text(view.run.error_code, view.run.error)) +
                                        paragraph(Html("Samma uppgifter på servern: ") +
                                                  tag("code", {}, "sluss show " + api::failed_name(view.run.entry))));
  const auto what_to_do =
      file ? tag("section", {}, heading(2, "Vad som är fel"), paragraph(file->wrong)) +
                 tag("section", {}, heading(2, "Vad du kan göra"), paragraph(remedy_html(file->change)), details)
           : tag("section", {}, heading(2, "Vad du kan göra"),
                 paragraph(remedy_html(remedy_words(view.run.error_class, view.run.error_code))), details);
  const auto facts = terms({{"Resultat", state_html(run_state(run.status))},
                            {"Jobb", run.job},
                            {"Källa", run.source},
                            {"Började", time_html(run.started_at, view.now)},
                            {"Slutade", time_html(run.recorded_at, view.now) + " (" + span_text(took) + ")"}});
  return heading(1, file ? refused_words(*file) : "Misslyckad körning av " + run.job) +
         tag("p", {{"class", "lead"}}, lead) + (file ? what_to_do + facts : facts + what_to_do) +
         tag("section", {}, other_attempts(view)) + paragraph(link(url({"korningar"}), "Alla körningar"));
}

Html runs_page(const RunsView& view) {
  // Only where there is something to say in it.
  const bool of_files = !view.files.empty() ||
                        std::ranges::any_of(view.runs, [](const api::RunView& one) { return one.file.has_value(); });
  Table runs{.caption = "Körningar, den senaste först",
             .caption_hidden = true,
             .columns = {{"Körning"},
                         {"När"},
                         {"Jobb"},
                         {"Resultat"},
                         {"Lästa", true},
                         {"Nya", true},
                         {"Ändrade", true},
                         {"Försvunna", true},
                         {"Hållna", true}},
             .rows = {},
             .when_empty = "Inget har körts än."};
  if (of_files) runs.columns.insert(runs.columns.begin() + 3, Column{"Fil"});
  for (const auto& one : view.runs) {
    const auto& run = one.run;
    const auto known = view.sums.find(run.id);
    const auto sum = known == view.sums.end() ? warehouse::ledger::RunSum{} : known->second;
    const auto count = [&](std::int64_t number) { return run.id.value == 0 ? Html("–") : Html(count_text(number)); };
    runs.rows.push_back({run_row_name(one), time_html(run.recorded_at, view.now),
                         Html(run.job) + tag("span", {{"class", "note"}}, cause_word(run.cause)),
                         status_cell(one, sum.errors), count(taken_of(run.rows)), count(run.rows.inserted),
                         count(run.rows.revised), count(run.rows.deleted + run.rows.absent),
                         run.id.value == 0 ? Html("–") : held_cell(run.rows.held, sum)});
    if (of_files) runs.rows.back().insert(runs.rows.back().begin() + 3, file_cell(view, one));
  }
  return heading(1, "Körningar") +
         paragraph(
             "Varje gång Sluss har hämtat från en källa, eller någon har avgjort en hållen serie. En körning som "
             "misslyckas ändrar inget.") +
         table(runs) + steps(view.steps);
}

Html run_page(const RunPageView& view) {
  const auto& run = view.run.run;
  const auto took = std::chrono::microseconds(run.recorded_at.micros - run.started_at.micros);
  const auto errors = api::errors_in(view.run.findings);
  std::vector<std::pair<Html, Html>> facts{
      {"Resultat", state_html(with_errors(state_of(view.run), errors))},
      {"Jobb", run.job},
      {"Källa", run.source},
      {"Slag", cause_word(run.cause)},
      {"Började", time_html(run.started_at, view.now)},
      {"Klar", time_html(run.recorded_at, view.now) + " (" + span_text(took) + ")"}};
  Html content = heading(1, "Körning " + std::to_string(run.id.value)) + terms(facts);
  const bool discarded = run.cause == "discard";
  if (view.run.decision) content += tag("section", {}, decision_section(*view.run.decision, discarded));
  content += file_section(view.run);
  content += tag("section", {}, account_of(run));
  if (!view.run.held.empty()) content += tag("section", {}, held_section(view));
  content += tag("section", {}, findings_section(view.run));
  content += tag("section", {}, rejects_section(view.run));
  content += tag("section", {}, fetched_section(view));
  if (!run.details.empty())
    content +=
        tag("details", {}, tag("summary", {}, "Tekniska uppgifter"),
            tag("pre", {{"tabindex", "0"}, {"lang", "en"}, {"aria-label", "Tekniska uppgifter"}, {"role", "group"}},
                json_lines(run.details)),
            paragraph(Html("Händelser under körningen står i serverns systemlogg: ") +
                      tag("code", {}, "journalctl -u sluss")));
  return content + paragraph(link(url({"korningar"}), "Alla körningar"));
}

}  // namespace sluss::daemon::pages
