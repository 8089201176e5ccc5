// What a browser is shown when it is refused: what happened, what to do, and the way on.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "daemon/serve/pages/pages.h"

namespace sluss::daemon::pages {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Refused, EachPageSaysWhatHappenedWhatToDoAndWhereToGoOn) {
  struct Case {
    int status;
    std::string heading, happened, to_do;
  };
  const std::vector<Case> cases{
      {401, "Du behöver vara inloggad", "kräver inloggning genom kommunens portal.", "Fråga den som sköter Sluss."},
      {403, "Du har inte behörighet till detta", "Det du bad om får bara vissa göra", "Gå tillbaka, ladda om sidan"},
      {404, "Sidan finns inte", "Adressen leder inte till någon sida.", "Kontrollera adressen"},
      {405, "Så kan sidan inte användas", "den går inte att öppna på det här sättet.", "tryck på knappen"}};
  for (const auto& [status, heading, happened, to_do] : cases) {
    const auto page = status_page(status, "1.2.3");
    EXPECT_TRUE(has(page, "<html lang=\"sv\">")) << status;
    EXPECT_TRUE(has(page, "<h1>" + heading + "</h1>")) << page;
    EXPECT_TRUE(has(page, happened)) << page;
    EXPECT_TRUE(has(page, to_do)) << page;
    EXPECT_TRUE(has(page, "<a href=\"/\">Till översikten</a>")) << page;
    EXPECT_TRUE(has(page, "/sluss.css")) << "in the pages' own look";
  }
}

}  // namespace
}  // namespace sluss::daemon::pages
