#include "connectors/register/source/refused_file.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

#include "connectors/file_facts.h"
#include "connectors/register/sheets.h"
#include "connectors/register/source/kind.h"
#include "connectors/register/source/readme_rejects.h"
#include "connectors/register/source/refusal_words.h"
#include "core/identities.h"
#include "core/ids.h"
#include "core/swedish_text.h"
#include "core/to_operator.h"

namespace sluss::connectors::registers {
namespace {

/// " cellen C3 i bladet Bilar", or " rad 3 i kolumn 3" of a file without sheets, where a reader says the column too;
/// nothing when it does not.
std::string cell_of(const core::Place& place) {
  if (place.column <= 0 || place.line <= 0) return {};
  const auto letters = column_letters(place.column - 1);
  const auto cell = letters + std::to_string(place.line);
  if (place.field == letters)
    return " rad " + std::to_string(place.line) + " i kolumn " + column_name(letters, {}, false);
  if (!place.field.ends_with("!" + cell)) return {};
  return " cellen " + cell + " i bladet " + shown_name(place.field.substr(0, place.field.size() - cell.size() - 1));
}

/// " rad 3 i bladet Bilar"
std::string place_of(const core::Place& place) {
  if (auto cell = cell_of(place); !cell.empty()) return cell;
  std::string text;
  if (place.line > 0) text += " rad " + std::to_string(place.line);
  if (!place.field.empty()) text += (text.empty() ? " bladet " : " i bladet ") + shown_name(place.field);
  return text;
}

/// The field names a file in a packed one.
bool is_of_a_member(const core::Error& error) {
  return !error.place.field.empty() && (error.code == "register.member" || error.code == "register.format");
}

/// " Det gäller data2.csv i den packade filen."; nothing of a file that is no packed one.
std::string member_text(const RunFile& file, const core::Error& error) {
  const bool of_rows = file.summary && file.summary->refused;
  if (!of_rows || error.place.file.empty() || shown_name(error.place.file) == shown_name(file.name)) return {};
  return " Det gäller " + shown_name(error.place.file) + " i den packade filen.";
}

/// " Där står: Kommun, Bilar totalt med flera."
std::string there_text(const std::vector<std::string>& headings) {
  constexpr std::size_t most = 30;
  if (headings.size() <= most)
    return " Där står: " + core::listed(headings) + (headings.back().ends_with("…") ? "" : ".");
  std::vector<std::string> first(headings.begin(), headings.begin() + most);
  std::string text;
  for (const auto& heading : first) text += (text.empty() ? "" : ", ") + heading;
  return " Där står: " + text + " med flera.";
}

/// The headings that the nearest row lacks, and what stands there.
RefusedWords words_of_headings(const Summary& summary) {
  RefusedWords words;
  std::vector<std::string> missing;
  for (const auto& one : summary.missing_headings) {
    missing.push_back(one.heading);
    if (const auto candidate = candidate_for(one, summary); !candidate.empty())
      words.change += "Är \"" + candidate + "\" samma sak: döp om den till \"" + one.heading + "\". ";
  }
  const std::string the_headings = missing.size() == 1 ? "ubriken " : "ubrikerna ";
  const auto& place = summary.refused->place;
  if (summary.headings_there.empty()) {
    words.wrong = "Ingen rad" + (place.field.empty() ? "" : " i bladet " + shown_name(place.field)) + " har r" +
                  the_headings + quoted(missing) + ".";
  } else {
    const auto where = place_of(place);
    words.wrong = "R" + the_headings + quoted(missing) + " saknas" +
                  (place.line > 0  ? " på"
                   : where.empty() ? ""
                                   : " i") +
                  where + "." + there_text(summary.headings_there);
  }
  words.change += words.change.empty() ? "Kontrollera att det är rätt fil. Heter rubriken något annat i den: skriv det "
                                         "namn som saknas, och lägg filen i mappen igen."
                                       : "Rätta rubrikerna, och lägg filen i mappen igen.";
  return words;
}

/// Where the numbers of persons are; never one of them.
RefusedWords words_of_hits(const std::vector<IdentityHit>& hits, FileLies lies) {
  constexpr std::size_t most = 10;
  std::vector<std::string> places;
  for (const auto& hit : hits) {
    if (places.size() == most) {
      places.emplace_back("fler ställen");
      break;
    }
    auto place = hit.place;
    if (place.empty() && hit.column.empty()) place = "namnet på filen eller på något i den";
    if (place.empty()) place = cells_of(hit);
    if (!hit.heading.empty()) place += " (rubriken " + hit.heading + ")";
    if (!hit.sheet.empty() && !hit.column.empty()) place += " i bladet " + hit.sheet;
    places.push_back(std::move(place));
  }
  RefusedWords words{.wrong = std::string(reason_of("register.identity").wrong) + " Det gäller " +
                              core::listed(places) + "."};
  if (lies == FileLies::beside_the_readme) {
    words.change =
        "Filen ligger kvar bredvid det här dokumentet, med numren i: radera den där när du har gjort en rättad kopia, "
        "och lägg kopian i mappen. Bladet Avvisade rader visar vad som ska ändras.";
  } else {
    words.change = "Ta bort numren ur en kopia, eller hela kolumnen om den inte behövs, och lägg in kopian.";
    words.change += lies == FileLies::in_rejected ? " Filen med numren ligger kvar i mappen rejected: radera den där."
                                                  : " Radera sedan filen som har numren.";
  }
  return words;
}

}  // namespace

std::string place_words(const core::Place& place) {
  const auto text = place_of(place);
  return text.empty() ? text : text.substr(1);
}

RefusedWords refused_words(const RunFile& file, const core::Error& error, FileLies lies) {
  if (!file.hits.empty()) return words_of_hits(file.hits, lies);
  const bool headings = file.summary && file.summary->refused && !file.summary->missing_headings.empty();
  RefusedWords words;
  core::ToReaders change;
  if (headings) {
    words = words_of_headings(*file.summary);
    words.wrong += member_text(file, error);
    change.everyone = std::move(words.change);
  } else {
    const auto& reason = reason_of(error.code);
    words.wrong = reason.wrong;
    if (error.code == "register.captures" && file.summary && file.summary->two_said)
      words.wrong = "Filens namn säger " + file.summary->two_said->by_name + ", men i filen står " +
                    file.summary->two_said->by_cell + ".";
    if (const auto place = is_of_a_member(error) ? " " + shown_name(error.place.field) : place_of(error.place);
        !place.empty())
      words.wrong += " Det gäller" + place + ".";
    words.wrong += member_text(file, error);
    change = core::to_readers(reason.change);
  }
  words.change = std::move(change.everyone);
  if (lies == FileLies::in_rejected) words.change += " Filen ligger nu i mappen rejected.";
  if (lies == FileLies::where_it_was) words.change += " Filen ligger kvar där den var.";
  if (!change.who_operates.empty()) words.change += " " + std::string(core::to_operator) + " " + change.who_operates;
  return words;
}

std::string refusal_mark(const WaitingFile& file, const ReadBy& by) {
  const auto& stamp = file.file.stamp;
  return core::Sha256::of(
             fmt::format("{};{};{};{};{}", stamp.bytes, stamp.modified_nanos, by.mapping, by.limits, by.program))
      .hex();
}

RefusedFile refused_file(const RunFile& file, const WaitingFile& waiting, const core::Error& error, bool put_away) {
  auto words = refused_words(file, error, put_away ? FileLies::in_rejected : FileLies::where_it_was);
  return {.name = shown_name(file.name),
          .series = core::without_identities(waiting.query),
          .wrong = std::move(words.wrong),
          .change = std::move(words.change),
          .put_away = put_away,
          .order = core::without_identities(order_text_of(waiting))};
}

}  // namespace sluss::connectors::registers
