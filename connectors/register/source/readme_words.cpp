#include "connectors/register/source/readme_words.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "connectors/file_facts.h"
#include "connectors/file_words.h"
#include "connectors/register/mapping/summary.h"
#include "connectors/register/source/findings.h"
#include "connectors/register/source/readme_rejects.h"
#include "connectors/register/source/refusal_words.h"
#include "connectors/register/source/refused_file.h"
#include "core/finding_codes.h"
#include "core/shown.h"
#include "core/swedish_number.h"
#include "core/swedish_text.h"
#include "core/swedish_words.h"
#include "core/to_operator.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t most_lines = 200;

/// With the stop that it may lack.
std::string sentence(std::string text) {
  if (!text.empty() && !text.ends_with('.') && !text.ends_with('?') && !text.ends_with('!')) text += '.';
  return text;
}

/// "A (rubriken Kommun) och B (rubriken Rank)" of a sheet, "1 (rubriken Kommun)" of a file without.
std::string columns_text(const std::vector<FoundColumn>& columns, bool sheet) {
  std::vector<std::string> texts;
  texts.reserve(columns.size());
  for (const auto& column : columns) texts.push_back(column_name(column.letters, core::shown(column.heading), sheet));
  return core::listed(texts);
}

template <class Count>
std::string by_count(const std::map<std::string, Count>& counts) {
  std::vector<std::string> texts;
  for (const auto& [text, count] : counts) texts.push_back(text + " " + core::swedish_integer(count));
  return core::listed(texts);
}

void add_tables(const RunFile& file, std::vector<ReadmeLine>& lines) {
  const auto add = [&](std::string_view label, std::string value) {
    if (!value.empty() && lines.size() < most_lines)
      lines.push_back({.label = std::string(label), .value = std::move(value)});
  };
  for (const auto& table : file.summary->tables) {
    const bool member = shown_name(table.file) != shown_name(file.name);
    auto place = member ? shown_name(table.file) : "";
    if (!table.sheet.empty()) place += (place.empty() ? "" : ", ") + ("bladet " + shown_name(table.sheet));
    if (table.header_row > 0)
      place += (place.empty() ? "rubrikerna" : ", rubrikerna") + (" på rad " + std::to_string(table.header_row));
    add("Läst tabell", core::capitalised(place));
    add("Kolumner som lästes", columns_text(table.found, !table.sheet.empty()));
    add("Kolumner som inte används", columns_text(table.unused, !table.sheet.empty()));
    add("Överhoppade rader", by_count(table.skipped));
    add("Under en tom rubrik, inte läst", by_count(table.unheaded));
  }
  std::vector<std::string> unused;
  if (!file.summary->refused)
    for (const auto& name : file.summary->unused_sheets) unused.push_back(core::shown(name));
  add("Blad som inte används", core::listed(unused));
}

std::vector<ReadmeLine> understood(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome) {
  std::vector<ReadmeLine> lines{{.label = "Läst som", .value = mapping.title + " (" + mapping.publisher + ")"}};
  if (!file.period.empty()) lines.push_back({.label = "Period", .value = file.period});
  if (file.summary) add_tables(file, lines);
  if (mapping.layout == Layout::assumed && outcome.committed) {
    lines.push_back({.label = "Observera", .value = std::string(assumed_words)});
  }
  for (const auto& finding : outcome.findings) {
    if (finding.severity == core::Severity::info || lines.size() >= most_lines) continue;
    if (finding.code == core::unread_finding || finding.code == file_own_missing)
      continue;  // of the rejects, which have a sheet of their own
    const auto remedy = core::to_readers(finding.remedy).everyone;
    lines.push_back({.label = "Att se över", .value = sentence(told(finding)) + " " + sentence(remedy)});
  }
  return lines;
}

/// In the words of mappings and commands.
std::vector<ReadmeLine> for_operator(const RunFile& file, const RunOutcome& outcome) {
  std::vector<ReadmeLine> lines;
  if (outcome.error) {
    lines.push_back({.label = "Felkod", .value = outcome.error->code});
    if (auto change = core::to_readers(reason_of(outcome.error->code).change).who_operates; !change.empty())
      lines.push_back({.label = "Att göra", .value = std::move(change)});
  }
  for (const auto& finding : outcome.findings) {
    if (finding.severity == core::Severity::info || finding.code == core::unread_finding) continue;
    if (auto change = core::to_readers(finding.remedy).who_operates; !change.empty())
      lines.push_back({.label = "Att göra", .value = sentence(std::move(change))});
  }
  if (!file.recognised.empty()) lines.push_back({.label = "Filens slag", .value = file.recognised});
  if (!file.summary) return lines;
  auto summary = *file.summary;
  summary.refused.reset();
  for (auto& [label, text] : summary_lines(summary)) {
    if (lines.size() >= most_lines) break;
    lines.push_back({.label = label.empty() ? "Tabell" : core::capitalised(label), .value = std::move(text)});
  }
  return lines;
}

