#include "connectors/register/source/put_away_with_readme.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include "connectors/register/source/reasons.h"
#include "connectors/register/source/waiting.h"
#include "core/swedish_text.h"
#include "core/swedish_words.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t most_lines = 200;

/// The heading of a column, where the file's tables have it.
std::string heading_of(const RunFile& file, const core::Reject& reject) {
  if (!file.summary) return {};
  for (const auto& table : file.summary->tables) {
    if (shown_name(table.file) != reject.object || shown_name(table.sheet) != reject.field) continue;
    for (const auto* columns : {&table.found, &table.unused}) {
      const auto found = std::ranges::find(*columns, reject.column, &FoundColumn::letters);
      if (found != columns->end()) return found->heading;
    }
  }
  return {};
}

/// Texts that a mapping may have to learn are shown, others are not: they may be a person's.
std::string wrong_of(const core::Reject& reject) {
  const auto& reason = row_reason_of(reject.error);
  const bool shown = reject.error == "register.mark" && !reject.shown.empty();
  return std::string(reason.wrong) + (shown ? " Texten är \"" + reject.shown + "\"." : "");
}

ReadmeReject readme_reject(const RunFile& file, const core::Reject& reject) {
  const bool of_a_member = !reject.object.empty() && reject.object != shown_name(file.name);
  auto sheet = reject.field;
  if (of_a_member) sheet = reject.object + (sheet.empty() ? "" : ", " + sheet);
  return {.sheet = std::move(sheet),
          .row = reject.line,
          .column = reject.column,
          .heading = heading_of(file, reject),
          .wrong = wrong_of(reject),
          .change = std::string(row_reason_of(reject.error).change)};
}

std::string rows_of(const IdentityHit& hit) {
  std::string text;
  for (const auto row : hit.rows) text += (text.empty() ? "" : ", ") + std::to_string(row);
  return text + (hit.values > static_cast<std::int64_t>(hit.rows.size()) ? " med flera" : "");
}

ReadmeReject readme_hit(const RunFile& file, const IdentityHit& hit) {
  auto sheet = hit.sheet;
  if (hit.file != shown_name(file.name)) sheet = hit.file + (sheet.empty() ? "" : ", " + sheet);
  if (!hit.place.empty()) {
    return {.sheet = std::move(sheet),
            .wrong = "Filen har personnummer utanför cellerna: " + hit.place + ".",
            .change = "Ta bort det där, eller kopiera cellernas värden till en ny fil."};
  }
  const auto wrong = hit.column.empty() ? std::string("Ett namn har ett personnummer.")
                                        : "Kolumnen har personnummer, på rad " + rows_of(hit) + ".";
  return {.sheet = std::move(sheet),
          .row = hit.rows.empty() ? 0 : hit.rows.front(),
          .column = hit.column,
          .wrong = wrong,
          .change = hit.column.empty() ? "Byt namn utan det." : "Ta bort kolumnen."};
}

void add_lines(const std::vector<std::string>& understood, std::vector<ReadmeLine>& lines) {
  for (const auto& line : understood) {
    if (lines.size() >= most_lines) return;
    const auto colon = line.find(": ");
    if (colon == std::string::npos) {
      lines.push_back({.label = "Läst", .value = line});
    } else {
      lines.push_back({.label = core::capitalised(line.substr(0, colon)), .value = line.substr(colon + 2)});
    }
  }
}

std::vector<ReadmeLine> understood(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome) {
  std::vector<ReadmeLine> lines{{.label = "Läst som", .value = mapping.title + " (" + mapping.publisher + ")"}};
  if (mapping.layout == Layout::assumed) {
    lines.push_back(
        {.label = "Observera",
         .value = "Ingen har ännu jämfört mappningen med en riktig fil. Jämför några tal med filens egna."});
  }
  if (!file.recognised.empty()) lines.push_back({.label = "Filens slag", .value = file.recognised});
  if (!file.period.empty()) lines.push_back({.label = "Period", .value = file.period});
  if (file.summary) {
    auto summary = *file.summary;
    summary.refused.reset();  // in the explanation, in Swedish
    add_lines(in_swedish(summary), lines);
  }
  for (const auto& finding : outcome.findings) {
    if (finding.severity == core::Severity::info || lines.size() >= most_lines) continue;
    if (finding.code == "run.unread") continue;  // of the rejects, which have a sheet of their own
    lines.push_back({.label = "Att se över", .value = finding.what + " " + finding.remedy});
  }
  return lines;
}

std::vector<ReadmeCount> counts_of(const RunFile& file, const RunOutcome& outcome) {
  std::vector<ReadmeCount> counts;
  if (file.summary) {
    std::int64_t read = 0;
    std::int64_t given = 0;
    for (const auto& table : file.summary->tables) {
      read += table.read;
      given += table.given;
    }
    counts.push_back({.label = "Rader under rubrikerna", .count = read});
    counts.push_back({.label = "Rader som togs", .count = given});
  }
  if (outcome.committed) counts.push_back({.label = "Uppgifter", .count = outcome.facts});
  counts.push_back({.label = "Underkända rader och celler", .count = outcome.rejected});
  return counts;
}

