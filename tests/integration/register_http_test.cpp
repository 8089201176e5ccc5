// Files at addresses on the web, as a source: fetched when they have changed, whole or not at all, and where robots.txt
// permits it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <tuple>

#include "connectors/http/client.h"
#include "connectors/testing/conformance.h"
#include "tests/tools/server_process.h"
#include "tests/unit/connectors/register/source_folder.h"

namespace sluss::connectors::registers {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Given = std::vector<std::pair<std::string, std::string>>;

const std::string one_row = "Kommun;Antal\nSala;7\n";
const std::string other_row = "Kommun;Antal\nSala;8\n";

std::string encoded(const std::string& text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += digits[byte >> 4U];
    result += digits[byte & 15U];
  }
  return result;
}

class FileOnTheWeb : public SourceFolder {
 protected:
  FileOnTheWeb() { make_client(); }

  /// Another one, without the connections of the one before.
  void make_client() {
    http::Options options;
    options.attempts = 2;
    options.backoff_first = 1ms;
    options.backoff_most = 2ms;
    options.body_most = 100'000;  // of what is kept in memory
    options.no_proxy = "*";
    client_ = std::make_shared<http::Client>(options, system_clock_);
  }

  [[nodiscard]] std::string ask(const std::string& path) const {
    return tests::must(client_->get({.url = server_.url() + path})).body;
  }
  /// What the server answers for the file from now on.
  void put(const std::string& name, const std::string& text, const Given& given = {}) const {
    auto path = "/put?name=" + encoded(name) + "&text=" + encoded(text);
    for (const auto& [key, value] : given) path += "&" + key + "=" + encoded(value);
    std::ignore = ask(path);
  }
  /// How often the file was answered with that status.
  [[nodiscard]] int answered(int status, const std::string& name) const {
    const auto log = ask("/log");
    const auto key = "\"" + std::to_string(status) + " " + name + "\": ";
    const auto at = log.find(key);
    return at == std::string::npos ? 0 : std::atoi(log.c_str() + at + key.size());
  }
  [[nodiscard]] connectors::Setup web(const std::string& path, const std::string& mapping_id = "lista") const {
    auto of = setup(mapping_id);
    of.source.remove("path");
    of.source.put("url", {.text = server_.url() + path});
    of.http = [this]() -> core::Result<std::shared_ptr<http::Client>> { return client_; };
    return of;
  }

  tests::ServerProcess server_{"http_server.py"};
  core::SystemClock system_clock_;
  std::shared_ptr<http::Client> client_;
};

TEST_F(FileOnTheWeb, IsFetchedWhenItHasChanged) {
  const Given marks{{"etag", "W/\"a;b|c\""}, {"modified", "Sat, 28 Nov 2026 10:00:00 GMT"}};
  put("lista 2025.csv", one_row, marks);
  const auto of = web("/file/lista%202025.csv");
  const auto first = run(of);
  EXPECT_EQ(first.code(), "");
  EXPECT_EQ(period_of(first), "2025");
  EXPECT_THAT(first.sink->recorder.rows(), ElementsAre(HasSubstr("'Sala' | '7'")));
  ASSERT_THAT(first.sink->recorder.objects(), SizeIs(1));
  EXPECT_EQ(first.sink->recorder.objects().front().body, one_row);
  const auto again = run(of);
  EXPECT_EQ(again.code(), "");
  EXPECT_EQ(again.extent->text, "{}");
  EXPECT_THAT(again.sink->recorder.objects(), IsEmpty());
  EXPECT_EQ(answered(200, "lista 2025.csv"), 1);
  EXPECT_EQ(answered(304, "lista 2025.csv"), 1) << "not fetched again";
  EXPECT_EQ(answered(404, "robots.txt"), 2) << "once a run";
  put("lista 2025.csv", other_row, {{"etag", "\"d\""}});
  EXPECT_THAT(run(of).sink->recorder.rows(), ElementsAre(HasSubstr("'Sala' | '8'")));
  auto full = of;
  full.full = true;
  EXPECT_EQ(period_of(run(full)), "2025") << "when it is asked for";
}

TEST_F(FileOnTheWeb, ByItsTimeWhereItHasNoOtherMark) {
  put("lista 2025.csv", one_row, {{"modified", "Sat, 28 Nov 2026 10:00:00 GMT"}});
  const auto of = web("/file/lista%202025.csv");
  EXPECT_EQ(period_of(run(of)), "2025");
  EXPECT_EQ(period_of(run(of)), "-");
  EXPECT_EQ(answered(304, "lista 2025.csv"), 1);
}

