#include "daemon/serve/pages/file_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include "connectors/file_words.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"

namespace sluss::daemon::pages {
namespace {

/// By place, as a spreadsheet shows it, and in words.
Table rows_of_a_file(const std::vector<core::Reject>& rejects) {
  Table shown{.caption = "Avvisade rader",
              .caption_hidden = true,
              .columns = {{"Var"}, {"Rad", true}, {"Kolumn"}, {"Vad som är fel"}, {"Vad du ändrar"}, {"Som det stod"}},
              .rows = {},
              .when_empty = ""};
  for (const auto& reject : rejects) {
    const auto words = connectors::row_words(reject.error);
    Html wrong = std::string(words.wrong);
    wrong += tag("span", {{"class", "note"}}, tag("code", {}, reject.error));
    shown.rows.push_back({reject.object + (reject.field.empty() ? "" : ", blad " + reject.field),
                          reject.line > 0 ? count_text(reject.line) : "", reject.column, std::move(wrong),
                          std::string(words.change), reject.shown});
  }
  return shown;
}

Table rows_of_answers(const std::vector<core::Reject>& rejects) {
  Table shown{.caption = "Avvisade rader",
              .caption_hidden = true,
              .columns = {{"Var"}, {"Fält"}, {"Fel"}, {"Vad som stod (maskerat)"}},
              .rows = {},
              .when_empty = "Ingen rad avvisades."};
  for (const auto& reject : rejects) {
    std::string place = reject.object;
    if (reject.line > 0) place += ", rad " + count_text(reject.line);
    shown.rows.push_back({place, reject.field, tag("code", {}, reject.error), reject.shown});
  }
  return shown;
}

}  // namespace

Html file_section(const std::vector<core::Finding>& findings) {
  Html content;
  for (const auto& finding : findings) {
    if (finding.code != connectors::file_read) continue;
    content += terms({{"Fil", tag("span", {{"class", "breaks"}}, finding.subject)},
                      {"Så lästes den", finding.what},
                      {"Vad du kan göra", finding.remedy}});
  }
  if (content.empty()) return {};
  return tag("section", {}, heading(2, "Filen"), content);
}

Html rejects_section(const std::vector<core::Reject>& rejects, std::int64_t all) {
  const bool of_a_file = std::ranges::any_of(
      rejects, [](const core::Reject& reject) { return connectors::file_words(reject.error).has_value(); });
  Html content = heading(2, "Avvisade rader") + table(of_a_file ? rows_of_a_file(rejects) : rows_of_answers(rejects));
  if (all > std::ssize(rejects))
    content += paragraph("Här visas de första " + count_text(std::ssize(rejects)) + " av " + count_text(all) + ".");
  return content;
}

}  // namespace sluss::daemon::pages
