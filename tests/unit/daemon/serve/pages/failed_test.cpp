// A failed run: its row leads to a page of its own, in Swedish, with what technicians need folded.
#include <gtest/gtest.h>

#include "daemon/serve/pages/runs_page.h"

namespace sluss::daemon::pages {
namespace {

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

const core::Instant now = at("2026-07-02T06:04:00Z");

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

api::RunView failed(std::int64_t entry) {
  api::RunView view;
  view.run.job = "lss";
  view.run.source = "kolada";
  view.run.cause = "run";
  view.run.status = "failed";
  view.run.started_at = at("2026-07-02T05:58:00Z");
  view.run.recorded_at = at("2026-07-02T06:00:00Z");
  view.entry = entry;
  view.error_code = "http.connect";
  view.error_class = "transient";
  view.error = "http.connect: Failed to connect to <127.0.0.1>";
  return view;
}

TEST(Failed, TheRowLeadsToItsPage) {
  const auto text = runs_page({.now = now, .runs = {failed(57)}, .steps = {}}).markup();
  EXPECT_TRUE(has(text, "<a href=\"/korningar/misslyckad/57\">Misslyckad 57</a>"));
  EXPECT_FALSE(has(text, "försöker igen")) << "whether it is tried again, the list does not know";
}

TEST(Failed, ThePageSaysWhyWhenAndWhatToDo) {
  const auto text = failed_page({.now = now, .run = failed(57), .others = {failed(41)}}).markup();
  EXPECT_TRUE(has(text, "Misslyckad körning av lss"));
  EXPECT_TRUE(has(text, "Källan gick inte att nå. Inget har ändrats i lagret."));
  EXPECT_TRUE(has(text, "Felet går ofta över av sig självt."));
  EXPECT_TRUE(has(text, "(2\u00A0minuter)"));
  EXPECT_TRUE(has(text, "<a href=\"/korningar/misslyckad/41\">Misslyckad 41</a>"));
  EXPECT_TRUE(has(text, "sluss show failed:57"));
  const auto folded = text.find("<details>");
  ASSERT_NE(folded, std::string::npos);
  EXPECT_GT(text.find("Failed to connect to &lt;127.0.0.1&gt;"), folded);
  EXPECT_EQ(text.find("http.connect", text.find("http.connect") + 1), std::string::npos) << "the code stands once";
}

TEST(Failed, AnotherKindOfErrorHasAnotherRemedy) {
  auto run = failed(57);
  run.error_class = "storage";
  const auto text = failed_page({.now = now, .run = run, .others = {}}).markup();
  EXPECT_TRUE(has(text, "Disken gick inte att skriva till"));
  EXPECT_TRUE(has(text, "Se efter att disken har plats"));
  EXPECT_TRUE(has(text, "inga andra misslyckade försök"));
}

TEST(Failed, AFileHasItsNameItsFaultAndWhatToDo) {
  auto run = failed(57);
  run.error_class = "data";
  run.error_code = "register.header";
  run.file = connectors::RefusedFile{.name = "bilar <2026>.xlsx",
                                     .series = "s",
                                     .wrong = "Rubriken Antal saknas.",
                                     .change = "Döp om den.",
                                     .put_away = true};
  const auto page = failed_page({.now = now, .run = run, .others = {run}}).markup();
  for (const auto* part : {"<h1>Filen bilar &lt;2026&gt;.xlsx kunde inte läsas in</h1>", "Inget ur filen är infört",
                           "<p>Rubriken Antal saknas.</p>", "<p>Döp om den.</p>"})
    EXPECT_TRUE(has(page, part)) << part << page;
  EXPECT_FALSE(has(page, "höll inte måttet")) << page;
  EXPECT_LT(page.find("Rubriken Antal saknas."), page.find("<details>"));
  const auto list = runs_page({.now = now, .runs = {run}, .steps = {}}).markup();
  EXPECT_TRUE(has(list, "Filen bilar &lt;2026&gt;.xlsx kunde inte läsas in.")) << list;
  EXPECT_FALSE(has(list, "register.header")) << list;
}

}  // namespace
}  // namespace sluss::daemon::pages
