#include "connectors/register/source/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "connectors/file_words.h"
#include "connectors/register/inbox/inbox.h"
#include "connectors/register/mapping/summary.h"
#include "connectors/register/source/refusal_words.h"
#include "core/identities.h"
#include "core/swedish_number.h"
#include "core/swedish_text.h"
#include "core/swedish_words.h"
#include "core/text.h"
#include "core/to_operator.h"

namespace sluss::connectors::registers {
namespace {

std::string files_text(std::int64_t files) {
  return files == 1 ? "En fil" : std::to_string(files) + " filer";
}

constexpr std::size_t most_understood = 30'000;

/// `Rubriker på rad: 3.`, `Kolumner: A "Rank" → rank.`: the lines of a summary. The rows are among the facts.
std::string details_of(const ReadFile& file, const Summary& summary) {
  std::string text;
  if (!file.recognised.empty()) text += "\nFilens slag: " + file.recognised + ".";
  for (const auto& line : in_swedish(summary)) text += "\n" + core::capitalised(line) + ".";
  if (text.size() <= most_understood) return text;
  // After a whole one of what is listed.
  const auto kept = core::cut(text, most_understood);
  return std::string(kept.substr(0, kept.rfind(", "))) + ", …";
}

bool has_rows_below(const Summary& summary) {
  return std::ranges::any_of(summary.tables, [](const auto& table) { return table.below.alike > 0; });
}

struct Remedy {
  std::string text;
  core::FileRemedy asks = core::FileRemedy::other;
};

Remedy read_remedy(const Mapping& mapping, const Summary& summary, const FileRows& rows) {
  std::string remedy;
  auto asks = core::FileRemedy::other;
  if (has_rows_below(summary)) {
    remedy =
        "Hör raderna nedanför till tabellen: flytta dem ovanför raden där den slutar, eller ta bort den raden, och "
        "lägg "
        "in filen igen. Annars behöver ingenting göras.";
  } else if (!summary.near_sheets.empty()) {
    remedy =
        "Rätta rubriken i det blad som inte lästes, och lägg in filen igen. Ska bladet inte läsas behöver ingenting "
        "göras.";
  } else if (rows.left_out > 0 || rows.cells > 0) {
    asks = core::FileRemedy::correct;
    remedy = "Rätta det som inte är med i filen, och lägg in den igen. Varje fel står med rad och kolumn.";
  }
  if (mapping.layout == Layout::assumed) remedy += (remedy.empty() ? "" : " ") + std::string(assumed_words);
  if (remedy.empty()) return {.text = "Ingenting behöver göras.", .asks = core::FileRemedy::nothing};
  return {.text = std::move(remedy), .asks = asks};
}

}  // namespace

std::string below_words(const Summary& summary) {
  std::string words;
  for (const auto& table : summary.tables) {
    const auto& below = table.below;
    if (below.alike == 0) continue;
    words += fmt::format(" {} som liknar tabellens står nedanför dess slut ({}rad {}), och lästes inte: {}rad {}.",
                         below.alike == 1 ? std::string("1 rad") : core::swedish_integer(below.alike) + " rader",
                         table.sheet.empty() ? "" : "blad " + shown_name(table.sheet) + ", ", below.end,
                         below.alike == 1 ? "" : "den första är ", below.first_alike);
  }
  return words;
}

FileRows file_rows(const Summary& summary, const Mapping& mapping) {
  FileRows rows{.keeps_unknown = mapping.select.empty()};
  for (const auto& table : summary.tables) {
    rows.read += table.read;
    rows.taken += table.given;
    rows.left_out += table.rejected;
    rows.cells += table.cells_rejected;
  }
  rows.skipped = rows.read - rows.taken - rows.left_out;
  return rows;
}

core::Finding read_finding(const ReadFile& file, const Mapping& mapping, const Summary& summary) {
  const auto rows = file_rows(summary, mapping);
  auto what = "Filen är läst som " + mapping.title + " (" + mapping.publisher + ")";
  if (!file.period.empty()) what += ", period " + file.period;
  what += "." + below_words(summary);
  const bool doubtful = !summary.near_sheets.empty() || has_rows_below(summary);
  auto remedy = read_remedy(mapping, summary, rows);
  std::vector<FileColumn> columns;
  for (const auto& table : summary.tables) std::ranges::move(columns_of(table), std::back_inserter(columns));
  return {.code = std::string(file_read),
          .severity = doubtful ? core::Severity::warning : core::Severity::info,
          .subject = shown_name(file.name),
          .what = what + details_of(file, summary),
          .remedy = std::move(remedy.text),
          .count = rows.read,
          .facts = read_facts_text(rows, columns, remedy.asks)};
}

std::string older_remedy(const Mapping& mapping) {
  if (mapping.select.empty())
    return "Tabellen har det som kom sist, helt: en äldre fil skulle ersätta den. Ska flera perioder finnas samtidigt: "
           "skriv en [facts] select i mappningen.";
  const auto& series = mapping.series;
  auto names = series.key;
  const auto of_period = [&](const std::string& name) { return series.period.contains("{" + name); };
  std::ranges::copy_if(series.order, std::back_inserter(names), of_period);
  if (names.size() == series.key.size() && !series.order.empty()) names.push_back(series.order.front());
  std::string keys;
  for (const auto& name : names)
    if (const auto key = "\"" + name + "\""; !keys.contains(key)) keys += (keys.empty() ? "" : ", ") + key;
  return "En serie läses framåt. Ska äldre perioder kunna läsas in efteråt: skriv key = [" + keys +
         "] under [series] i mappningen, så är varje period en serie för sig. Lägg sedan filen i mappen igen.";
}

std::string older_words(const OlderFile& file) {
  const auto& [name, period, loaded, other, makes_way, corrects] = file;
  const bool waits = other == Became::waits;
  const std::string stands =
      waits ? core::swedish_word(core::Vocabulary::held_state, "waiting") : std::string("är redan inläst");
  const bool known = !period.empty() && !loaded.empty();
  const auto begin = known   ? "Filen gäller " + period + ", men " + loaded + " " + stands + "."
                     : waits ? std::string("Filen är, efter vad den själv anger, äldre än en som väntar på beslut.")
                             : std::string("Filen är, efter vad den själv anger, äldre än den som redan är inläst.");
  std::string stays = " Den lästes därför inte in, och ingenting ändrades.";
  if (corrects && !period.empty())
    stays += core::without_identities(
        " De uppgifter för " + period +
        " som redan finns gäller. En rättelse av dem läses in först när varje period är "
        "en serie för sig: be den som sköter Sluss ändra det i mappningen, och lägg sedan in filen igen.");
  return core::without_identities(begin) + stays +
         (waits && makes_way ? " Förkastas den som väntar: lägg in den här filen igen." : "");
}

core::Finding older_finding(const OlderFile& file, const Mapping& mapping) {
  return {.code = std::string(file_older),
          .severity = core::Severity::warning,
          .subject = shown_name(file.name),
          .what = older_words(file),
          .remedy = std::string(older_change) + " " + std::string(core::to_operator) + " " + older_remedy(mapping),
          .facts = older_facts_text(file.other == Became::waits)};
}

core::Finding older_in_place_finding(const std::string& query, std::string_view where, std::int64_t files) {
  return {.code = std::string(file_older),
          .severity = core::Severity::info,
          .subject = core::without_identities(query),
          .what = files_text(files) + " " + std::string(where) +
                  " är äldre än den som lästes in senast i serien, och läses inte.",
          .remedy = "Ingenting behöver göras. Sluss ändrar ingenting där; gamla filer kan tas bort.",
          .count = files};
}

core::Finding passed_over_finding(const std::string& source, const std::vector<PassedOver>& passed) {
  constexpr std::size_t most = 5;
  std::string names;
  for (std::size_t i = 0; i < passed.size() && i < most; ++i) {
    const auto why = passed[i].why;
    names += (i == 0 ? "" : ", ") + shown_name(passed[i].name) +
             (why == PassedOver::Why::link         ? " (en länk)"
              : why == PassedOver::Why::unreadable ? " (Sluss får inte läsa den)"
                                                   : " (ingen vanlig fil)");
  }
  return {.code = "register.passed_over",
          .severity = core::Severity::warning,
          .subject = source,
          .what = "I mappen ligger det som inte läses: " + names + (passed.size() > most ? " med flera." : "."),
          .remedy =
              "Lägg själva filen där i stället för en länk, och ge Sluss rätt att läsa den. Det som inte ska "
              "läsas kan tas bort.",
          .count = static_cast<std::int64_t>(passed.size())};
}

core::Finding not_put_away_finding(const std::string& source, Away where, NotAway why) {
  core::Finding finding{.code = "register.not_put_away", .severity = core::Severity::warning, .subject = source};
  const std::string name = where == Away::done ? "done" : "rejected";
  if (why == NotAway::full) {
    finding.what =
        "Disken som källans mapp ligger på är full. Filer som är lästa läggs kanske inte undan, och får inget läs mig.";
    finding.remedy = std::string(core::to_operator) +
                     " frigör plats på den disken. Filer som ligger kvar läggs undan av nästa körning.";
  } else {
    finding.what = "Det som heter " + name + " i källans mapp är ingen mapp, utan en fil eller en länk. Filer som är " +
                   (where == Away::done ? "lästa" : "avvisade") +
                   " flyttas dit, och kan nu inte läggas undan: de ligger kvar, och får inget läs mig.";
    finding.remedy = std::string(core::to_operator) + " döp om eller ta bort det som heter " + name +
                     " i mappen. Sluss gör mappen själv, och nästa körning lägger undan filerna.";
  }
  return finding;
}

core::Finding same_finding(const std::string& name, Became other) {
  core::Finding finding{.code = std::string(file_same),
                        .severity = core::Severity::info,
                        .subject = shown_name(name),
                        .what = std::string(same_words),
                        .remedy = "Ingenting behöver göras."};
  if (other == Became::waits) {
    finding.severity = core::Severity::warning;
    finding.what = same_waits_words;
    finding.remedy = "Öppna Hållna serier, och välj Släpp igenom eller Förkasta.";
  } else if (other == Became::discarded) {
    finding.severity = core::Severity::warning;
    finding.what = same_discarded_words;
    finding.remedy = same_discarded_remedy;
  }
  return finding;
}

core::Finding refused_in_place_finding(const std::string& source, const std::vector<RefusedFile>& files) {
  constexpr std::size_t most = 5;
  std::string told;
  for (std::size_t i = 0; i < files.size() && i < most; ++i)
    told += (i == 0 ? "" : " ") + files[i].name + ": " + files[i].wrong;
  return {.code = "register.refused_before",
          .severity = core::Severity::warning,
          .subject = source,
          .what = files_text(std::ssize(files)) + " ligger kvar som inte kunde läsas in. " + told +
                  (files.size() > most ? " Fler filer kunde inte läsas in." : ""),
          .remedy = "Rätta filen där den ligger, eller ta bort den. Den läses igen när den har ändrats.",
          .count = std::ssize(files)};
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
