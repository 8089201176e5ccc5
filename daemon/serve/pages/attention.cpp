#include "daemon/serve/pages/attention.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {
namespace {

constexpr std::size_t most_named = 5;

std::string source_of(const JobView& job) {
  return job.source_title.empty() ? job.state.source : job.source_title;
}

/// Jobs with the same one are listed together.
std::string cause_of(const JobView& job) {
  if (!job.last || job.last->run.value > 0) return job.state.last_error;
  return job.last->error_class + "\n" + job.last->error_code + "\n" + source_of(job);
}

std::string success_words(const JobView& job, core::Instant now) {
  if (!job.succeeded) return "Har aldrig lyckats";
  const auto age = age_text(*job.succeeded, now);
  return "Senast lyckat " + day_text(core::swedish_day(*job.succeeded), now) + (age.empty() ? "" : ", " + age);
}

/// When it is tried again, or that it is not.
Html retry_words(const JobView& job, core::Instant now) {
  const auto& state = job.state;
  if (state.paused) return Html(" Jobbet är pausat.");
  if (state.next) return Html(" Nytt försök ") + time_html(*state.next, now) + ".";
  if (state.schedule.empty()) return Html(" Jobbet körs bara när någon begär det.");
  return {};
}

/// Of jobs that failed for the same reason; what differs is written for each.
Html failing_item(const std::vector<const JobView*>& jobs, core::Instant now) {
  const auto& first = *jobs.front();
  const auto error_class = first.last ? first.last->error_class : std::string();
  Html text =
      tag("strong", {}, failure_words(error_class, source_of(first))) + (jobs.size() == 1 ? " (jobbet " : " (jobben ");
  for (const auto* job : jobs) text += Html(job == jobs.front() ? "" : ", ") + job->state.job;
  text += "). " + failure_advice(error_class);
  for (const auto* job : jobs) {
    const auto whose = jobs.size() > 1 ? job->state.job + ": " : std::string();
    text += tag("span", {{"class", "note"}}, whose + success_words(*job, now) + ".", retry_words(*job, now));
  }
  Html details;
  for (const auto* job : jobs) {
    const auto whose = jobs.size() > 1 ? job->state.job + ": " : std::string();
    details += paragraph(Html(whose) + (job->last && job->last->run.value == 0
                                            ? technical_text(job->last->error_code, job->last->error)
                                            : technical_text(job->state.last_error, "")));
  }
  return text + folded_technical(details);
}

void add_failing(std::vector<Html>& items, const HomeView& view) {
  std::vector<std::vector<const JobView*>> causes;
  for (const auto& job : view.jobs) {
    if (!has_failed(job) || job.state.running) continue;
    const auto same =
        std::ranges::find_if(causes, [&](const auto& jobs) { return cause_of(*jobs.front()) == cause_of(job); });
    if (same == causes.end())
      causes.push_back({&job});
    else
      same->push_back(&job);
  }
  for (const auto& jobs : causes) items.push_back(failing_item(jobs, view.now));
}

/// Files that lie where they were put away, until a later one of their series has been loaded, or somebody takes them.
void add_rejected(std::vector<Html>& items, const HomeView& view) {
  for (const auto& job : view.jobs) {
    std::vector<const api::RejectedFile*> files;
    for (const auto& file : job.rejected)
      if (!file.gone) files.push_back(&file);
    if (files.empty()) continue;
    const auto named = [](const api::RejectedFile& file) {
      return tag("span", {{"class", "breaks"}},
                 link(url({"korningar", "misslyckad", std::to_string(file.entry)}), file.file.name));
    };
    const auto& newest = *files.front();
    Html text = tag("strong", {}, rejected_words(std::ssize(files))) + " (jobbet " + job.state.job + "):";
    text += tag("span", {{"class", "note"}}, files.size() > 1 ? Html("Senast ") : Html(), named(newest), ", ",
                time_html(newest.at, view.now), ": ", newest.file.wrong);
    // Why is on the page of each.
    Html others;
    const auto shown = std::min(files.size(), most_named);
    for (std::size_t i = 1; i < shown; ++i) others += Html(i == 1 ? "" : ", ") + named(*files[i]);
    if (const auto left = std::ssize(files) - static_cast<std::ptrdiff_t>(shown); left > 0)
      others += " och " + count_text(left) + " till";
    if (!others.empty()) text += tag("span", {{"class", "note"}}, "Dessutom: ", others, ".");
    items.push_back(std::move(text));
  }
}

/// Files that no job takes, until they are gone, renamed or taken.
void add_unclaimed(std::vector<Html>& items, const HomeView& view) {
  for (const auto& one : view.unclaimed) {
    const bool alone = one.count == 1;
    const auto files = swedish::counted(one.count, swedish::Gender::common, "fil", "filer");
    Html text = tag("strong", {},
                    swedish::capitalised(files) + (alone ? " har ett namn" : " har namn") + " som inget jobb tar") +
                ", i " + one.place + ":";
    Html names;
    for (std::size_t i = 0; i < std::min(one.names.size(), most_named); ++i)
      names += Html(i == 0 ? "" : ", ") + tag("span", {{"class", "breaks"}}, one.names[i]);
    const auto more = one.count - static_cast<std::int64_t>(std::min(one.names.size(), most_named));
    text +=
        tag("span", {{"class", "note"}}, names, more > 0 ? " och " + count_text(more) + " till." : std::string("."));
    std::string what = alone ? "Den läses inte in. " : "De läses inte in. ";
    if (!one.taken.empty()) what += "Namn som läses in därifrån ser ut så här: " + swedish::listed(one.taken) + ". ";
    text += tag("span", {{"class", "note"}},
                what + (alone ? "Döp om den" : "Döp om dem") +
                    " efter det, eller låt den som sköter Sluss skriva namnet i en mappning.");
    items.push_back(std::move(text));
  }
}

/// Of sources that cannot be watched, and of files that a run could not put away.
void add_troubles(std::vector<Html>& items, const HomeView& view) {
  for (const auto& one : view.troubles) {
    std::string what = "Källan går inte att bevaka";
    std::string then = "Jobbet märker inte nya filer så länge.";
    if (one.code == "register.left_lying") {
      what = "Filer som är lästa kunde inte läggas undan";
      then = "De ligger kvar i mappen. Nästa körning försöker igen.";
    } else if (one.code == "register.no_readme") {
      what = "Filer saknar sitt läs mig";
      then = "Det skrivs när det går. Vad som blev av filerna står på körningarnas sidor.";
    }
    items.push_back(tag("strong", {}, what) + (one.place.field.empty() ? "." : " (jobbet " + one.place.field + ").") +
                    tag("span", {{"class", "note"}}, then) +
                    folded_technical(paragraph(technical_text(one.code, view.may_operate ? one.what : std::string()))));
  }
}

/// Jobs that went through, and found something to look at.
void add_found_errors(std::vector<Html>& items, const HomeView& view) {
  for (const auto& job : view.jobs) {
    if (has_failed(job) || job.state.running || !job.last || job.last->errors == 0) continue;
    if (job.waits || job.last->hold == "waiting")
      continue;  // what was found is why: the decision is what there is to do
    const auto run = url({"korningar", std::to_string(job.last->run.value)});
    items.push_back(tag("strong", {}, job.state.job) + " gick igenom med " +
                    link(run, count_text(job.last->errors) + " fel att se på") + ".");
  }
}

Html nothing_loaded_item(const HomeView& view) {
  std::optional<core::Instant> first;
  for (const auto& job : view.jobs)
    if (job.state.next && !job.state.paused && (!first || *job.state.next < *first)) first = job.state.next;
  Html text = tag("strong", {}, "Inget har hämtats än.");
  std::vector<std::string> running;
  for (const auto& job : view.jobs)
    if (job.state.running) running.push_back(job.state.job);
  if (!running.empty()) return text + " Hämtning pågår nu: " + swedish::listed(running) + ".";
  if (first) text += Html(" Nästa hämtning: ") + time_html(*first, view.now) + ".";
  return text;
}

/// What has not been queried for more than a week. A job that waits for its own next time is not listed.
void add_old(std::vector<Html>& items, const HomeView& view) {
  const auto item = [&](const std::string& name, core::Instant at) {
    items.push_back(tag("strong", {}, name) + " har inte kontrollerats mot källan sedan " +
                    day_text(core::swedish_day(at), view.now) + ", " + age_text(at, view.now) + ".");
  };
  std::vector<std::pair<core::Instant, std::vector<std::string>>> ages;
  for (const auto& dataset : view.datasets) {
    const auto checked = dataset.checked.value_or(view.now);
    if (age_text(checked, view.now).empty()) continue;
    const auto same = std::ranges::find_if(
        ages, [&](const auto& one) { return core::swedish_day(one.first).days == core::swedish_day(checked).days; });
    if (same == ages.end())
      ages.push_back({checked, {dataset.title}});
    else
      same->second.push_back(dataset.title);
  }
  for (const auto& [at, names] : ages) item(swedish::listed(names), at);
  for (const auto& job : view.jobs) {
    const bool waits = job.state.next && !job.state.paused;
    if (!job.last || has_failed(job) || job.state.running || waits) continue;
    if (!age_text(job.last->at, view.now).empty()) item("Jobbet " + job.state.job, job.last->at);
  }
}

/// Sources that datasets read and that have never been fetched. Where nothing has been, the page shows that already.
void add_never_fetched(std::vector<Html>& items, const HomeView& view) {
  if (!view.loaded) return;
  using Readers = std::vector<std::pair<std::string, std::vector<std::string>>>;
  Readers sources;
  Readers jobs;
  const auto add = [](Readers& list, const std::string& name, const std::string& title) {
    const auto known = std::ranges::find(list, name, [](const auto& one) { return one.first; });
    if (known == list.end())
      list.push_back({name, {title}});
    else if (known->second.back() != title)
      known->second.push_back(title);
  };
  for (const auto& dataset : view.datasets) {
    for (const auto& source : dataset.sources) {
      if (!source.checked) {
        add(sources, source.name, dataset.title);
        continue;
      }
      for (const auto& job : source.jobs)
        if (job.scheduled && !job.checked) add(jobs, job.job, dataset.title);
    }
  }
  for (const auto& [name, titles] : sources)
    items.push_back(tag("strong", {}, swedish::capitalised(name) + " har aldrig hämtats") +
                    ", och läses av: " + swedish::listed(titles) + ".");
  for (const auto& [name, titles] : jobs) {
    const auto of_files =
        std::ranges::any_of(view.jobs, [&](const JobView& job) { return job.of_files && job.state.job == name; });
    items.push_back(of_files ? tag("strong", {}, "Ingen fil har lagts in än") + " till jobbet " + name + "."
                             : tag("strong", {}, "Jobbet " + name + " har aldrig hämtat") +
                                   " det som det ska till: " + swedish::listed(titles) + ".");
  }
}

/// Whatever else a row marks: all is in order only where no row says otherwise.
void add_paused_and_stale(std::vector<Html>& items, const HomeView& view) {
  for (const auto& job : view.jobs) {
    if (!job.state.paused) continue;
    Html until = " tills någon återupptar";
    if (job.state.paused_until) until = Html(" till ") + time_html(*job.state.paused_until, view.now);
    items.push_back(tag("strong", {}, job.state.job) + " är pausat" + until + ".");
  }
  std::vector<std::string> stale;
  for (const auto& dataset : view.datasets)
    if (dataset.stale) stale.push_back(dataset.title);
  if (!stale.empty())
    items.push_back(tag("strong", {}, swedish::listed(stale)) +
                    (stale.size() == 1 ? " visar äldre värden än lagret har, och räknas om vid nästa körning."
                                       : " visar äldre värden än lagret har, och de räknas om vid nästa körning."));
}

/// Those of a file by the file, the others together.
void add_waiting(std::vector<Html>& items, const HomeView& view) {
  const std::string waits = view.may_operate ? " väntar på ditt beslut" : " väntar på beslut";
  const auto item = [&](const std::string& what, const std::vector<const WaitingView*>& series) {
    std::string names;
    for (std::size_t i = 0; i < series.size() && i < most_named; ++i)
      names += (i == 0 ? "" : "; ") + core::shortened(series[i]->title, 70);
    if (series.size() > most_named) names += " …";
    items.push_back(link(url({"hallna"}), what + waits) + tag("span", {{"class", "note"}}, names));
  };
  std::vector<const WaitingView*> others;
  std::vector<std::vector<const WaitingView*>> files;
  for (const auto& one : view.waiting) {
    if (one.file.empty()) {
      others.push_back(&one);
      continue;
    }
    const auto same = std::ranges::find(files, one.run, [](const auto& of_run) { return of_run.front()->run; });
    if (same == files.end())
      files.push_back({&one});
    else
      same->push_back(&one);
  }
  for (const auto& of_run : files) item("Filen " + of_run.front()->file, of_run);
  if (!others.empty())
    item(swedish::capitalised(swedish::counted(std::ssize(others), swedish::Gender::common, "serie", "serier")),
         others);
}

}  // namespace

