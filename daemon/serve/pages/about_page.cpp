#include "daemon/serve/pages/about_page.h"

#include <algorithm>
#include <array>

#include "connectors/registry.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/words.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::pages {
namespace {

struct Part {
  std::string_view name, licence;
};
/// What the program is linked with; docs/dependencies.md says why.
constexpr std::array<Part, 12> parts{{{"DuckDB", "MIT"},
                                      {"Boost", "BSL-1.0"},
                                      {"libcurl", "curl"},
                                      {"OpenSSL", "Apache-2.0"},
                                      {"unixODBC", "LGPL-2.1"},
                                      {"simdjson", "Apache-2.0"},
                                      {"JSON for Modern C++, toml++, fmt, spdlog, date", "MIT"},
                                      {"CLI11", "BSD-3-Clause"},
                                      {"Zstandard", "BSD-3-Clause"},
                                      {"xxHash", "BSD-2-Clause"},
                                      {"libsystemd", "LGPL-2.1"},
                                      {"libxlsxwriter", "BSD-2-Clause"}}};

/// What may not be quoted as a kind's, in the order of the registry.
Html own_workings(const std::vector<std::string>& kinds) {
  Html quoted;
  for (const auto* kind : connectors::kinds()) {
    if (kind->attribution.empty() || std::ranges::find(kinds, kind->name) == kinds.end()) continue;
    quoted += paragraph("Egna bearbetningar, till exempel rang och länets medel, får inte anges med " +
                        std::string(kind->title) + " som källa.");
  }
  return quoted;
}

Html sources_table(const AboutView& view) {
  Table sources{.caption = "Källor",
                .caption_hidden = true,
                .columns = {{"Källa"}, {"Varifrån"}, {"Anges så när värden återges"}, {"Senast hämtat"}},
                .rows = {},
                .when_empty = "Inga källor är inställda."};
  for (const auto& one : view.sources) {
    auto where = "Källan " + one.name;
    if (!one.jobs.empty()) where += (one.jobs.size() == 1 ? ", jobbet " : ", jobben ") + swedish::listed(one.jobs);
    sources.rows.push_back({Html(one.title) + tag("span", {{"class", "note"}}, where), one.from,
                            one.attribution.empty() ? Html("–") : Html("”" + one.attribution + "”"),
                            one.taken ? time_html(*one.taken, view.now) : Html("Har inte hämtats")});
  }
  return table(sources);
}

}  // namespace

Html about_page(const AboutView& view) {
  std::vector<std::pair<Html, Html>> facts{{"Version", view.version}, {"Kommun", view.municipality}};
  if (!view.person.empty()) facts.push_back({view.signed_in ? "Inloggad" : "Vem du är", view.person});
  if (!view.roles.empty()) facts.push_back({"Du får", swedish::listed(view.roles)});
  Html content = heading(1, "Om Sluss") +
                 tag("p", {{"class", "lead"}},
                     "Sluss hämtar statistik om socialtjänsten, minns varje version av varje värde "
                     "och var det kom ifrån, och gör i ordning tabeller för uppföljning.") +
                 terms(facts);
  content += tag("section", {}, heading(2, "Källor"), sources_table(view), own_workings(view.kinds));
  content += tag(
      "section", {}, heading(2, "Tangentbord och hjälpmedel"),
      paragraph(
          "Allt går att göra med tangentbordet: Tabb går framåt, Skift och Tabb tillbaka, Retur följer en länk "
          "eller trycker på en knapp. Sidorna är gjorda för att följa WCAG 2.1 nivå AA och behöver inte JavaScript."));
  Table licences{
      .caption = "Licenser", .caption_hidden = true, .columns = {{"Del"}, {"Licens"}}, .rows = {}, .when_empty = ""};
  for (const auto& part : parts) licences.rows.push_back({part.name, part.licence});
  return content + tag("section", {}, heading(2, "Licenser"),
                       paragraph("Sluss är fri programvara under EUPL 1.2 och bygger på:"), table(licences));
}

Html trouble_page(const std::string& title, const std::string& text, const core::Error* error) {
  Html content = heading(1, title) + paragraph(text);
  if (error != nullptr)
    content += tag("details", {}, tag("summary", {}, "Tekniska uppgifter"),
                   tag("p", {{"lang", "en"}}, tag("code", {}, error->code), ": " + error->what + ". " + error->remedy));
  return content + paragraph(link("/", "Till översikten"));
}

Html nothing_loaded_page() {
  return heading(1, "Inget är hämtat än") +
         paragraph(
             "Här visas uppgifter när det första jobbet har körts. På översikten syns när det sker, och den som får "
             "styra "
             "jobben kan starta det där.") +
         paragraph(link("/", "Till översikten"));
}

}  // namespace sluss::daemon::pages
