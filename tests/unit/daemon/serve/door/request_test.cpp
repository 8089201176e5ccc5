// What stands in a request's first line and headers; which route answers; how often somebody may come.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "daemon/serve/door/answers.h"
#include "daemon/serve/door/pool.h"
#include "daemon/serve/door/rate.h"
#include "daemon/serve/door/request_target.h"
#include "daemon/serve/door/route_table.h"
#include "daemon/serve/door/user_names.h"
#include "daemon/serve/door/without_paths.h"

namespace sluss::daemon::door {
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

TEST(Buckets, ANetworkIsOneAddress) {
  for (const auto* loopback : {"127.0.0.1", "127.10.89.200", "::1", "::ffff:127.0.0.1", "::ffff:127.9.8.7"})
    EXPECT_EQ(network_of(loopback), "loopback") << loopback;
  EXPECT_EQ(network_of("192.0.2.17"), "192.0.2.17");
  EXPECT_EQ(network_of("::ffff:192.0.2.17"), "192.0.2.17");
  EXPECT_NE(network_of("192.0.2.17"), network_of("192.0.2.18"));
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(network_of("2001:db8:1:2::"), network_of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
  EXPECT_EQ(network_of("fe80::1%eth0"), "fe80::/64");
  EXPECT_EQ(network_of("unknown"), "unknown");
}

TEST(Seats, AreFreeAgainWhenTheyAreLeft) {
  Seats seats;
  auto first = seats.take("anna", 2);
  auto second = seats.take("anna", 2);
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(seats.take("anna", 2));
  EXPECT_TRUE(seats.take("bertil", 2));
  first.reset();
  EXPECT_TRUE(seats.take("anna", 2));
  const auto copy = second;
  second.reset();
  const auto third = seats.take("anna", 2);
  EXPECT_TRUE(third);
  EXPECT_FALSE(seats.take("anna", 2)) << "somebody still has the copy";
}

TEST(LogThrottle, PassesOnceInAWhileAndCountsTheRest) {
  LogThrottle throttle(std::chrono::seconds(1));
  Moment now{};
  EXPECT_EQ(throttle.pass(now), 0);
  int lines = 0;
  for (int i = 0; i < 40'000; ++i) {  // eight seconds
    now += std::chrono::microseconds(200);
    if (throttle.pass(now)) ++lines;
  }
  EXPECT_EQ(lines, 8);
  EXPECT_FALSE(throttle.has_left_out()) << "the last one was logged";
  EXPECT_FALSE(throttle.pass(now));
  EXPECT_TRUE(throttle.has_left_out());
  EXPECT_FALSE(throttle.flush(now));
  now += std::chrono::seconds(1);
  EXPECT_EQ(throttle.flush(now), 1);
  EXPECT_FALSE(throttle.has_left_out());
}

TEST(Pool, OneSideDoesNotShutTheOtherOut) {
  std::mutex gate;
  std::atomic<int> held = 0;
  std::atomic<int> done = 0;
  gate.lock();
  {
    Pool pool(4, std::vector<Pool::Share>(2, {.running = 3, .waiting = 8}));
    for (int i = 0; i < 8; ++i) {
      ASSERT_TRUE(pool.submit(
          [&] {
            ++held;
            held.notify_all();
            const std::scoped_lock lock(gate);
          },
          1));
      if (i < 3) {
        for (int seen = held; seen <= i; seen = held) held.wait(seen);
      }
    }
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(pool.submit([&] {
        ++done;
        done.notify_all();
      }));
      for (int seen = done; seen <= i; seen = done) done.wait(seen);
    }
    EXPECT_EQ(held, 3);
    gate.unlock();
  }
  EXPECT_EQ(done, 100);
}

TEST(UserNames, AreLookedUpBesideAndKept) {
  std::mutex mutex;
  std::condition_variable changed;
  bool answers = false;
  std::atomic<int> finished = 0;
  const auto look_up = [&](uid_t user) -> std::optional<std::string> {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return answers; });
    return user == 1000 ? std::optional<std::string>("anna") : std::nullopt;
  };
  UserNames names(look_up);
  const auto then = [&] {
    ++finished;
    finished.notify_all();
  };
  EXPECT_FALSE(names.is_known(1000, then));
  EXPECT_FALSE(names.is_known(1000, then));
  EXPECT_FALSE(names.is_known(1001, then));
  EXPECT_EQ(names.name_of(1000), "uid:1000") << "while the directory service hangs";
  {
    const std::scoped_lock lock(mutex);
    answers = true;
    changed.notify_all();
  }
  for (int seen = finished; seen < 3; seen = finished) finished.wait(seen);
  EXPECT_TRUE(names.is_known(1000, then));
  EXPECT_TRUE(names.is_known(1001, then));
  EXPECT_EQ(names.name_of(1000), "local:anna");
  EXPECT_EQ(names.name_of(1001), "uid:1001");
  EXPECT_EQ(finished, 3);
}

