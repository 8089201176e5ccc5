#include "daemon/serve/pages/home_page.h"

#include <algorithm>
#include <utility>

#include "core/swedish_words.h"
#include "daemon/serve/pages/attention.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {
namespace {

std::string late_word() {
  return swedish::capitalised(core::swedish_status::late);
}

State job_state(const JobView& view) {
  const auto& job = view.state;
  if (job.running) return {Tone::busy, "Kör"};
  if (job.requested) return {Tone::busy, "Väntar på sin tur"};
  if (has_failed(view)) return job.failing ? State{Tone::bad, "Misslyckas"} : run_state("failed");
  if (job.late) return {Tone::attention, late_word()};
  if (job.paused) return {Tone::attention, "Pausad"};
  if (!view.last) return {Tone::calm, "Har inte körts"};
  const auto rejected = std::ranges::count(view.rejected, false, &api::RejectedFile::gone);
  if (rejected > 0) return {Tone::attention, rejected_words(rejected)};
  if (view.waits || view.last->hold == "waiting") return held_state("waiting");
  if (view.last->hold == "discarded") return held_state("discarded");
  if (view.last->errors > 0) return with_errors(run_state("done"), view.last->errors);
  return {Tone::good, "I ordning"};
}

Html progress(const door::JobState& job, core::Instant now) {
  Html shown;
  if (job.pages_expected > 0)
    shown += tag("progress", {{"max", std::to_string(job.pages_expected)},
                              {"value", std::to_string(std::min(job.pages, job.pages_expected))},
                              {"aria-label", "Förlopp för " + job.job}});
  std::string text = count_text(job.rows) + " rader";
  if (job.pages_expected > 0)
    text = "sida " + count_text(job.pages) + " av " + count_text(job.pages_expected) + ", " + text;
  if (job.running_since) text += ", i " + span_text(std::chrono::microseconds(now.micros - job.running_since->micros));
  return shown + tag("span", {{"class", "note"}}, text);
}

Html state_cell(const JobView& job, core::Instant now) {
  const auto& state = job.state;
  Html shown = state_html(job_state(job));
  if (state.running) return shown + progress(state, now);
  if (state.late && has_failed(job)) shown += tag("span", {{"class", "note"}}, late_word());
  if (state.paused) {
    shown += tag("span", {{"class", "note"}},
                 state.paused_until ? Html("Pausad till ") + time_html(*state.paused_until, now)
                                    : Html("Pausad tills någon återupptar"));
  }
  return shown;
}

/// A time, and how long ago that is when it is long.
Html aged(core::Instant at, core::Instant now) {
  Html shown = time_html(at, now);
  if (const auto age = age_text(at, now); !age.empty()) shown += tag("span", {{"class", "note"}}, age);
  return shown;
}

Html last_cell(const JobView& job, core::Instant now) {
  if (!job.last) return tag("span", {{"class", "note"}}, "Har inte körts än");
  const auto& last = *job.last;
  Html shown = aged(last.at, now);
  if (last.run.value > 0) {
    const auto number = std::to_string(last.run.value);
    const auto state = last.hold.empty() ? run_state(last.status) : held_state(last.hold);
    return shown + tag("span", {{"class", "note"}}, link(url({"korningar", number}), "Körning " + number),
                       Html(": " + state.word));
  }
  if (is_of_a_file(job)) {
    const auto page = url({"korningar", "misslyckad", std::to_string(last.entry)});
    return shown + tag("span", {{"class", "note"}}, link(page, "Filen avvisades"));
  }
  Html word = run_state("failed").word;
  if (last.entry > 0) word = link(url({"korningar", "misslyckad", std::to_string(last.entry)}), word);
  return shown + tag("span", {{"class", "note"}}, word, " ", tag("code", {}, last.error_code));
}

Html buttons(const JobView& job, const HomeView& view) {
  const auto& state = job.state;
  Html shown;
  if (!state.running && !state.requested)
    shown += action({.target = url({"jobb", state.job, "kor"}),
                     .token = view.token,
                     .button = "Kör nu",
                     .label = "Kör nu: " + state.job});
  if (state.paused) {
    shown += action({.target = url({"jobb", state.job, "ateruppta"}),
                     .token = view.token,
                     .button = "Återuppta",
                     .label = "Återuppta: " + state.job});
  } else if (!state.schedule.empty()) {
    shown += tag("a",
                 {{"class", "button secondary"},
                  {"href", url({"jobb", state.job, "pausa"})},
                  {"aria-label", "Pausa: " + state.job}},
                 "Pausa");
  }
  return tag("div", {{"class", "actions"}}, shown);
}

Html jobs_table(const HomeView& view) {
  Table jobs{.caption = "Jobb",
             .caption_hidden = true,
             .columns = {{"Jobb"}, {"Läge"}, {"Senast"}, {"Nästa"}},
             .rows = {},
             .when_empty = "Inga jobb är inställda."};
  if (view.may_operate) jobs.columns.push_back({"Åtgärd"});
  for (const auto& job : view.jobs) {
    const auto& state = job.state;
    std::vector<Html> row{tag("strong", {}, state.job) + tag("span", {{"class", "note"}}, "Källa: " + state.source),
                          state_cell(job, view.now), last_cell(job, view.now),
                          (state.next ? time_html(*state.next, view.now) : Html("–")) +
                              tag("span", {{"class", "note"}}, schedule_words(state.schedule))};
    if (view.may_operate) row.push_back(buttons(job, view));
    jobs.rows.push_back(std::move(row));
  }
  return table(jobs);
}

Html datasets_table(const HomeView& view) {
  Table datasets{.caption = "Dataset",
                 .caption_hidden = true,
                 .columns = {{"Dataset"}, {"Senast ändrat"}, {"Senast kontrollerat mot källan"}, {"Rader", true}},
                 .rows = {},
                 .when_empty = "Inga dataset är inställda."};
  for (const auto& dataset : view.datasets) {
    const auto when = [&](const std::optional<core::Instant>& at) { return at ? time_html(*at, view.now) : Html("–"); };
    auto changed = when(dataset.changed);
    auto checked = dataset.checked ? aged(*dataset.checked, view.now) : Html("–");
    if (const auto oldest = oldest_job(dataset.sources, dataset.checked); !oldest.empty())
      checked += tag("span", {{"class", "note"}}, "Äldst: " + oldest);
    if (const auto never = never_fetched(dataset.sources); !never.empty())
      checked += tag("span", {{"class", "note"}}, state_html({Tone::attention, "Aldrig hämtat: " + never}));
    if (dataset.stale)
      changed += tag("span", {{"class", "note"}}, state_html({Tone::attention, "Räknas om vid nästa körning"}));
    datasets.rows.push_back({link(url({"dataset", dataset.name}), dataset.title), std::move(changed),
                             std::move(checked), dataset.rows ? count_text(*dataset.rows) : "–"});
  }
  return table(datasets);
}

Html coming_list(const HomeView& view) {
  Table coming{.caption = "Publiceringar som kommer",
               .caption_hidden = true,
               .columns = {{"Nyckeltal"}, {"Period"}, {"Slag"}, {"Väntas"}},
               .rows = {},
               .when_empty = view.calendar_fetched ? "Källan har inte aviserat något mer." : "Inget har hämtats än."};
  for (const auto& one : view.coming)
    coming.rows.push_back({one.title, one.period, one.kind, day_text(one.day, view.now)});
  return table(coming);
}

}  // namespace