/// Of the rejects that have them, each once.
std::vector<std::int64_t> numbers_left_out(const RunFile& file, const RunOutcome& outcome, const FileRows& rows) {
  std::set<std::int64_t> numbers;
  if (file.summary->tables.size() != 1 || rows.cells > 0) return {};
  for (const auto& reject : outcome.rejects)
    if (reject.line > 0 && !reject.stream.empty()) numbers.insert(reject.line);
  return {numbers.begin(), numbers.end()};
}

FileRows rows_of(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome) {
  return without_unknown(file_rows(*file.summary, mapping), outcome.findings);
}

std::string rows_text(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome) {
  if (!file.summary) return {};
  const auto rows = rows_of(file, mapping, outcome);
  if (rows.left_out == 0 && rows.cells == 0) return {};
  return " " + rows_words(rows, numbers_left_out(file, outcome, rows)) + " Rätta felen i filen, och lägg in den igen.";
}

std::int64_t rows_below(const Summary& summary) {
  std::int64_t rows = 0;
  for (const auto& table : summary.tables) rows += table.below.rows;
  return rows;
}

std::string loaded_text(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome) {
  if (outcome.status != "unchanged") return "Filen är inläst, och dess uppgifter gäller.";
  const auto stands = file.summary ? stands_words(rows_of(file, mapping, outcome)) : std::string();
  return "Filen är inläst. Uppgifterna är de som redan fanns." + (stands.empty() ? "" : " " + stands);
}

std::vector<ReadmeCount> counts_of(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome) {
  std::vector<ReadmeCount> counts;
  if (!outcome.committed) return counts;
  if (file.summary) {
    const auto rows = rows_of(file, mapping, outcome);
    counts.push_back({.label = "Rader under rubrikerna", .count = rows.read});
    counts.push_back({.label = "Rader som är med", .count = rows.taken});
    if (rows.skipped > 0) counts.push_back({.label = "Överhoppade rader", .count = rows.skipped});
    counts.push_back({.label = "Rader som inte är med", .count = rows.left_out});
    if (const auto below = rows_below(*file.summary); below > 0)
      counts.push_back({.label = "Rader nedanför tabellens slut, inte lästa", .count = below});
    if (rows.cells > 0) counts.push_back({.label = "Utelämnade celler", .count = rows.cells});
  }
  counts.push_back({.label = "Uppgifter ur filen", .count = outcome.facts});
  return counts;
}

/// The own municipality comes before all else.
std::string own_text(const RunOutcome& outcome) {
  const auto own = std::ranges::find(outcome.findings, file_own_missing, &core::Finding::code);
  return own == outcome.findings.end() ? "" : own->what + " ";
}

std::string held_text(const RunOutcome& outcome) {
  std::string gates;
  core::RunId along;
  bool own = outcome.held.empty();
  for (const auto& held : outcome.held) {
    if (held.waits_with.value != 0) along = held.waits_with;
    own |= held.waits_with.value == 0;
    if (held.waits_with.value != 0) continue;
    const auto word = core::swedish_word(core::Vocabulary::gate, held.gate);
    if (!gates.contains(word)) gates += (gates.empty() ? "" : "; ") + word;
  }
  if (!own)
    return "Filen är läst, och inget i den avviker. Den väntar tillsammans med körning " + std::to_string(along.value) +
           ", eftersom uppgifter i samma serier väntar sedan dess, och de avgörs tillsammans. Till dess gäller det som "
           "fanns. Öppna Hållna serier i Sluss, och välj Släpp igenom eller Förkasta.";
  return "Filen är läst, men något i den avviker så mycket att en människa ska avgöra om det är rätt" +
         (gates.empty() ? "" : ": " + gates) +
         ". Till dess gäller det som fanns. Är filen fel: lägg in en rättad fil, då behöver du inte besluta. Annars: "
         "öppna Hållna serier i Sluss, och välj Släpp igenom eller Förkasta. Väntar redan en tidigare fil med andra "
         "perioder avgörs de tillsammans.";
}