TEST(ToldErrors, CarryNoPathsOfTheServer) {
  const auto plain = [](std::string_view text) { return without_paths(text); };
  EXPECT_EQ(plain("cannot open /var/lib/sluss/journal.jsonl: Permission denied"),
            "cannot open [path]: Permission denied");
  EXPECT_EQ(plain("'/etc/with space/å.toml', (/a/b) file=/c/d."), "'[path]', ([path]) file=[path].");
  EXPECT_EQ(plain("/srv/x/y:3:1 no such key"), "[path]:3:1 no such key");
  EXPECT_EQ(plain("place:/srv/x"), "place:[path]");
  for (const auto* kept : {"https://api.kolada.se/v3/kpi failed", "read and/or write", "GET /api/v1/jobs lists them.",
                           "docs/openapi.yaml", "1 / 2", "sluss token add", "/dataset/x/hamta/csv"})
    EXPECT_EQ(plain(kept), kept);
  const auto shown = error_without_paths({.code = "disk.permission",
                                          .error_class = core::ErrorClass::storage,
                                          .what = "cannot open /var/lib/x",
                                          .remedy = "Mend it.",
                                          .place = {"/var/lib/x", 0, 0, ""}});
  EXPECT_EQ(shown.what, "cannot open [path]");
  EXPECT_NE(shown.remedy.find("reference"), std::string::npos);
  EXPECT_TRUE(shown.place.file.empty());
  EXPECT_EQ(error_without_paths({.code = "a", .what = "plain", .remedy = "Wait."}).remedy, "Wait.");
}

TEST(ToldErrors, PlacesWithASpaceAreLeftOutWhole) {
  leave_folders_out({"/srv/my state/", "/srv/my", "relative folder"});
  EXPECT_EQ(without_paths("cannot read the size of /srv/my state/journal.jsonl: no"),
            "cannot read the size of [path]: no");
  EXPECT_EQ(without_paths("/srv/my state, /srv/my, /srv/my state2/x"), "[path], [path], [path] state2/x")
      << "another folder is not that one";
  const auto shown = error_without_paths({.code = "disk.missing",
                                          .error_class = core::ErrorClass::storage,
                                          .what = "cannot open /mnt/my other/a b.csv: no such file",
                                          .remedy = "Create /mnt/my other/a b.csv.",
                                          .place = {"/mnt/my other/a b.csv", 0, 0, ""}});
  EXPECT_EQ(shown.what, "cannot open [path]: no such file");
  EXPECT_TRUE(shown.remedy.starts_with("Create [path]. ")) << shown.remedy;
  Response response;
  response.status = 500;
  response.type = "application/problem+json";
  response.body = R"({"code":"disk.io","detail":"cannot list the folder /srv/my state/archive","remedy":"Wait."})";
  keep_paths_out(response);
  EXPECT_EQ(response.body.find("state"), std::string::npos) << response.body;
}

TEST(ToldErrors, AnswersSayNoPlacesOfTheServer) {
  const auto shown_body = [](std::string body) {
    Response response;
    response.type = "application/json";
    response.body = std::move(body);
    keep_paths_out(response);
    return response.body;
  };
  EXPECT_EQ(
      shown_body(R"({"last":{"error":{"code":"disk.io","remedy":"See /etc/x.","what":"cannot read /var/lib/a: no"}}})"),
      R"({"last":{"error":{"code":"disk.io","remedy":"See [path].","what":"cannot read [path]: no"}}})"
      "\n");
  EXPECT_EQ(
      shown_body(
          R"({"daemon":{"reload":{"error":"/etc/sluss/sluss.toml:3:1 no such key"},"why_not":"disk: /srv/x"},)"
          R"("jobs":[{"failed":{"what":"no room in /srv/x"}}],"warehouse":{"folder":"/srv/my place/warehouse"}})"),
      R"({"daemon":{"reload":{"error":"[path]:3:1 no such key"},"why_not":"disk: [path]"},)"
      R"("jobs":[{"failed":{"what":"no room in [path]"}}],"warehouse":{"folder":"[path]"}})"
      "\n");
  EXPECT_EQ(shown_body(R"([{"places":["/srv/a b/x.csv","sftp://host/in/x.csv"],"to":"folder:/srv/a b"}])"),
            R"([{"places":["[path]","sftp://host/in/x.csv"],"to":"folder:[path]"}])"
            "\n");
  EXPECT_EQ(shown_body(R"({"details":{"note":"from /srv/in"},"findings":[{"subject":"/srv/x","what":"y"}]})"),
            R"({"details":{"note":"from [path]"},"findings":[{"subject":"[path]","what":"y"}]})"
            "\n");
  for (const std::string kept : {R"([{"schedule":"Mon *-*-1/2","kommun":"/x/y"}])",
                                 R"({"findings":[{"subject":"data/kpi/N1","what":"1/2"}]})", "no JSON /srv/x"})
    EXPECT_EQ(shown_body(kept), kept);
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
  EXPECT_EQ(status(ErrorClass::busy, "run.already_running"), 409);
  EXPECT_EQ(status(ErrorClass::config, "serve.reload_refused"), 422);
  EXPECT_EQ(status(ErrorClass::config, "request.body"), 400);
  EXPECT_EQ(status(ErrorClass::storage, "disk.full"), 500);
  const auto answer = problem(409, "run.already_running", "a \"quote\" \xFF");
  EXPECT_EQ(answer.type, "application/problem+json");
  EXPECT_NE(answer.body.find("\\\"quote\\\""), std::string::npos);
  EXPECT_EQ(error_page(404, "a<b").body.find("a<b"), std::string::npos);
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace sluss::daemon::door