std::string never_fetched(const std::vector<SourceView>& sources) {
  std::string names;
  const auto add = [&](const std::string& name) { names += (names.empty() ? "" : ", ") + name; };
  for (const auto& source : sources) {
    if (!source.checked) {
      add(source.name);
      continue;
    }
    for (const auto& job : source.jobs)
      if (job.scheduled && !job.checked) add("jobbet " + job.job);
  }
  return names;
}

std::string oldest_job(const std::vector<SourceView>& sources, std::optional<core::Instant> checked) {
  for (const auto& source : sources)
    if (checked && source.checked == checked && !source.by.empty()) return "jobbet " + source.by;
  return {};
}

Html home_page(const HomeView& view) {
  Html content = heading(1, "Översikt") + attention(view);
  content += tag("section", {}, heading(2, "Jobb"), jobs_table(view));
  content += tag("section", {}, heading(2, "Dataset"), datasets_table(view));
  content += tag("section", {}, heading(2, "Kommer härnäst"), coming_list(view),
                 paragraph(link(url({"kalender"}), "Hela kalendern")));
  return content;
}

Html pause_page(const door::JobState& job, const std::string& token) {
  const auto choice = [](const char* value, const char* text, bool chosen) {
    const std::string id = std::string("till-") + value;
    Attributes attributes{{"type", "radio"}, {"name", "till"}, {"id", id}, {"value", value}};
    if (chosen) attributes.push_back({"checked", ""});
    return tag("p", {{"class", "choice"}}, tag("input", attributes), tag("label", {{"for", id}}, text));
  };
  const auto fields =
      tag("fieldset", {}, tag("legend", {}, "Hur länge?"), choice("morgon", "Till i morgon vid samma tid", true),
          choice("vecka", "En vecka", false), choice("tillsvidare", "Tills någon återupptar", false));
  return heading(1, "Pausa " + job.job) +
         paragraph(
             "Medan jobbet är pausat hämtar Sluss inget på egen hand. Det som redan är hämtat finns kvar, och du kan "
             "fortfarande välja Kör nu. En körning som pågår får gå klart.") +
         action({.target = url({"jobb", job.job, "pausa"}),
                 .token = token,
                 .button = "Pausa",
                 .look = "primary",
                 .label = "",
                 .fields = fields}) +
         paragraph(link("/", "Avbryt"));
}

}  // namespace sluss::daemon::pages
