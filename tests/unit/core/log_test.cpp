#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/log.h"
#include "core/log_journal.h"

namespace sluss::core::log {
namespace {

template <class Write>
std::string line_of(Format format, Write write_all, Level least = Level::debug) {
  configure(least, format);
  ::testing::internal::CaptureStderr();
  write_all();
  return ::testing::internal::GetCapturedStderr();
}

TEST(Log, TextIsOneLineWithTimeLevelEventAndFields) {
  const auto line = line_of(Format::text, [] {
    info("run.committed", "The run is committed",
         {{"run", 7}, {"share", 0.25}, {"whole", true}, {"job", "kolada"}, {"title", "två ord"}, {"none", ""}});
  });
  EXPECT_EQ(line.substr(4, 1), "-");
  EXPECT_EQ(line.substr(line.find('Z')),
            "Z info    run.committed: The run is committed run=7 share=0.25 whole=true job=kolada title=\"två ord\" "
            "none=\"\"\n");
}

TEST(Log, NobodyStartsALineOfHisOwn) {
  const auto line = line_of(Format::text, [] {
    warning("source.odd", "first\nsecond", {{"said", "a\nb\r\x1b[31m"}, {"quoted", "say \"yes\""}});
  });
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_NE(line.find(R"(first\nsecond said=a\nb\x0d\x1b[31m quoted="say \"yes\"")"), std::string::npos) << line;
}

TEST(Log, JsonParsesAndKeepsTypes) {
  const auto line = line_of(Format::json, [] {
    error("source.gone", "A \"quoted\"\nmessage",
          {{"run", 7}, {"share", 0.25}, {"whole", false}, {"bytes", std::string("\xff\x01", 2)}});
  });
  ASSERT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const auto object = nlohmann::json::parse(line);
  EXPECT_EQ(object["level"], "error");
  EXPECT_EQ(object["event"], "source.gone");
  EXPECT_EQ(object["message"], "A \"quoted\"\nmessage");
  EXPECT_EQ(object["run"], 7);
  EXPECT_EQ(object["share"], 0.25);
  EXPECT_EQ(object["whole"], false);
  EXPECT_EQ(object["bytes"], "\xef\xbf\xbd\x01");
  EXPECT_TRUE(object["time"].get<std::string>().ends_with("Z"));
}

TEST(Log, TheLeastLevelDecides) {
  const auto lines = line_of(
      Format::text,
      [] {
        debug("a.b", "no");
        info("a.b", "no");
        warning("a.b", "yes");
        error("a.b", "yes");
      },
      Level::warning);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
  EXPECT_EQ(lines.find("no"), std::string::npos);
  EXPECT_TRUE(enabled(Level::error));
  EXPECT_FALSE(enabled(Level::info));
}

TEST(Log, SecretsAreMaskedInMessageAndFieldsOfEveryFormat) {
  mask_always("hemligt\"ord");
  for (const auto format : {Format::text, Format::json}) {
    const auto line = line_of(format, [] {
      info("source.opened", "with hemligt\"ord inside", {{"url", std::string("https://u:hemligt\"ord@host/")}});
    });
    EXPECT_EQ(line.find("hemligt"), std::string::npos) << line;
    EXPECT_NE(line.find("with *** inside"), std::string::npos) << line;
    EXPECT_NE(line.find("https://u:***@host/"), std::string::npos) << line;
  }
}

TEST(MaskedText, TheLongestFirstAndEachTime) {
  mask_always("abcd");
  mask_always("abcdefgh");
  mask_always("xyz");  // too short: it would tear every text to pieces
  mask_always("");
  EXPECT_EQ(masked("abcdefgh abcd abcdabcd abc xyz"), "*** *** ****** abc xyz");
  EXPECT_EQ(masked(""), "");
}

TEST(MaskedText, SecretsMayComeWhileOthersWrite) {
  configure(Level::error, Format::text);
  std::atomic<int> leaks{0};
  std::vector<std::jthread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([thread, &leaks] {
      for (int i = 0; i < 200; ++i) {
        const auto secret = fmt::format("secret-{}-{}.", thread, i);
        mask_always(secret);
        if (masked("before " + secret + " after") != "before *** after") ++leaks;
        info("a.b", "below the level");
      }
    });
  }
  threads.clear();
  EXPECT_EQ(leaks, 0);
}

TEST(Journal, IsRecognisedByDeviceAndInode) {
  struct stat status{};
  ASSERT_EQ(::fstat(STDERR_FILENO, &status), 0);
  ::setenv("JOURNAL_STREAM", fmt::format("{}:{}", status.st_dev, status.st_ino).c_str(), 1);
  EXPECT_TRUE(impl::standard_error_is_journal());
  ::setenv("JOURNAL_STREAM", fmt::format("{}:{}", status.st_dev, status.st_ino + 1).c_str(), 1);
  EXPECT_FALSE(impl::standard_error_is_journal()) << "inherited, but standard error leads elsewhere";
  ::unsetenv("JOURNAL_STREAM");
  EXPECT_FALSE(impl::standard_error_is_journal());
}

TEST(Journal, WithoutOneTheLinesGoToStandardError) {
  if (impl::journal_listens()) GTEST_SKIP() << "a journal listens here";
  EXPECT_NE(line_of(Format::journal, [] { info("a.b", "still seen"); }).find("still seen"), std::string::npos);
}

}  // namespace
}  // namespace sluss::core::log
