// Whatever a source throws or says, a run is a run: failed with a code, told in the journal, and the next one goes on.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/log.h"
#include "core/text.h"
#include "daemon/run/runner/runner.h"
#include "daemon/run/state/workplace.h"
#include "daemon/settings/load.h"
#include "tests/tools/broken_text.h"
#include "tests/tools/kolada_pages.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::run {
namespace {

namespace fs = std::filesystem;
using connectors::kolada::PageSource;

class Pages final : public PageSource {
 public:
  using Get = std::function<core::Result<Page>(const std::string&)>;
  Pages(Get get, int threads) : get_(std::move(get)), threads_(threads) {}
  core::Result<Page> get(const std::string& url, std::string_view, int, connectors::ObjectWriter*,
                         const std::function<core::Result<>(const Page&)>&, std::stop_token) override {
    return get_(url);
  }
  [[nodiscard]] int parallel() const override { return threads_; }

 private:
  Get get_;
  int threads_;
};

/// Sends one object and more values than a run takes that cannot be decoded.
class Undecodable final : public connectors::Source {
 public:
  explicit Undecodable(int& asked) : asked_(asked) {}
  [[nodiscard]] std::string plan() const override { return "{}"; }
  core::Result<connectors::Extent> extract(connectors::Sink& sink, std::stop_token /*stop*/) override {
    const auto kept = SLUSS_TRY(sink.kept("data", 1));
    if (!kept) {
      ++asked_;
      auto writer = sink.open_object();
      SLUSS_TRY(writer->write("{}"));
      connectors::RawObject object;
      object.query = "data";
      object.page = 1;
      [[maybe_unused]] const auto handle = SLUSS_TRY(writer->finish(object));
    }
    core::Reject reject;
    reject.stream = "kolada.data";
    reject.object = "data";
    reject.error = "test.undecodable";
    for (std::size_t i = 0; i < 200'000; ++i) SLUSS_TRY(sink.rejected(reject));
    return connectors::Extent{};
  }
  core::Result<connectors::Probe> probe(std::stop_token /*stop*/) override { return connectors::Probe{}; }

 private:
  int& asked_;
};

/// Throws whatever it is called for, and keeps how its run ended.
class Throwing final : public connectors::Source {
 public:
  Throwing(std::vector<connectors::RunOutcome>& ends, fs::path scratch) : ends_(ends), scratch_(std::move(scratch)) {}
  [[nodiscard]] std::string plan() const override { return "{}"; }
  core::Result<connectors::Extent> extract(connectors::Sink& /*sink*/, std::stop_token /*stop*/) override {
    std::ofstream(scratch_ / "half") << "half a file";
    EXPECT_TRUE(fs::exists(scratch_ / "half"));
    throw std::runtime_error("thrown by extract");
  }
  core::Result<> ended(const connectors::RunOutcome& outcome) override {
    ends_.push_back(outcome);
    EXPECT_FALSE(fs::exists(scratch_));
    throw std::runtime_error("thrown by ended");
  }
  core::Result<connectors::Probe> probe(std::stop_token /*stop*/) override { return connectors::Probe{}; }

 private:
  std::vector<connectors::RunOutcome>& ends_;
  fs::path scratch_;
};

class RunException : public ::testing::Test {
 protected:
  void SetUp() override {
    core::log::configure(core::log::Level::error, core::log::Format::json);
    const auto file = folder_.path() / "sluss.toml";
    std::ofstream(file) << "municipality = \"1981\"\nstate = \"" << state_.string()
                        << "\"\n[source.kolada]\nurl = \"http://127.0.0.1:9/v3\"\n[[job]]\nname = \"kolada\"\n"
                           "source = \"kolada\"\nindicators = [\"N15428\"]\nareas = [\"1981\"]\n";
    auto settings = settings::load(file);
    ASSERT_TRUE(settings) << core::describe(settings.error().front());
    settings_ = *std::move(settings);
  }

  /// Of a run whose every page is got so. All runs of a test are one daemon's.
  core::Error error_of(const Pages::Get& get, int threads) {
    if (!workplace_) {
      workplace_.emplace(settings_, clock_, "test");
      if (auto started = workplace_->start(); !started) return started.error();
    }
    workplace_->context().open = tests::from_pages([&] { return std::make_unique<Pages>(get, threads); });
    auto run = run_job(workplace_->context(), "kolada", {}, {});
    return run ? core::Error{} : run.error();
  }

