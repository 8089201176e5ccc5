#include "connectors/register/source/refused_file.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "connectors/register/source/reasons.h"
#include "core/identities.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t most_headings = 20;
constexpr std::size_t most_hits = 5;

std::string list_of(const std::vector<std::string>& texts) {
  std::string list;
  for (std::size_t i = 0; i < std::min(texts.size(), most_headings); ++i) list += (i == 0 ? "" : ", ") + texts[i];
  return texts.size() > most_headings ? list + " …" : list;
}

/// " på rad 3 i blad Bilar"
std::string place_of(const core::Place& place) {
  std::string text;
  if (place.line > 0) text += " på rad " + std::to_string(place.line);
  if (!place.field.empty()) text += " i blad " + shown_name(place.field);
  return text;
}

/// The headings that the nearest row lacks, and what stands there.
void put_headings(const Summary& summary, RefusedFile& refused) {
  std::vector<std::string> lacking;
  std::string renamed;
  for (const auto& missing : summary.missing_headings) {
    lacking.push_back(missing.heading);
    if (!missing.near.empty())
      renamed += "Döp om " + missing.near + " till " + missing.heading + " om det är samma sak. ";
  }
  const bool one = lacking.size() == 1;
  auto place = summary.refused ? summary.refused->place : core::Place();
  if (summary.headings_there.empty()) {
    place.line = 0;
    refused.wrong =
        "Ingen rad" + place_of(place) + (one ? " har rubriken " : " har rubrikerna ") + list_of(lacking) + ".";
  } else {
    refused.wrong = (one ? "Rubriken " : "Rubrikerna ") + list_of(lacking) + " saknas" + place_of(place) +
                    ". Där står: " + list_of(summary.headings_there) + ".";
  }
  if (renamed.empty())
    renamed = "Kontrollera att det är rätt fil. Heter rubriken något annat i den: skriv det namn som saknas. ";
  refused.change = renamed + "Lägg sedan in filen igen.";
}

/// Where the numbers of persons are; never one of them.
void put_hits(const std::vector<IdentityHit>& hits, bool put_away, RefusedFile& refused) {
  for (std::size_t i = 0; i < std::min(hits.size(), most_hits); ++i) {
    const auto& hit = hits[i];
    refused.wrong += i == 0 ? "" : " ";
    if (!hit.place.empty()) {
      refused.wrong += "Filen har personnummer utanför cellerna: " + hit.place + ".";
      continue;
    }
    if (hit.column.empty()) {
      refused.wrong += "Namnet på filen, eller på något i den, har ett personnummer.";
      continue;
    }
    std::string rows;
    for (const auto row : hit.rows) rows += (rows.empty() ? "" : ", ") + std::to_string(row);
    refused.wrong += "Kolumn " + hit.column;
    if (!hit.sheet.empty()) refused.wrong += " i blad " + hit.sheet;
    refused.wrong += " ser ut att ha personnummer, på rad " + rows +
                     (hit.values > static_cast<std::int64_t>(hit.rows.size()) ? " med flera." : ".");
  }
  if (hits.size() > most_hits) refused.wrong += " Det finns fler ställen.";
  refused.wrong += " Inget av filen har sparats i Sluss.";
  refused.change = "Ta bort numren, eller hela kolumnen om den inte behövs, och lägg in filen igen.";
  if (put_away) refused.change += " Filen med numren ligger kvar i mappen rejected: radera den där.";
}

}  // namespace

RefusedFile refused_file(const RunFile& file, const std::string& series, const core::Error& error, bool put_away) {
  RefusedFile refused{.name = shown_name(file.name), .series = core::without_identities(series), .put_away = put_away};
  if (!file.hits.empty()) {
    put_hits(file.hits, put_away, refused);
    return refused;
  }
  if (file.summary && file.summary->refused && !file.summary->missing_headings.empty()) {
    put_headings(*file.summary, refused);
  } else {
    const auto& reason = reason_of(error.code);
    refused.wrong = reason.wrong;
    if (const auto place = place_of(error.place); !place.empty())
      refused.wrong += " Det gäller" + place.substr(place.starts_with(" på") ? 3 : 0) + ".";
    refused.change = reason.change;
  }
  refused.change += put_away ? " Filen ligger nu i mappen rejected." : " Filen ligger kvar där den var.";
  return refused;
}

}  // namespace sluss::connectors::registers
