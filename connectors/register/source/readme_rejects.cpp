#include "connectors/register/source/readme_rejects.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "connectors/file_facts.h"
#include "connectors/register/source/extent.h"
#include "connectors/register/source/refusal_words.h"
#include "core/swedish_text.h"
#include "core/to_operator.h"

namespace sluss::connectors::registers {
namespace {

/// A column of the file by its letters, or by the mapping's name of it, which has small letters.
const FoundColumn* column_of(const RunFile& file, const core::Reject& reject) {
  if (!file.summary || reject.column.empty()) return nullptr;
  for (const auto& table : file.summary->tables) {
    if (shown_name(table.file) != reject.object || shown_name(table.sheet) != reject.field) continue;
    for (const auto* columns : {&table.found, &table.unused}) {
      const auto found = std::ranges::find_if(*columns, [&](const FoundColumn& one) {
        return one.letters == reject.column || (!one.name.empty() && one.name == reject.column);
      });
      if (found != columns->end()) return &*found;
    }
  }
  return nullptr;
}

const Table* table_of(const Mapping& mapping, const core::Reject& reject) {
  const auto found = std::ranges::find_if(
      mapping.tables, [&](const Table& table) { return std::string(stream_prefix) + table.name == reject.stream; });
  return found == mapping.tables.end() ? nullptr : &*found;
}

bool is_of_a_list(const core::Reject& reject) {
  return reject.error.starts_with("codelists.");
}

/// What of the row is not in the load for this.
std::string_view lost_with(const Mapping& mapping, const FoundColumn* column, const core::Reject& reject) {
  const auto* table = table_of(mapping, reject);
  if (table == nullptr || reject.line == 0) return {};
  if (is_of_a_list(reject)) return mapping.select.empty() ? "" : " Radens tal är inte med.";
  const bool of_one_cell = table->unpivot && column != nullptr && column->name == table->unpivot->value;
  return of_one_cell ? " Bara den cellen är utelämnad." : " Hela raden är utelämnad, också dess andra celler.";
}

/// Texts that are no number or no known area are shown, others are not: they may be a person's.
std::string wrong_of(const core::Reject& reject) {
  std::string wrong(row_reason_of(reject.error).wrong);
  if (reject.shown.empty()) return wrong;
  if (reject.error == "register.mark")
    return wrong.substr(0, wrong.size() - 1) + ", men det står \"" + reject.shown + "\".";
  if (!is_of_a_list(reject)) return wrong;
  wrong += " Det står \"" + reject.shown + "\".";
  if (!reject.suggestion.empty()) wrong += " Menas " + reject.suggestion + "?";
  return wrong;
}

ReadmeReject readme_reject(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome,
                           const core::Reject& reject) {
  const auto* column = column_of(file, reject);
  const auto change = core::to_readers(row_reason_of(reject.error).change);
  ReadmeReject shown{
      .row = reject.line, .wrong = wrong_of(reject), .change = change.everyone, .to_operator = change.who_operates};
  if (outcome.committed) shown.wrong += lost_with(mapping, column, reject);
  if (reject.stream.empty()) {  // of the SELECT's rows: what the field says is no sheet
    if (!reject.field.empty()) shown.to_operator += (shown.to_operator.empty() ? "" : " ") + ("Fält: " + reject.field);
    return shown;
  }
  const bool of_a_member = !reject.object.empty() && reject.object != shown_name(file.name);
  shown.sheet = reject.field;
  if (of_a_member) shown.sheet = reject.object + (shown.sheet.empty() ? "" : ", " + shown.sheet);
  shown.column = column_name(column == nullptr ? reject.column : column->letters, {}, !reject.field.empty());
  if (column != nullptr) shown.heading = column->heading;
  return shown;
}

ReadmeReject readme_hit(const RunFile& file, const IdentityHit& hit) {
  auto sheet = hit.sheet;
  if (hit.file != shown_name(file.name)) sheet = hit.file + (sheet.empty() ? "" : ", " + sheet);
  if (!hit.place.empty()) {
    return {.sheet = std::move(sheet),
            .wrong = "Filen har personnummer utanför cellerna: " + hit.place + ".",
            .change = "Ta bort det där, eller kopiera cellernas värden till en ny fil."};
  }
  const auto row = hit.rows.empty() ? 0 : hit.rows.front();
  if (hit.column.empty()) {
    return {.sheet = std::move(sheet),
            .row = row,
            .wrong = hit.sheet.empty() ? "Filens namn har ett personnummer." : "Bladets namn har ett personnummer.",
            .change = "Byt namn, utan numret."};
  }
  const bool one = hit.values <= 1;
  const auto column = hit.heading.empty() ? "kolumnen" : "kolumnen " + hit.heading;
  std::string change = one ? "Ta bort numret ur cellen" : "Ta bort numren ur cellerna";
  change += hit.needed ? ", och skriv det som ska stå där. Låt " + column + " vara kvar: utan den kan filen inte läsas."
                       : ", eller hela " + column + ": den behövs inte.";
  return {
      .sheet = std::move(sheet),
      .row = row,
      .column = column_name(hit.column, {}, !hit.sheet.empty()),
      .heading = hit.heading,
      .wrong = core::capitalised(cells_of(hit)) + (one ? " ser ut som ett personnummer." : " ser ut som personnummer."),
      .change = std::move(change)};
}

ReadmeReject readme_heading(const MissingHeading& missing, const Summary& summary) {
  const auto candidate = candidate_for(missing, summary);
  const auto change = core::to_readers(reason_of("register.header").change);
  return {.sheet = shown_name(summary.refused->place.field),
          .row = summary.refused->place.line,
          .heading = missing.heading,
          .wrong = "Rubriken \"" + missing.heading + "\" saknas.",
          .change = candidate.empty() ? "Lägg till kolumnen, eller lägg in den fil som har den."
                                      : "Är \"" + candidate + "\" samma sak: döp om den till \"" + missing.heading +
                                            "\". Annars lägg till kolumnen.",
          .to_operator = change.who_operates};
}

}  // namespace

std::string quoted(const std::vector<std::string>& texts, std::size_t most) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < texts.size() && i < most; ++i) all.push_back("\"" + texts[i] + "\"");
  if (texts.size() > most) all.emplace_back("fler");
  return core::listed(all);
}

