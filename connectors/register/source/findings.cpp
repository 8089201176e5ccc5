#include "connectors/register/source/findings.h"

#include "connectors/file_words.h"
#include "connectors/register/inbox/inbox.h"
#include "core/identities.h"
#include "core/swedish_number.h"
#include "core/swedish_text.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

std::string files_text(std::int64_t files) {
  return files == 1 ? "En fil" : std::to_string(files) + " filer";
}

constexpr std::size_t most_understood = 3'000;

/// "Rubriker på rad: 3. Kolumner: A "Rank" → rank.": the lines of a summary, as sentences.
std::string sentences_of(const Summary& summary) {
  std::string text;
  for (const auto& line : in_swedish(summary)) text += " " + core::capitalised(line) + ".";
  if (!text.empty()) text.erase(0, 1);
  if (text.size() <= most_understood) return text;
  return std::string(core::cut(text, most_understood)) + " …";
}

struct RowsRead {
  std::int64_t read = 0, given = 0, rejected = 0;
};

RowsRead rows_of(const Summary& summary) {
  RowsRead rows;
  for (const auto& table : summary.tables) {
    rows.read += table.read;
    rows.given += table.given;
    rows.rejected += table.rejected + table.cells_rejected;
  }
  return rows;
}

}  // namespace

core::Finding read_finding(const ReadFile& file, const Mapping& mapping, const Summary& summary) {
  const auto rows = rows_of(summary);
  auto what = "Filen är läst som " + mapping.title + " (" + mapping.publisher + ")";
  if (!file.period.empty()) what += ", period " + file.period;
  if (!file.recognised.empty()) what += "; " + file.recognised;
  what += ".";
  if (mapping.layout == Layout::assumed)
    what += " Sluss tolkning av den här filsorten är inte kontrollerad mot en riktig fil: jämför några tal.";
  return {.code = std::string(file_read),
          .severity = core::Severity::info,
          .subject = shown_name(file.name),
          .what = what + "\n" + sentences_of(summary),
          .remedy = rows.rejected == 0 ? "Ingenting behöver göras."
                                       : "Rätta det som underkändes i filen, och lägg in den igen. Varje fel står med "
                                         "blad, rad och kolumn.",
          .count = rows.read};
}

core::Finding older_finding(const std::string& name) {
  return {.code = "register.older",
          .severity = core::Severity::warning,
          .subject = shown_name(name),
          .what =
              "Filen är, efter vad den själv anger, äldre än den som lästes in senast i sin serie. Ingenting av "
              "den lästes in, och ingenting ändrades.",
          .remedy =
              "Filen finns i done/. Ska den gälla: ge den rätt period i namnet eller i den cell som mappningen "
              "läser, och lägg in den igen."};
}

core::Finding older_in_place_finding(const std::string& query, std::string_view where, std::int64_t files) {
  return {.code = "register.older",
          .severity = core::Severity::info,
          .subject = core::without_identities(query),
          .what = files_text(files) + " " + std::string(where) +
                  " är äldre än den som lästes in senast i serien, och läses inte.",
          .remedy = "Ingenting behöver göras. Sluss ändrar ingenting där; gamla filer kan tas bort.",
          .count = files};
}

core::Finding same_finding(const std::string& name) {
  return {.code = std::string(file_same),
          .severity = core::Severity::info,
          .subject = shown_name(name),
          .what = "Filen är likadan, tecken för tecken, som den som lästes in senast. Ingenting ändrades.",
          .remedy = "Ingenting behöver göras."};
}

core::Finding waiting_finding(const std::string& source, std::int64_t files) {
  return {.code = "register.waiting",
          .severity = core::Severity::info,
          .subject = source,
          .what = files_text(files) + " till väntar på att läsas in. En fil läses in i varje körning.",
          .remedy = "Ingenting behöver göras: nästa körning tar nästa fil.",
          .count = files};
}

}  // namespace sluss::connectors::registers