std::string held_text(const RunOutcome& outcome) {
  std::string gates;
  for (const auto& held : outcome.held) {
    const auto word = core::swedish_word(core::Vocabulary::gate, held.gate);
    if (!gates.contains(word)) gates += (gates.empty() ? "" : "; ") + word;
  }
  return "Filen är läst, men något i den avviker så mycket att en människa ska avgöra om det är rätt" +
         (gates.empty() ? "" : ": " + gates) + ". Till dess gäller det som fanns.";
}

std::string refused_text(const RunFile& file, const core::Error& error) {
  std::string text(reason_of(error.code).wrong);
  text += " ";
  text += reason_of(error.code).change;
  if (!error.place.field.empty() && file.hits.empty()) text += " Blad: " + shown_name(error.place.field) + ".";
  if (error.place.line > 0) text += " Rad: " + std::to_string(error.place.line) + ".";
  return text;
}

ReadmeReject readme_heading(const MissingHeading& missing, const core::Place& nearest_row) {
  const auto near = "Rubriken \"" + missing.near +
                    "\" liknar den. Är den ett nytt namn på samma uppgift behöver "
                    "mappningen känna till det; annars rättas rubriken i filen.";
  return {.sheet = shown_name(nearest_row.field),
          .row = nearest_row.line,
          .heading = missing.heading,
          .wrong = "Rubriken \"" + missing.heading + "\" saknas.",
          .change = missing.near.empty() ? "Lägg till kolumnen, eller lägg in den fil som har den." : near};
}

std::vector<ReadmeReject> rejects_of(const RunFile& file, const RunOutcome& outcome) {
  std::vector<ReadmeReject> rejects;
  for (const auto& hit : file.hits) rejects.push_back(readme_hit(file, hit));
  for (const auto& reject : outcome.rejects) rejects.push_back(readme_reject(file, reject));
  if (file.summary && file.summary->refused) {
    for (const auto& missing : file.summary->missing_headings)
      rejects.push_back(readme_heading(missing, file.summary->refused->place));
  }
  return rejects;
}

}  // namespace

bool is_of_the_file(const core::Error& error) {
  if (error.code == "run.nothing_read" || error.code == "run.too_many_rejects") return true;
  constexpr std::array<std::string_view, 3> of_the_mapping{"register.no_figures", "register.select_failed",
                                                           "register.select_time"};
  if (std::ranges::find(of_the_mapping, error.code) != of_the_mapping.end()) return false;
  constexpr std::array<std::string_view, 10> kinds{"csv.",  "encoding.",  "gz.",       "html.", "inbox.",
                                                   "json.", "json_stat.", "register.", "xlsx.", "zip."};
  return error.error_class == core::ErrorClass::data &&
         std::ranges::any_of(kinds, [&](std::string_view kind) { return error.code.starts_with(kind); });
}

Readme readme_of(const PassedFile& passed, const Mapping& mapping, core::Instant at) {
  const bool same = passed.why == NotNeeded::same;
  return {.title = shown_name(passed.file.file().name),
          .outcome = same ? ReadmeOutcome::same : ReadmeOutcome::older,
          .explanation = same ? "Filen är likadan, tecken för tecken, som den som lästes in senast i sin serie. "
                                "Ingenting ändrades, och ingenting behöver göras."
                              : "Filen är, efter vad den själv anger, äldre än den som lästes in senast i sin serie. "
                                "Ingenting av den lästes in.",
          .read_at = at,
          .understood = {{.label = "Läst som", .value = mapping.title + " (" + mapping.publisher + ")"}}};
}

Readme readme_of(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome, core::Instant at) {
  Readme readme{.title = shown_name(file.name), .read_at = at};
  const bool held = outcome.committed && (outcome.status == "held" || !outcome.held.empty());
  if (!outcome.committed) {
    readme.outcome = ReadmeOutcome::rejected;
    readme.explanation = outcome.error ? refused_text(file, *outcome.error) : std::string(reason_of("").wrong);
  } else if (held) {
    readme.outcome = ReadmeOutcome::waiting;
    readme.explanation = held_text(outcome);
  } else {
    readme.outcome = ReadmeOutcome::loaded;
    readme.explanation = outcome.status == "unchanged" ? "Filen är inläst. Uppgifterna är de som redan fanns."
                                                       : "Filen är inläst, och dess uppgifter gäller.";
    if (outcome.rejected > 0) readme.explanation += " Det som underkändes är inte med.";
  }
  readme.understood = understood(file, mapping, outcome);
  readme.counts = counts_of(file, outcome);
  readme.rejects = rejects_of(file, outcome);
  readme.all_rejects = std::max(outcome.rejected, static_cast<std::int64_t>(readme.rejects.size()));
  return readme;
}

core::Result<> put_away_with(core::Files& files, const Inbox& inbox, const CopiedFile& file, Away where,
                             const Readme& readme) {
  const auto put = SLUSS_TRY(inbox.put_away(file, where));
  if (put.outcome == PutAwayOutcome::gone || put.outcome == PutAwayOutcome::replaced) return {};
  const bool moved = put.outcome == PutAwayOutcome::moved;
  const auto folder = moved ? put.path.parent_path() : inbox.folder();
  const auto name = moved ? put.path.filename().string() : file.file().name;
  std::ignore = SLUSS_TRY(write_readme(files, folder, readable_name(name), readme));
  return {};
}

}  // namespace sluss::connectors::registers