std::string cells_of(const IdentityHit& hit) {
  const bool of_sheet = !hit.sheet.empty();
  std::vector<std::string> cells;
  for (const auto row : hit.rows) cells.push_back((of_sheet ? hit.column : "") + std::to_string(row));
  if (hit.values > std::ssize(hit.rows)) cells.emplace_back("fler");
  const std::string begin = hit.values <= 1 ? "cellen " : "cellerna ";
  if (of_sheet) return begin + core::listed(cells);
  return begin + "på rad " + core::listed(cells) + " i kolumn " + column_name(hit.column, {}, false);
}

std::string candidate_for(const MissingHeading& missing, const Summary& summary) {
  if (!missing.near.empty()) return missing.near;
  const bool only = summary.missing_headings.size() == 1 && summary.headings_unknown.size() == 1;
  return only ? summary.headings_unknown.front() : "";
}

std::vector<ReadmeReject> rejects_of(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome) {
  std::vector<ReadmeReject> rejects;
  for (const auto& hit : file.hits) rejects.push_back(readme_hit(file, hit));
  for (const auto& reject : outcome.rejects) rejects.push_back(readme_reject(file, mapping, outcome, reject));
  if (file.summary && file.summary->refused) {
    for (const auto& missing : file.summary->missing_headings)
      rejects.push_back(readme_heading(missing, *file.summary));
  }
  return rejects;
}

}  // namespace sluss::connectors::registers