  std::vector<nlohmann::json> journal() {
    std::vector<nlohmann::json> lines;
    std::ifstream in(state_ / "journal.jsonl");
    for (std::string line; std::getline(in, line);) {
      EXPECT_TRUE(core::is_well_formed(line));
      auto entry = nlohmann::json::parse(line, nullptr, false);
      EXPECT_TRUE(entry.is_object()) << line;
      lines.push_back(std::move(entry));
    }
    return lines;
  }

  tests::TemporaryFolder folder_;
  fs::path state_ = folder_.path() / "state";
  settings::Settings settings_;
  core::FixedClock clock_{core::parse_instant("2026-03-01T06:00:00Z").value()};
  std::optional<Workplace> workplace_;
};

TEST_F(RunException, AnExceptionIsAFailedRunWithACodeAndStandsInTheJournal) {
  for (const int threads : {1, 4}) {
    const auto error =
        error_of([](const std::string&) -> core::Result<PageSource::Page> { throw std::runtime_error("v\xE5rd \xC3"); },
                 threads);
    EXPECT_EQ(error.code, "run.exception") << core::describe(error);
    EXPECT_FALSE(error.remedy.empty());
    const auto last = journal().back();
    EXPECT_EQ(last.at("kind"), "failed");
    EXPECT_EQ(last.at("body").at("error_code"), "run.exception");
  }
}

TEST_F(RunException, WhatHasTooManyRejectsIsAskedForAnew) {
  workplace_.emplace(settings_, clock_, "test");
  ASSERT_TRUE(workplace_->start());
  int asked = 0;
  workplace_->context().open = [&](const connectors::Kind&,
                                   connectors::Setup) -> core::Result<std::unique_ptr<connectors::Source>> {
    return std::make_unique<Undecodable>(asked);
  };
  for (const int times : {1, 2}) {
    const auto run = run_job(workplace_->context(), "kolada", {}, {});
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().code, "run.too_many_rejects") << core::describe(run.error());
    EXPECT_EQ(asked, times);
    for (const auto& entry : fs::recursive_directory_iterator(state_ / "archive")) {
      EXPECT_NE(entry.path().extension(), ".seg") << entry.path();
    }
  }
}

TEST_F(RunException, ASourceThatThrowsIsNotifiedOnceAndMayThrowAgain) {
  workplace_.emplace(settings_, clock_, "test");
  ASSERT_TRUE(workplace_->start());
  std::vector<connectors::RunOutcome> ends;
  workplace_->context().open = [&](const connectors::Kind&,
                                   connectors::Setup setup) -> core::Result<std::unique_ptr<connectors::Source>> {
    EXPECT_EQ(setup.scratch.parent_path().parent_path(), state_ / "staging");
    EXPECT_EQ(setup.config_folders, settings_.config_folders);
    return std::make_unique<Throwing>(ends, setup.scratch);
  };
  for (const std::size_t times : {1, 2}) {
    const auto run = run_job(workplace_->context(), "kolada", {}, {});
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().code, "run.exception");
    ASSERT_EQ(ends.size(), times);
    EXPECT_FALSE(ends.back().committed);
    EXPECT_EQ(ends.back().status, "failed");
    ASSERT_TRUE(ends.back().error);
    EXPECT_EQ(ends.back().error->code, "run.exception");
    EXPECT_EQ(journal().back().at("kind"), "failed");
  }
}

TEST_F(RunException, NoTextOfAnErrorBreaksTheJournal) {
  const auto texts = tests::broken_texts();
  for (const auto& text : texts) {
    const auto error = error_of(
        [&](const std::string&) -> core::Result<PageSource::Page> {
          return core::fail(core::ErrorClass::source, "test.said", text, text, {.file = text, .field = text});
        },
        1);
    ASSERT_EQ(error.code, "test.said");
  }
  const auto lines = journal();
  EXPECT_EQ(std::ranges::count_if(lines, [](const auto& line) { return line.at("kind") == "failed"; }),
            static_cast<std::ptrdiff_t>(texts.size()));
}

}  // namespace
}  // namespace sluss::daemon::run