TEST_F(FileOnTheWeb, WithoutAnyMarkItsBytesTell) {
  put("lista 2025.csv", one_row);
  const auto of = web("/file/lista%202025.csv");
  EXPECT_EQ(period_of(run(of)), "2025");
  const auto again = run(of);
  EXPECT_EQ(period_of(again), "-");
  EXPECT_THAT(again.sink->recorder.objects(), IsEmpty());
  EXPECT_EQ(answered(200, "lista 2025.csv"), 2);
}

TEST_F(FileOnTheWeb, AMarkOfAnotherAddressIsNoMark) {
  put("lista 2025.csv", one_row, {{"etag", "\"1\""}});
  run(web("/file/lista%202025.csv"));
  put("lista 2026.csv", other_row, {{"etag", "\"1\""}});
  EXPECT_EQ(period_of(run(web("/file/lista%202026.csv"))), "2026");
  EXPECT_EQ(answered(304, "lista 2026.csv"), 0);
}

TEST_F(FileOnTheWeb, WhatSaysThatItIsOlderIsReportedAndNotLoaded) {
  put("lista 2025.csv", one_row);
  run(web("/file/lista%202025.csv"));
  put("lista 2024.csv", other_row);
  const auto older = run(web("/file/lista%202024.csv"));
  EXPECT_EQ(period_of(older), "-");
  EXPECT_THAT(older.findings(), ElementsAre("register.older 1"));
  EXPECT_THAT(older.sink->recorder.findings().front().what, HasSubstr("på adressen"));
}

TEST_F(FileOnTheWeb, HasTheNameThatTheServerGivesIt) {
  put("hämta", one_row, {{"disposition", "attachment; filename=\"../../lista 2023 a.csv\""}});
  const auto loaded = run(web("/file/h%C3%A4mta?id=3"));
  EXPECT_EQ(loaded.code(), "");
  EXPECT_EQ(period_of(loaded), "2023");
  EXPECT_EQ(loaded.extent->part, "file:lista/a;2023");
  EXPECT_EQ(loaded.sink->recorder.objects().front().object.request, server_.url() + "/file/h%C3%A4mta")
      << "parameters are not shown";
  put("lista 2024.csv", one_row, {{"disposition", "attachment; filename=export.csv"}});
  EXPECT_EQ(period_of(run(web("/file/lista%202024.csv"))), "2024") << "the one that the mapping knows";
  put("annat.csv", one_row);
  EXPECT_EQ(run(web("/file/annat.csv")).code(), "register.name");
}

TEST_F(FileOnTheWeb, APageIsItsTables) {
  put("lista 2025.html", "<html><body><p>Text<table><tr><th>Kommun<th>Antal<tr><td>Sala<td>9</table></body></html>",
      {{"type", "text/html; charset=utf-8"}});
  const auto page = run(web("/file/lista%202025.html"));
  EXPECT_EQ(page.code(), "");
  EXPECT_THAT(page.sink->recorder.rows(), ElementsAre(HasSubstr("'Sala' | '9'")));
}

TEST_F(FileOnTheWeb, WhatIsCutOffIsNotLoaded) {
  put("lista 2025.csv", one_row, {{"cut", "1"}});
  const auto of = web("/file/lista%202025.csv");
  const auto cut = run(of);
  EXPECT_EQ(cut.code(), "http.truncated");
  EXPECT_THAT(cut.sink->recorder.objects(), IsEmpty());
  EXPECT_THAT(names_in(scratch_), IsEmpty());
  EXPECT_EQ(answered(200, "lista 2025.csv"), 2) << "it was tried again";
  put("lista 2025.csv", one_row);
  EXPECT_THAT(run(of).sink->recorder.rows(), SizeIs(1));
}

