#include "daemon/web/home_page.h"

#include "core/text.h"
#include "daemon/swedish/words.h"
#include "daemon/web/parts.h"
#include "daemon/web/words.h"

namespace sluss::daemon::web {
namespace {

constexpr std::size_t most_named = 5;

State job_state(const control::JobState& job) {
  if (job.running) return {Tone::busy, "Kör"};
  if (job.asked) return {Tone::busy, "Väntar på sin tur"};
  if (job.failing) return {Tone::bad, "Misslyckas"};
  if (job.late) return {Tone::attention, "Försenad"};
  if (job.paused) return {Tone::attention, "Pausad"};
  return {Tone::good, "I ordning"};
}

Html progress(const control::JobState& job, core::Instant now) {
  Html shown;
  if (job.pages_expected > 0)
    shown += tag("progress", {{"max", std::to_string(job.pages_expected)},
                              {"value", std::to_string(std::min(job.pages, job.pages_expected))},
                              {"aria-label", "Förlopp för " + job.job}});
  std::string told = count_text(job.rows) + " rader";
  if (job.pages_expected > 0)
    told = "sida " + count_text(job.pages) + " av " + count_text(job.pages_expected) + ", " + told;
  if (job.running_since) told += ", i " + span_text(std::chrono::microseconds(now.micros - job.running_since->micros));
  return shown + tag("span", {{"class", "note"}}, told);
}

Html state_cell(const JobView& job, core::Instant now) {
  const auto& state = job.state;
  Html shown = state_html(job_state(state));
  if (state.running) return shown + progress(state, now);
  if (state.late && state.failing) shown += tag("span", {{"class", "note"}}, "Försenad");
  if (state.paused) {
    shown += tag("span", {{"class", "note"}},
                 state.paused_until ? Html("Pausad till ") + time_html(*state.paused_until, now)
                                    : Html("Pausad tills någon återupptar"));
  }
  return shown;
}

Html last_cell(const JobView& job, core::Instant now) {
  if (!job.last) return tag("span", {{"class", "note"}}, "Har inte körts än");
  const auto& last = *job.last;
  Html shown = time_html(last.at, now);
  if (last.run.value > 0) {
    const auto number = std::to_string(last.run.value);
    return shown + tag("span", {{"class", "note"}}, link(url({"korningar", number}), "Körning " + number),
                       Html(": " + run_state(last.status).word));
  }
  return shown + tag("span", {{"class", "note"}}, run_state("failed").word + " ", tag("code", {}, last.error_code));
}

Html buttons(const JobView& job, const HomeView& view) {
  const auto& state = job.state;
  Html shown;
  if (!state.running && !state.asked)
    shown += action({.target = url({"jobb", state.job, "kor"}),
                     .token = view.token,
                     .button = "Kör nu",
                     .told = "Kör nu: " + state.job});
  if (state.paused) {
    shown += action({.target = url({"jobb", state.job, "ateruppta"}),
                     .token = view.token,
                     .button = "Återuppta",
                     .told = "Återuppta: " + state.job});
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

Html failing_item(const JobView& job) {
  Html told = tag("strong", {}, job.state.job) + " misslyckas. ";
  if (!job.last || job.last->run.value > 0) return told + tag("code", {}, job.state.last_error);
  told += failure_words(job.last->error_class) + " ";
  told += tag("span", {{"class", "technical"}}, tag("code", {}, job.last->error_code), " ",
              tag("span", {{"lang", "en"}}, job.last->error));
  return told;
}

Html waiting_item(const HomeView& view) {
  const auto count = static_cast<std::int64_t>(view.waiting.size());
  Html told =
      link(url({"hallna"}), swedish::capitalised(swedish::counted(count, swedish::Gender::common, "serie", "serier")) +
                                " väntar på ditt beslut");
  std::string names;
  for (std::size_t i = 0; i < view.waiting.size() && i < most_named; ++i)
    names += (i == 0 ? "" : "; ") + core::shortened(view.waiting[i].title, 70);
  if (view.waiting.size() > most_named) names += " …";
  return told + tag("span", {{"class", "note"}}, names);
}

/// What somebody should look at; the page begins with it.
Html attention(const HomeView& view) {
  std::vector<Html> items;
  if (!view.ready)
    items.push_back(tag("strong", {}, "Sluss tar inga nya körningar just nu. ") +
                    tag("span", {{"lang", "en"}}, view.why_not));
  if (!view.waiting.empty()) items.push_back(waiting_item(view));
  for (const auto& job : view.jobs) {
    if (job.state.failing && !job.state.running) items.push_back(failing_item(job));
    if (job.state.late)
      items.push_back(tag("strong", {}, job.state.job) +
                      " är försenat: inget lyckat resultat fast tiden för det har passerat.");
  }
  if (view.late > 0)
    items.push_back(link(url({"kalender"}),
                         swedish::capitalised(swedish::counted(view.late, swedish::Gender::common,
                                                               "aviserad publicering", "aviserade publiceringar")) +
                             " har inte kommit"));
  if (items.empty()) return box("good", paragraph(state_html({Tone::good, "Allt är i ordning. Inget väntar på dig."})));
  return tag("section", {{"class", "box attention"}, {"aria-labelledby", "att-se-till"}},
             heading(2, "Att se till", "att-se-till"), unordered_list(items));
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
    auto checked = when(dataset.checked);
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
               .when_empty = "Källan har inte aviserat något mer."};
  for (const auto& one : view.coming)
    coming.rows.push_back({one.title, one.period, one.kind, day_text(one.day, view.now)});
  return table(coming);
}

}  // namespace

std::string never_fetched(const std::vector<SourceView>& sources) {
  std::string names;
  for (const auto& source : sources) {
    if (source.checked) continue;
    if (!names.empty()) names += ", ";
    names += source.name;
  }
  return names;
}

std::string oldest_job(const std::vector<SourceView>& sources, std::optional<core::Instant> checked) {
  for (const auto& source : sources)
    if (checked && source.checked == checked && !source.by.empty()) return "jobbet " + source.by;
  return {};
}

std::string failure_words(std::string_view error_class) {
  if (error_class == "transient") return "Källan gick inte att nå. Sluss försöker igen vid nästa tid.";
  if (error_class == "source")
    return "Källan svarade något som Sluss inte kan ta emot. Den som sköter Sluss behöver se efter.";
  if (error_class == "config") return "Inställningarna behöver rättas av den som sköter Sluss.";
  if (error_class == "storage") return "Disken gick inte att skriva till. Den som sköter Sluss behöver se efter.";
  if (error_class == "data") return "Uppgifterna från källan höll inte måttet. Inget har ändrats i lagret.";
  if (error_class == "cancelled") return "Körningen avbröts. Nästa körning fortsätter där den slutade.";
  if (error_class == "busy") return "Något annat höll på. Sluss försöker igen vid nästa tid.";
  return "Inget har ändrats i lagret.";
}

Html home_page(const HomeView& view) {
  Html content = heading(1, "Översikt") + attention(view);
  content += tag("section", {}, heading(2, "Jobb"), jobs_table(view));
  content += tag("section", {}, heading(2, "Dataset"), datasets_table(view));
  content += tag("section", {}, heading(2, "Kommer härnäst"), coming_list(view),
                 paragraph(link(url({"kalender"}), "Hela kalendern")));
  return content;
}

Html pause_page(const control::JobState& job, const std::string& token) {
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
                 .told = "",
                 .fields = fields}) +
         paragraph(link("/", "Avbryt"));
}

}  // namespace sluss::daemon::web
