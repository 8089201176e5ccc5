#include "daemon/serve/pages/unmet_rows.h"

#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"

namespace sluss::daemon::pages {
namespace {

Html place_of(const core::UnmetRow& row) {
  if (row.sheet.empty()) return row.file.empty() ? Html("–") : Html(row.file);
  Html place = row.sheet;
  if (!row.file.empty()) place += tag("span", {{"class", "note"}}, row.file);
  return place;
}

Html rows_table(const core::Unmet& unmet) {
  const auto shown = std::ssize(unmet.rows);
  Table table_of_rows{.caption = unmet.count > shown
                                     ? "De första " + count_text(shown) + " av " + count_text(unmet.count)
                                     : "Rader som visar det",
                      .caption_hidden = false,
                      .columns = {{"Blad"}, {"Rad", true}, {"Kolumn"}, {"I filen"}, {"Skulle vara"}},
                      .rows = {},
                      .when_empty = ""};
  const auto or_dash = [](const std::string& text) { return Html(text.empty() ? "–" : text); };
  for (const auto& row : unmet.rows)
    table_of_rows.rows.push_back({place_of(row), or_dash(row.row == 0 ? "" : std::to_string(row.row)),
                                  or_dash(row.column), or_dash(row.shown), or_dash(row.expected)});
  return table(table_of_rows);
}

}  // namespace

Html unmet_rows(const api::Evidence& evidence) {
  if (evidence.unmet.empty()) return {};
  Html shown = heading(2, "Krav som inte är uppfyllda");
  for (const auto& unmet : evidence.unmet) {
    shown += paragraph(core::words_of(unmet));
    if (!unmet.rows.empty()) shown += rows_table(unmet);
  }
  return tag("section", {}, shown);
}

}  // namespace sluss::daemon::pages