bool is_of_a_file(const JobView& view) {
  return std::ranges::any_of(view.rejected, &api::RejectedFile::last_failure);
}

bool has_failed(const JobView& view) {
  if (is_of_a_file(view)) return false;
  return view.state.failing || (view.last && view.last->run.value == 0);
}

Html attention(const HomeView& view) {
  std::vector<Html> items;
  if (!view.ready)
    items.push_back(tag("strong", {}, "Sluss tar inga nya körningar just nu. ") +
                    tag("span", {{"lang", "en"}}, view.why_not));
  if (!view.loaded) items.push_back(nothing_loaded_item(view));
  add_waiting(items, view);
  add_failing(items, view);
  add_rejected(items, view);
  add_unclaimed(items, view);
  add_troubles(items, view);
  add_found_errors(items, view);
  for (const auto& job : view.jobs) {
    if (job.state.late)
      items.push_back(tag("strong", {}, job.state.job) +
                      " är försenat: inget lyckat resultat fast tiden för det har passerat.");
  }
  add_old(items, view);
  add_never_fetched(items, view);
  add_paused_and_stale(items, view);
  if (view.late > 0)
    items.push_back(link(url({"kalender"}),
                         swedish::capitalised(swedish::counted(view.late, swedish::Gender::common,
                                                               "aviserad publicering", "aviserade publiceringar")) +
                             " har inte kommit"));
  if (items.empty()) return box("good", paragraph(state_html({Tone::good, "Allt är i ordning. Inget väntar på dig."})));
  return tag("section", {{"class", "box attention"}, {"aria-labelledby", "att-se-till"}},
             heading(2, "Att se till", "att-se-till"), unordered_list(items));
}

}  // namespace sluss::daemon::pages