TEST_F(FileOnTheWeb, TooLargeIsRefusedAndLargeIsNotKeptInMemory) {
  const Given large{{"head", "Kommun;Antal\n"}, {"repeat", "5000"}};
  put("lista 2025.csv", "Ett namn;1\n", large);
  auto small = web("/file/lista%202025.csv");
  small.source.put("largest_file", {.size = 1'024});
  const auto refused = run(small);
  EXPECT_EQ(refused.code(), "inbox.too_large");
  EXPECT_THAT(refused.extent.error().remedy, HasSubstr("largest_file"));
  EXPECT_THAT(names_in(scratch_), IsEmpty());
  http::Options options;
  options.body_most = 1'000;
  options.no_proxy = "*";
  client_ = std::make_shared<http::Client>(options, system_clock_);
  const auto loaded = run(web("/file/lista%202025.csv"));
  EXPECT_EQ(loaded.code(), "");
  EXPECT_EQ(loaded.sink->recorder.objects().front().body.size(), 13 + 5'000 * 11);
  EXPECT_THAT(loaded.sink->recorder.rows(), SizeIs(5'000));
}

TEST_F(FileOnTheWeb, ARedirectIsFollowedOnItsServer) {
  put("lista 2025.csv", one_row);
  put("senaste", "", {{"status", "302"}, {"location", "/file/lista%202025.csv"}});
  mapping("alla", "[files]\nnames = [\"*\"]\n");
  const auto of = web("/file/senaste", "alla");
  EXPECT_THAT(run(of).sink->recorder.rows(), SizeIs(1));
  put("senaste", "", {{"status", "302"}, {"location", "http://annan.example.se/lista.csv"}});
  EXPECT_EQ(run(of).code(), "http.redirect");
}

TEST_F(FileOnTheWeb, RobotsAreObeyed) {
  put("lista 2025.csv", one_row);
  put("robots.txt", "User-agent: *\nDisallow: /file/lista\n");
  const auto of = web("/file/lista%202025.csv");
  const auto refused = run(of);
  EXPECT_EQ(refused.code(), "register.robots");
  EXPECT_THAT(refused.extent.error().what, HasSubstr(server_.url() + "/robots.txt"));
  EXPECT_EQ(answered(200, "lista 2025.csv"), 0) << "it was not asked for";
  EXPECT_EQ(tests::must(kind.open(of))->probe({}).error().code, "register.robots");
  put("robots.txt", "User-agent: Sluss\nDisallow: /annat\n\nUser-agent: *\nDisallow: /\n");
  EXPECT_EQ(run(of).code(), "");
}

TEST_F(FileOnTheWeb, NorDoesARedirectLeadPastRobots) {
  mapping("alla", "[files]\nnames = [\"*\"]\n");
  put("robots.txt", "User-agent: *\nDisallow: /file/lista\n");
  put("lista 2025.csv", one_row);
  put("senaste", "", {{"status", "302"}, {"location", "/file/lista%202025.csv"}});
  EXPECT_EQ(run(web("/file/senaste", "alla")).code(), "register.robots");
  EXPECT_EQ(answered(200, "lista 2025.csv"), 0);
}

TEST_F(FileOnTheWeb, ARobotsThatCannotBeReadForbidsUntilItCan) {
  put("lista 2025.csv", one_row);
  put("robots.txt", "x", {{"status", "503"}});
  const auto of = web("/file/lista%202025.csv");
  EXPECT_EQ(run(of).code(), "http.status_5xx");
  EXPECT_EQ(answered(200, "lista 2025.csv"), 0);
  put("robots.txt", "x", {{"status", "403"}});
  EXPECT_EQ(run(of).code(), "") << "there is none for us";
}

TEST_F(FileOnTheWeb, AnAnswerWithoutAFile) {
  put("lista 2025.csv", "", {{"status", "204"}});
  EXPECT_EQ(run(web("/file/lista%202025.csv")).code(), "register.no_file");
  EXPECT_EQ(run(web("/file/saknas.csv")).code(), "http.status_4xx");
}

TEST_F(FileOnTheWeb, ProbeAsksForItsBeginning) {
  put("lista 2025.csv", one_row);
  const auto probe = tests::must(tests::must(kind.open(web("/file/lista%202025.csv")))->probe({}));
  EXPECT_THAT(probe.answer, HasSubstr("answered 200"));
  put("lista 2025.csv", "xxxxx", {{"repeat", "60000"}});
  EXPECT_THAT(tests::must(tests::must(kind.open(web("/file/lista%202025.csv")))->probe({})).answer,
              HasSubstr("answered with a file"));
  EXPECT_EQ(tests::must(kind.open(web("/file/saknas.csv")))->probe({}).error().code, "http.status_4xx");
}

TEST_F(FileOnTheWeb, IsNotWatched) {
  const auto watched = kind.watch(web("/file/lista%202025.csv"), "file");
  ASSERT_FALSE(watched);
  EXPECT_EQ(watched.error().code, "register.not_watched");
}

TEST_F(FileOnTheWeb, DoesWhatEverySourceMust) {
  put("lista 2025.csv", "Ett namn;1\nEtt till;många\nEtt tredje;3\n",
      {{"head", "Kommun;Antal\n"}, {"repeat", "500"}, {"etag", "\"1\""}});
  const auto again = root_.path() / "again";
  std::filesystem::create_directory(again);
  EXPECT_THAT(testing::check_source({.open =
                                         [this] {
                                           make_client();
                                           clear_scratch();
                                           return kind.open(web("/file/lista%202025.csv"));
                                         },
                                     .read_again = kind.read_again,
                                     .forks = false,  // e2e_register_killed kills the program
                                     .scratch = again}),
              IsEmpty());
}

}  // namespace
}  // namespace sluss::connectors::registers
