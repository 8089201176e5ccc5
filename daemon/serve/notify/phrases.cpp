#include "daemon/serve/notify/phrases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "core/numbers.h"
#include "core/swedish_words.h"
#include "core/to_operator.h"
#include "core/unmet.h"
#include "daemon/serve/notify/condition.h"
#include "daemon/serve/notify/named.h"
#include "daemon/serve/notify/news.h"
#include "daemon/serve/notify/safe_text.h"
#include "daemon/swedish/counts_and_measures.h"
#include "daemon/swedish/waiting_words.h"

namespace sluss::daemon::notify {
namespace {

using core::to_operator;
using core::to_readers;
using swedish::capitalised;
using swedish::counted;
using swedish::Gender;
using swedish::number_word;
using swedish::swedish_sizes;

constexpr std::size_t error_most = 400;
constexpr std::size_t file_text_most = 1500;
constexpr std::size_t listed_most = 20;
constexpr std::size_t address_most = 300;

/// "i dag", "i morgon", "om sju dagar"; nothing when it has passed.
std::string when(int days) {
  if (days == 0) return "i dag";
  if (days == 1) return "i morgon";
  return fmt::format("om {} dagar", number_word(days, Gender::common));
}

std::string expiry_phrase(const Expiry& expiry, core::Instant now) {
  const int days = days_until(core::swedish_day(expiry.expires), now);
  if (expiry.expires <= now) return fmt::format("{} har gått ut", expiring(expiry));
  return fmt::format("{} går ut {}", expiring(expiry), when(days));
}

std::string deadline_phrase(const Deadline& deadline, core::Instant now) {
  const int days = days_until(deadline.due, now);
  if (days < 0) return fmt::format("tidsfristen för {} har gått ut", name(deadline.name));
  return fmt::format("tidsfristen för {} går ut {}", name(deadline.name), when(days));
}

std::string advice(core::ErrorClass error_class) {
  switch (error_class) {
    case core::ErrorClass::config:
      return "Inställningarna behöver rättas; felet går inte över av sig självt.";
    case core::ErrorClass::source:
      return "Källan svarar på ett sätt som inte går över av sig självt.";
    case core::ErrorClass::transient:
      return "Felet brukar gå över av sig självt; Sluss försöker igen.";
    case core::ErrorClass::data:
      return "Uppgifterna går inte att läsa som de är; någon behöver se efter.";
    case core::ErrorClass::storage:
      return "Disken är full eller skadad, eller så saknas behörighet till den.";
    case core::ErrorClass::busy:
      return "Något annat höll det som behövdes; Sluss försöker igen.";
    case core::ErrorClass::cancelled:
      break;
  }
  return "Körningen avbröts.";
}

template <class Items, class Phrase>
void list(std::vector<std::string>& lines, const Items& items, Phrase phrase) {
  const auto shown = std::min(items.size(), listed_most);
  for (std::size_t i = 0; i < shown; ++i) lines.push_back("  * " + phrase(items[i]));
  if (items.size() > shown)
    lines.push_back(
        fmt::format("  * … och {} till", number_word(static_cast<std::int64_t>(items.size() - shown), Gender::common)));
}

std::vector<std::string> lines_of(const RunFailed& failed, core::Instant) {
  std::vector<std::string> lines;
  if (failed.file) {
    lines.push_back(safe_text(failed.file->wrong, file_text_most));
    const auto change = to_readers(failed.file->change);
    lines.push_back(safe_text(change.everyone, file_text_most));
    lines.emplace_back();
    lines.emplace_back("Inget ur filen är infört. De uppgifter som fanns gäller som förut.");
    lines.emplace_back();
    if (!change.who_operates.empty())
      lines.push_back(fmt::format("{} {}", to_operator, safe_text(change.who_operates, file_text_most)));
    // What is wrong is told above; the error's own text is in the journal and on the run's page.
    lines.push_back(fmt::format("{} jobbet {}, {}, felkod {}.", to_operator, name(failed.job),
                                core::swedish_text(failed.failed_at), name(failed.error.code)));
    return lines;
  }
  lines.push_back(fmt::format("Jobbet {} misslyckades {}{}.", name(failed.job), core::swedish_text(failed.failed_at),
                              failed.failures > 1 ? fmt::format(", och har misslyckats {} gånger i rad",
                                                                number_word(failed.failures, Gender::common))
                                                  : ""));
  lines.push_back(failed.last_success ? fmt::format("Senast lyckades det {}.", core::swedish_text(*failed.last_success))
                                      : "Det har ännu inte lyckats.");
  if (failed.next_try) lines.push_back(fmt::format("Nästa försök: {}.", core::swedish_text(*failed.next_try)));
  lines.push_back("De uppgifter som fanns är orörda: en körning som misslyckas har inte hänt.");
  lines.push_back(advice(failed.error.error_class));
  lines.push_back(fmt::format("{} ", to_operator) + safe_text(core::describe(failed.error), error_most));
  return lines;
}

std::vector<std::string> lines_of(const JobLate& late, core::Instant) {
  std::vector<std::string> lines;
  const auto expected = core::swedish_text(late.expected_by);
  if (late.awaited.empty()) {
    lines.push_back(fmt::format("Jobbet {} skulle ha varit klart {}.", name(late.job), expected));
  } else {
    lines.push_back(fmt::format("Källan har aviserat men inte publicerat till {}:", expected));
    list(lines, late.awaited, [](const std::string& title) { return name(title); });
  }
  lines.push_back(late.last_success ? fmt::format("Senast lyckades jobbet {} {}.", name(late.job),
                                                  core::swedish_text(*late.last_success))
                                    : fmt::format("Jobbet {} har ännu inte lyckats.", name(late.job)));
  return lines;
}

bool is_unmet(const HeldSeries& series) {
  return series.gate == core::expectation_gate;
}

/// Where it is decided: on the pages, and by whoever operates.
void add_decision(std::vector<std::string>& lines, const SeriesHeld& held, std::string_view page) {
  while (page.ends_with('/')) page.remove_suffix(1);
  if (held.file) lines.emplace_back("Är filen fel: lägg in en rättad, så behövs inget beslut om den här. Annars:");
  lines.push_back(page.empty() ? "Öppna Hållna serier i Sluss."
                               : fmt::format("Öppna Hållna serier i Sluss: {}/hallna", safe_text(page, address_most)));
  lines.emplace_back("Se efter om det är rätt, och välj Släpp igenom eller Förkasta.");
  lines.emplace_back();
  lines.push_back(
      fmt::format("{} `sluss show {}` visar underlaget, `sluss release {}` släpper igenom och `sluss discard {}` "
                  "förkastar.",
                  to_operator, held.run, held.run, held.run));
}

/// Rows of earlier runs, which the same decision is about.
void add_rows(std::vector<std::string>& lines, const SeriesHeld& held) {
  if (held.rows.empty()) return;
  std::int64_t all = 0;
  lines.emplace_back("Här väntar också det som kom tidigare och inte är avgjort:");
  list(lines, held.rows, [&](const WaitingRows& rows) {
    const bool own = rows.run == held.run;
    return swedish::waiting_part(rows.periods, rows.rows, own ? 0 : rows.run,
                                 own || rows.file.empty() ? std::string() : name(rows.file));
  });
  for (const auto& rows : held.rows) all += rows.rows;
  lines.push_back(fmt::format("Beslutet gäller alltihop: {}.", counted(all, Gender::common, "uppgift", "uppgifter")));
  lines.emplace_back();
}

/// Of the series in a list: the same reason is written once.
std::string shown_series(const HeldSeries& series) {
  return series.title.empty() ? name(series.series) : name(series.title);
}

std::vector<std::string> held_file_lines(const SeriesHeld& held, const FileRead& file, std::string_view page) {
  std::vector<std::string> lines;
  if (!file.own.empty()) lines.push_back(safe_text(file.own, error_most));
  if (file.nothing_in) {
    lines.emplace_back("Inget av den är infört: det som gällde förut gäller tills någon har avgjort.");
  } else {
    lines.emplace_back(
        "Det som inte står här är infört. För det här gäller det som gällde förut tills någon har "
        "avgjort.");
  }
  lines.emplace_back();
  lines.emplace_back("Varför den väntar:");
  auto why = held.why;
  if (why.empty()) {
    for (const auto& series : held.series) {
      const auto word = capitalised(core::swedish_word(core::Vocabulary::gate, series.gate)) + ".";
      if (std::ranges::find(why, word) == why.end()) why.push_back(word);
    }
  }
  list(lines, why, [](const std::string& one) { return safe_text(one, error_most); });
  lines.emplace_back();
  lines.emplace_back("Det gäller:");
  list(lines, held.series, shown_series);
  std::ranges::move(reject_lines(file), std::back_inserter(lines));
  lines.emplace_back();
  add_rows(lines, held);
  add_decision(lines, held, page);
  return lines;
}

std::vector<std::string> lines_of(const SeriesHeld& held, core::Instant, std::string_view page) {
  if (held.file) return held_file_lines(held, *held.file, page);
  const auto count = static_cast<std::int64_t>(held.series.size());
  std::vector<std::string> lines;
  const auto all = capitalised(counted(count, Gender::common, "serie", "serier"));
  if (std::ranges::all_of(held.series, is_unmet))
    lines.push_back(fmt::format(
        "{} ur körning {} väntar på beslut: det som kom är inte som väntat. Inget av det är infört.", all, held.run));
  else
    lines.push_back(fmt::format("{} ur körning {} ser annorlunda ut än förut och väntar på beslut. Resten är inläst.",
                                all, held.run));
  list(lines, held.series, [](const HeldSeries& series) {
    const auto shown =
        series.title.empty() ? name(series.series) : fmt::format("{} ({})", name(series.title), name(series.series));
    return fmt::format("{}: {}", shown, name(core::swedish_word(core::Vocabulary::gate, series.gate)));
  });
  add_rows(lines, held);
  add_decision(lines, held, page);
  return lines;
}

std::vector<std::string> lines_of(const DiskLow& disk, core::Instant) {
  std::vector<std::string> lines;
  const auto [free, least] = swedish_sizes(disk.free_bytes, disk.least_bytes);
  lines.push_back(fmt::format("I mappen {} finns {} ledigt. Gränsen är {}.", name(disk.folder), free, least));
  lines.push_back(disk.stopped ? "Inga körningar startas förrän det finns plats. Det som är lagrat är helt."
                               : "Under gränsen startas inga körningar.");
  lines.push_back("Vad arkivet kan lämna tillbaka: `sluss archive prune --dry-run`.");
  return lines;
}

std::vector<std::string> lines_of(const StateDamaged& damaged, core::Instant) {
  return {"De filer som redan har lämnats ut är orörda. Ta inte bort någon säkerhetskopia förrän felet är avhjälpt.",
          fmt::format("{} ", to_operator) + safe_text(core::describe(damaged.error), error_most)};
}

std::vector<std::string> lines_of(const Deadline& deadline, core::Instant) {
  return {fmt::format("{}: {}.", capitalised(name(deadline.name)), spoken(deadline.due))};
}

std::vector<std::string> lines_of(const Expiry& expiry, core::Instant now) {
  return {fmt::format("{} {} ut {}. När den nya är på plats läses den in med `systemctl reload sluss`.",
                      capitalised(expiring(expiry)), expiry.expires <= now ? "gick" : "går",
                      core::swedish_text(expiry.expires))};
}

std::vector<std::string> lines_of(const DeliveryFailed& delivery, core::Instant) {
  return {fmt::format("{} kunde inte levereras till {} efter körning {}, {}. Uppgifterna är inlästa.",
                      name(delivery.dataset), name(delivery.to), delivery.run, core::swedish_text(delivery.failed_at)),
          "Nästa körning försöker igen.",
          fmt::format("{} ", to_operator) + safe_text(core::describe(delivery.error), error_most)};
}

std::vector<std::string> lines_of(const NewFigures&, core::Instant) {
  return {};
}

/// "filen lista.xlsx väntar på beslut", "två filer väntar på beslut", and of runs without files by their series.
std::string series_headline(std::span<const Notice* const> events) {
  const auto file_of = [](const Notice* notice) -> const auto& { return std::get<SeriesHeld>(notice->event).file; };
  if (std::ranges::all_of(events, [&](const Notice* notice) { return file_of(notice).has_value(); })) {
    if (events.size() == 1)
      return fmt::format("filen {} väntar {}på beslut", name(file_of(events.front())->name),
                         file_of(events.front())->nothing_in ? "" : "delvis ");
    return counted(static_cast<std::int64_t>(events.size()), Gender::common, "fil", "filer") + " väntar på beslut";
  }
  std::int64_t count = 0;
  for (const auto* notice : events)
    count += static_cast<std::int64_t>(std::get<SeriesHeld>(notice->event).series.size());
  return counted(count, Gender::common, "serie väntar på beslut", "serier väntar på beslut");
}

std::string disk_headline(std::span<const Notice* const> events) {
  const bool stopped =
      std::ranges::any_of(events, [](const Notice* notice) { return std::get<DiskLow>(notice->event).stopped; });
  return stopped ? "disken är nästan full (inga körningar startas)" : "det är ont om diskutrymme";
}

std::string one_headline(const Event& event, core::Instant now) {
  if (const auto* failed = std::get_if<RunFailed>(&event); failed != nullptr && failed->file)
    return fmt::format("filen {} kunde inte läsas in", name(failed->file->name));
  if (const auto* failed = std::get_if<RunFailed>(&event))
    return fmt::format("jobbet {} har misslyckats", name(failed->job));
  if (const auto* late = std::get_if<JobLate>(&event))
    return late->awaited.empty() ? fmt::format("jobbet {} är försenat", name(late->job))
                                 : fmt::format("uppgifter till jobbet {} är försenade", name(late->job));
  if (const auto* damaged = std::get_if<StateDamaged>(&event))
    return fmt::format("något i {} saknas eller är skadat", kept_phrase(*damaged));
  if (const auto* delivery = std::get_if<DeliveryFailed>(&event))
    return fmt::format("leveransen av {} har misslyckats", name(delivery->dataset));
  if (const auto* deadline = std::get_if<Deadline>(&event)) return deadline_phrase(*deadline, now);
  if (const auto* expiry = std::get_if<Expiry>(&event)) return expiry_phrase(*expiry, now);
  return {};
}

}  // namespace

int seriousness(EventKind kind) {
  constexpr std::array order = {EventKind::state_damaged,   EventKind::disk_low,    EventKind::run_failed,
                                EventKind::delivery_failed, EventKind::job_late,    EventKind::expiry,
                                EventKind::deadline,        EventKind::series_held, EventKind::new_figures};
  return static_cast<int>(std::ranges::find(order, kind) - order.begin());
}

int headline_order(const Event& event) {
  const auto* failed = std::get_if<RunFailed>(&event);
  return 2 * seriousness(kind_of(event)) + (failed != nullptr && failed->file ? 1 : 0);
}

std::string headline(std::span<const Notice* const> one_kind, core::Instant now) {
  const auto& first = one_kind.front()->event;
  const auto kind = kind_of(first);
  if (kind == EventKind::series_held) return series_headline(one_kind);
  if (kind == EventKind::disk_low) return disk_headline(one_kind);
  if (one_kind.size() == 1) return one_headline(first, now);
  const auto several = static_cast<std::int64_t>(one_kind.size());
  switch (kind) {
    case EventKind::run_failed:
      if (std::get<RunFailed>(first).file)
        return counted(several, Gender::common, "fil", "filer") + " kunde inte läsas in";
      return counted(several, Gender::neuter, "jobb", "jobb") + " har misslyckats";
    case EventKind::delivery_failed:
      return counted(several, Gender::common, "leverans", "leveranser") + " har misslyckats";
    case EventKind::job_late:
      return counted(several, Gender::neuter, "jobb", "jobb") + " är försenade";
    case EventKind::state_damaged:
      return "lagrade uppgifter saknas eller är skadade";
    case EventKind::deadline:
      return counted(several, Gender::common, "tidsfrist", "tidsfrister") + " går ut eller har gått ut";
    default:
      return counted(several, Gender::neuter, "certifikat", "certifikat eller hemligheter") +
             " går ut eller har gått ut";
  }
}

Section section(const Notice& notice, core::Instant now, std::string_view page) {
  const Notice* const one = &notice;
  Section text{.heading = capitalised(headline({&one, 1}, now)),
               .lines = std::visit(
                   [&](const auto& event) {
                     if constexpr (requires { lines_of(event, now, page); })
                       return lines_of(event, now, page);
                     else
                       return lines_of(event, now);
                   },
                   notice.event)};
  if (notice.reason == NoticeReason::lasts)
    text.lines.insert(text.lines.begin(), fmt::format("Gäller alltjämt, sedan {}.", core::swedish_text(notice.since)));
  if (notice.reason == NoticeReason::changed && repeats(notice.event))
    text.lines.insert(text.lines.begin(), "Ändrat sedan det förra beskedet.");
  return text;
}

}  // namespace sluss::daemon::notify