std::string refused_text(const RunFile& file, const core::Error& error) {
  const auto words = refused_words(file, error, FileLies::beside_the_readme);
  return words.wrong + " " + core::to_readers(words.change).everyone;
}

std::string where_seen(core::RunId run) {
  return run.value == 0 ? "i Sluss" : "i Sluss, på sidan för körning " + std::to_string(run.value);
}

/// "http://sluss.example.se/hallna". Empty: the pages' address is not known.
std::string address_of(const RunPage& page, const std::string& below) {
  if (page.pages.empty()) return {};
  auto address = page.pages;
  while (address.ends_with('/')) address.pop_back();
  return address + below;
}

/// Of the run; of no run that of all.
std::string address_of(const RunPage& page) {
  return address_of(page, page.run.value == 0 ? "/" : "/korningar/" + std::to_string(page.run.value));
}

}  // namespace

Readme readme_of(const PassedFile& passed, const Mapping& mapping, const RunPage& page, core::Instant at) {
  Readme readme{.title = shown_name(passed.file.file().name),
                .outcome = passed.why == NotNeeded::same ? ReadmeOutcome::same : ReadmeOutcome::older,
                .read_at = at,
                .see = where_seen(page.run),
                .address = address_of(page),
                .understood = {{.label = "Läst som", .value = mapping.title + " (" + mapping.publisher + ")"}}};
  if (!passed.period.empty()) readme.understood.push_back({.label = "Period", .value = passed.period});
  if (passed.why == NotNeeded::same && passed.other == Became::waits) {
    readme.outcome = ReadmeOutcome::waiting;
    readme.decided_at = address_of(page, "/hallna");
    readme.explanation =
        std::string(same_waits_words) + " Öppna Hållna serier i Sluss, och välj Släpp igenom eller Förkasta.";
    return readme;
  }
  if (passed.why == NotNeeded::same && passed.other == Became::discarded) {
    readme.outcome = ReadmeOutcome::discarded;
    readme.explanation = std::string(same_discarded_words) + " " + std::string(same_discarded_remedy);
    return readme;
  }
  if (passed.why == NotNeeded::same) {
    readme.explanation = std::string(same_words) + " Ingenting behöver göras.";
    return readme;
  }
  readme.explanation = older_words({.name = readme.title,
                                    .period = passed.period,
                                    .loaded = passed.loaded,
                                    .other = passed.other,
                                    .makes_way_if_discarded = passed.makes_way_if_discarded,
                                    .corrects = passed.corrects}) +
                       " " + std::string(older_change);
  readme.to_operator.push_back({.label = "Äldre perioder", .value = older_remedy(mapping)});
  return readme;
}

Readme readme_of(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome, const RunPage& page,
                 core::Instant at) {
  Readme readme{
      .title = shown_name(file.name), .read_at = at, .see = where_seen(page.run), .address = address_of(page)};
  const bool held = outcome.committed && (outcome.status == "held" || !outcome.held.empty());
  if (!outcome.committed) {
    readme.outcome = ReadmeOutcome::rejected;
    readme.explanation = outcome.error ? refused_text(file, *outcome.error) : std::string(reason_of("").wrong);
  } else if (held) {
    readme.outcome = ReadmeOutcome::waiting;
    readme.decided_at = address_of(page, "/hallna");
    readme.explanation = own_text(outcome) + held_text(outcome) + rows_text(file, mapping, outcome);
  } else {
    readme.outcome = own_text(outcome).empty() ? ReadmeOutcome::loaded : ReadmeOutcome::without_own;
    readme.explanation = own_text(outcome) + loaded_text(file, mapping, outcome);
    readme.explanation += rows_text(file, mapping, outcome);
  }
  if (outcome.committed && file.summary) readme.explanation += below_words(*file.summary);
  readme.unexpected = std::ranges::find(outcome.findings, "run.unmet", &core::Finding::code) != outcome.findings.end();
  readme.understood = understood(file, mapping, outcome);
  readme.counts = counts_of(file, mapping, outcome);
  readme.rejects = rejects_of(file, mapping, outcome);
  readme.to_operator = for_operator(file, outcome);
  readme.all_rejects = std::max(outcome.committed ? file_facts(outcome.findings).wrong : outcome.rejected,
                                static_cast<std::int64_t>(readme.rejects.size()));
  return readme;
}

}  // namespace sluss::connectors::registers
