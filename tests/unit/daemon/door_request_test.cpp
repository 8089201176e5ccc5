// What stands in a request's first line and headers; which route answers; how often somebody may come.
#include <gtest/gtest.h>

#include "daemon/control/answers.h"
#include "daemon/control/pool.h"
#include "daemon/control/rate.h"
#include "daemon/control/request_target.h"
#include "daemon/control/route_table.h"

namespace sluss::daemon::control {
namespace {

TEST(RequestTarget, DecodesWhatIsRight) {
  const auto target = parse_target("/a/b%20c/%C3%A5?x=1&y=a+b%26&x=2&z");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a/b c/å");
  EXPECT_EQ(target->query, (Pairs{{"x", "1"}, {"y", "a b&"}, {"x", "2"}, {"z", ""}}));
  EXPECT_EQ(parse_target("/")->path, "/");
  EXPECT_EQ(parse_target("/a/")->path, "/a/");
  EXPECT_EQ(parse_target("/a+b")->path, "/a+b");
  EXPECT_EQ(parse_target("/...")->path, "/...");
}

TEST(RequestTarget, RefusesWhatTwoReadersCouldReadInTwoWays) {
  for (const std::string_view target :
       {"",       "a",       "*",          "http://a/b",    "//a", "/a//b", "/a/./b", "/a/../b", "/a/..", "/%2e%2E/a",
        "/a%2Fb", "/a%5cb",  "/a\\b",      "/a#b",          "/%",  "/%4",   "/%zz",   "/%00",    "/%0a",  "/%7f",
        "/%c3",   "/%c0%af", "/%ed%a0%80", "/%f4%90%80%80", "/a?%"}) {
    EXPECT_FALSE(parse_target(target)) << target;
  }
  EXPECT_FALSE(parse_target(std::string_view("/a\0b", 4)));
}

TEST(RequestForm, HasABoundAndKeepsLineEnds) {
  EXPECT_EQ(*parse_form("a=x%0D%0Ay&&b"), (Pairs{{"a", "x\r\ny"}, {"b", ""}}));
  EXPECT_FALSE(parse_form("a=%00"));
  std::string many;
  for (int i = 0; i < 1001; ++i) many += "a=1&";
  EXPECT_FALSE(parse_form(many));
}

TEST(RequestHeaders, HostsAndOrigins) {
  EXPECT_EQ(parse_host("Sluss.Example.SE:443")->name, "sluss.example.se");
  EXPECT_EQ(parse_host("Sluss.Example.SE:443")->port, "443");
  EXPECT_EQ(parse_host("a.se.")->name, "a.se");
  EXPECT_EQ(parse_host("[::1]:80")->name, "::1");
  for (const std::string_view host : {"", ":80", "a b", "a/b", "a@b", "[::1", "[]", "[::1]x", "a:b", "a:123456"})
    EXPECT_FALSE(parse_host(host)) << host;
  EXPECT_EQ(parse_origin("https://a.se")->port, "443");
  EXPECT_EQ(parse_origin("http://a.se:8080")->port, "8080");
  for (const std::string_view origin : {"null", "file://", "a.se", "https://", "https://a.se/b"})
    EXPECT_FALSE(parse_origin(origin)) << origin;
}

TEST(RequestHeaders, TagsTypesAndTokens) {
  EXPECT_TRUE(names_tag("\"a\", W/\"b\"", "\"b\""));
  EXPECT_TRUE(names_tag("*", "\"b\""));
  EXPECT_FALSE(names_tag("*", ""));
  EXPECT_FALSE(names_tag("\"a\"", "\"b\""));
  EXPECT_FALSE(names_tag("", "\"b\""));
  EXPECT_EQ(media_type(" Application/JSON ; charset=utf-8"), "application/json");
  EXPECT_FALSE(parse_bearer("Basic abc"));
  EXPECT_FALSE(parse_bearer(""));
  EXPECT_EQ(parse_bearer("bearer  a.b")->name, "a");
  for (const std::string_view wrong :
       {"Bearer", "Bearer ", "Bearer a", "Bearer a.", "Bearer .b", "Bearer a.b c", "Bearer a.å"})
    EXPECT_EQ(parse_bearer(wrong)->name, "") << wrong;
}

Route route(std::string method, std::string pattern) {
  return {.method = std::move(method), .pattern = std::move(pattern), .handler = {}};
}

TEST(RouteTable, FindsTheRouteAndItsParameters) {
  const RouteTable table({route("GET", "/runs/{run}"), route("GET", "/runs/last"), route("POST", "/runs/{run}"),
                          route("GET", "/files/{path...}"), route("GET", "/")});
  EXPECT_EQ(table.find("GET", "/runs/12").parameters, (Pairs{{"run", "12"}}));
  EXPECT_EQ(table.find("HEAD", "/runs/last").route->pattern, "/runs/last");
  EXPECT_EQ(table.find("GET", "/files/a/b").parameters, (Pairs{{"path", "a/b"}}));
  EXPECT_EQ(table.find("GET", "/").route->pattern, "/");
  const auto wrong = table.find("PUT", "/runs/12");
  EXPECT_EQ(wrong.route, nullptr);
  EXPECT_EQ(wrong.allow, "GET, HEAD, POST");
  for (const std::string_view path : {"/runs", "/runs/", "/runs/1/2", "/files/", "/x", "/runs/1/"}) {
    const auto found = table.find("GET", path);
    EXPECT_TRUE(found.route == nullptr && found.allow.empty()) << path;
  }
}

TEST(Buckets, FillWithTimeAndAreBounded) {
  Buckets buckets(2, 3, 4);
  Moment now{};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(buckets.take("a", now));
  EXPECT_FALSE(buckets.take("a", now));
  EXPECT_EQ(buckets.wait("a", now), 1);
  EXPECT_TRUE(buckets.take("b", now));
  now += std::chrono::milliseconds(500);
  EXPECT_TRUE(buckets.take("a", now));
  EXPECT_FALSE(buckets.take("a", now));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(buckets.take(std::to_string(i), now));
  EXPECT_LE(buckets.names(), 4U);
  EXPECT_FALSE(buckets.take("a", now)) << "who has the least left is kept";
}

TEST(Pool, RefusesWhenItIsFullAndRunsTheRest) {
  std::mutex gate;
  std::atomic<int> done = 0;
  gate.lock();
  {
    Pool pool(1, 2);
    std::atomic<bool> begun = false;
    ASSERT_TRUE(pool.submit([&] {
      begun = true;
      begun.notify_all();
      const std::scoped_lock lock(gate);
      ++done;
    }));
    begun.wait(false);
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_FALSE(pool.submit([&] { ++done; }));
    gate.unlock();
  }
  EXPECT_GE(done, 1);
  EXPECT_LE(done, 3);
}

TEST(Answers, ErrorsBecomeStatuses) {
  using core::ErrorClass;
  const auto status = [](ErrorClass error_class, const char* code) {
    return status_of({code, error_class, "", "", {}});
  };
  EXPECT_EQ(status(ErrorClass::config, "job.unknown"), 404);
  EXPECT_EQ(status(ErrorClass::busy, "run.claimed"), 409);
  EXPECT_EQ(status(ErrorClass::config, "serve.reload_refused"), 422);
  EXPECT_EQ(status(ErrorClass::config, "request.body"), 400);
  EXPECT_EQ(status(ErrorClass::storage, "disk.full"), 500);
  const auto said = problem(409, "run.claimed", "a \"quote\" \xFF");
  EXPECT_EQ(said.type, "application/problem+json");
  EXPECT_NE(said.body.find("\\\"quote\\\""), std::string::npos);
  EXPECT_EQ(error_page(404, "a<b").body.find("a<b"), std::string::npos);
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace sluss::daemon::control
