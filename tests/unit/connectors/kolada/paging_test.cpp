#include "connectors/kolada/paging.h"

#include <gtest/gtest.h>

#include "connectors/kolada/explain.h"

namespace sluss::connectors::kolada {
namespace {

struct LinkCase {
  const char* base;
  const char* current;
  const char* link;
  const char* expected;  ///< a URL, or the code of an error
};

TEST(ResolveNext, FollowsWhatIsKoladasOwn) {
  const char* here = "https://api.kolada.se/v3/data/kpi/N1/year/2023?per_page=5000";
  const char* base = "https://api.kolada.se/v3";
  const LinkCase cases[] = {
      {base, here, "https://api.kolada.se/v3/kpi?page=2", "https://api.kolada.se/v3/kpi?page=2"},
      {base, here, "HTTPS://API.Kolada.SE:443/v3/kpi?page=2", "https://api.kolada.se/v3/kpi?page=2"},
      {base, here, "http://api.kolada.se/v3/kpi?page=2", "https://api.kolada.se/v3/kpi?page=2"},
      {base, here, "/v3/kpi?page=2", "https://api.kolada.se/v3/kpi?page=2"},
      {base, here, "//api.kolada.se/v3/kpi?page=2", "https://api.kolada.se/v3/kpi?page=2"},
      {base, here, "?page=2", "https://api.kolada.se/v3/data/kpi/N1/year/2023?page=2"},
      {base, here, "2023?page=2", "https://api.kolada.se/v3/data/kpi/N1/year/2023?page=2"},
      {base, here, "/v3/kpi?next=http://x/", "https://api.kolada.se/v3/kpi?next=http://x/"},
      {base, here, "/v3/kpi?page=2#top", "https://api.kolada.se/v3/kpi?page=2"},
      {"http://127.0.0.1:8601/v3", "http://127.0.0.1:8601/v3/kpi", "http://127.0.0.1:8601/v3/kpi?page=2",
       "http://127.0.0.1:8601/v3/kpi?page=2"},
      {base, here, "https://localhost:1/v3/kpi?page=2", "kolada.page_foreign"},
      {base, here, "https://api.kolada.se.example.org/v3", "kolada.page_foreign"},
      {base, here, "https://api.kolada.se@example.org/v3", "kolada.page_foreign"},
      {base, here, "https://api.kolada.se:8443/v3", "kolada.page_foreign"},
      {base, here, "//example.org/v3", "kolada.page_foreign"},
      {base, here, "ftp://api.kolada.se/v3", "kolada.page_foreign"},
      {base, here, "file:///etc/passwd", "kolada.page_foreign"},
      {"http://127.0.0.1:8601/v3", "http://127.0.0.1:8601/v3/kpi", "https://127.0.0.1:8601/v3", "kolada.page_foreign"},
      {base, here, "/v3/kpi?page=2\r\nHost: x", "kolada.next_url"},
      {base, here, "/v3/k pi", "kolada.next_url"},
  };
  for (const LinkCase& c : cases) {
    const auto next = resolve_next(c.base, c.current, c.link);
    EXPECT_EQ(next ? *next : next.error().code, c.expected) << c.link;
  }
}

TEST(ResolveNext, AForeignLinkIsReportedWithoutItsQueryOrUser) {
  const auto next =
      resolve_next("https://a.se/v3", "https://a.se/v3/kpi?key=hemlig", "https://u:hemlig@b.se/v3?key=hemlig");
  ASSERT_FALSE(next);
  EXPECT_EQ(core::describe(next.error()).find("hemlig"), std::string::npos) << core::describe(next.error());
}

TEST(Paging, EndsWhereNothingFollows) {
  Paging paging("https://a.se/v3", "https://a.se/v3/kpi?per_page=2");
  EXPECT_EQ(paging.page(), 1);
  EXPECT_TRUE(paging.advance("/v3/kpi?page=2").value());
  EXPECT_EQ(paging.page(), 2);
  EXPECT_EQ(paging.url(), "https://a.se/v3/kpi?page=2");
  EXPECT_FALSE(paging.advance("").value());
}

TEST(Paging, ACycleIsAnErrorHoweverLong) {
  Paging own("https://a.se/v3", "https://a.se/v3/kpi");
  EXPECT_EQ(own.advance("/v3/kpi").error().code, "kolada.page_cycle");
  Paging longer("https://a.se/v3", "https://a.se/v3/kpi");
  ASSERT_TRUE(longer.advance("/v3/kpi?page=2"));
  ASSERT_TRUE(longer.advance("/v3/kpi?page=3"));
  EXPECT_EQ(longer.advance("https://A.se/v3/kpi?page=2").error().code, "kolada.page_cycle");
}

TEST(Paging, HasAnEnd) {
  Paging paging("https://a.se/v3", "https://a.se/v3/kpi");
  for (int page = 2; page <= Paging::most_pages; ++page) {
    ASSERT_TRUE(paging.advance("?page=" + std::to_string(page)));
  }
  EXPECT_EQ(paging.advance("?page=0").error().code, "kolada.page_limit");
}

TEST(Explain, TellsAnswersAsWhatTheyAre) {
  const struct {
    const char* code;
    const char* what;
    const char* expected;
  } cases[] = {
      {"http.gone", "it is gone for good (410)", "kolada.retired"},
      {"http.status_410", "", "kolada.retired"},
      {"http.status_404", "", "kolada.not_found"},
      {"http.status_4xx", "https://a.se/v3: status 404", "kolada.not_found"},
      {"http.status_4xx", "status 422", "kolada.bad_request"},
      {"http.status_400", "", "kolada.bad_request"},
      {"http.status_4xx", "status 418", "http.status_4xx"},
      {"http.status_5xx", "status 500", "http.status_5xx"},
      {"http.timeout", "", "http.timeout"},
  };
  for (const auto& c : cases) {
    const core::Error error =
        explain({.code = c.code, .error_class = core::ErrorClass::transient, .what = c.what, .remedy = {}, .place = {}},
                "https://a.se/v3/data/kpi/N1/year/2023?per_page=5000");
    EXPECT_EQ(error.code, c.expected) << c.code << " " << c.what;
    EXPECT_EQ(error.place.file, "https://a.se/v3/data/kpi/N1/year/2023");
    if (error.code.starts_with("kolada.")) {
      EXPECT_EQ(error.error_class, core::ErrorClass::source);
      EXPECT_FALSE(error.remedy.empty());
    }
  }
}

}  // namespace
}  // namespace sluss::connectors::kolada
