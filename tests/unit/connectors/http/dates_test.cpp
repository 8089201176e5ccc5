// Dates in what a server answers.
#include "connectors/http/dates.h"

#include <gtest/gtest.h>

namespace sluss::connectors::http {
namespace {

const std::string noon = "2026-11-22T12:00:00Z";

core::Instant at(const std::string& text) {
  return core::parse_instant(text).value();
}

TEST(Dates, AServersTime) {
  for (const char* text :
       {"Sun, 22 Nov 2026 12:00:00 GMT", "Sunday, 22-Nov-26 12:00:00 GMT", "Sun Nov 22 12:00:00 2026"}) {
    const auto time = parse_http_date(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(core::to_text(*time), noon) << text;
  }
  for (const char* bad : {"", "-5", "06:32", "yesterday, or so"}) EXPECT_FALSE(parse_http_date(bad)) << bad;
}

TEST(Dates, WhenACertificateEnds) {
  Response response;
  EXPECT_FALSE(certificate_end(response));
  response.certificate_ends = "Nov 22 12:00:00 2026 GMT";
  EXPECT_EQ(core::to_text(certificate_end(response).value()), noon);
  response.certificate_ends = "soon";
  EXPECT_FALSE(certificate_end(response));
}

TEST(Dates, HowFarAClockIsBehindAServers) {
  Response response;
  response.received_at = at(noon);
  EXPECT_FALSE(clock_behind(response));
  response.headers = {{.name = "server", .value = "x"}, {.name = "date", .value = "Sun, 22 Nov 2026 12:01:30 GMT"}};
  EXPECT_EQ(clock_behind(response), std::chrono::seconds(90));
  response.headers[1].value = "Sun, 22 Nov 2026 11:59:50 GMT";
  EXPECT_EQ(clock_behind(response), std::chrono::seconds(-10));
  response.headers[1].value = "now";
  EXPECT_FALSE(clock_behind(response));
}

}  // namespace
}  // namespace sluss::connectors::http
