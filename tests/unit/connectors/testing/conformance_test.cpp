// The checks of a source find what a source does wrong: one that does all right, and each rule broken once.
#include "connectors/testing/conformance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/tools/temporary_folder.h"

namespace sluss::connectors::testing {
namespace {

namespace fs = std::filesystem;

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

enum class Fault : std::uint8_t {
  none,
  ignores_stop,
  fails_when_stopped,
  other_rows_each_time,
  other_plan_each_time,
  reader_loses_a_row,
  reader_loses_rejects,
  reader_needs_no_extent,
  fetches_kept_again,
  ignores_kept_rows,
  secret_in_plan,
  secret_in_extent,
  secret_in_request,
  secret_in_error,
  row_of_no_object,
  pages_from_zero,
  large_object,
  progress_backwards,
  gives_nothing,
  stumbles_over_what_a_kill_left,
  archives_nothing_when_forked,
  keeps_all_in_memory,
  is_not_large
};

constexpr const char* secret = "hemligt-4711";
constexpr int pages = 3;
constexpr int large_pages = 24;
constexpr std::size_t megabyte = 1'000'000;

core::Batch rows_of(std::string_view body, bool lose_one = false) {
  core::Batch rows(core::Schema{{.name = "line", .type = core::Type::text}, {.name = "n", .type = core::Type::int64}});
  std::int64_t number = 0;
  while (!body.empty()) {
    const auto end = std::min(body.find('\n'), body.size());
    if (!(lose_one && number == 0)) {
      rows[0].append_text(body.substr(0, end));
      rows[1].append(number);
    }
    ++number;
    body.remove_prefix(std::min(body.size(), end + 1));
  }
  return rows;
}

core::Result<> give(const std::string& body, RawHandle raw, RowSink& sink, Fault fault, bool reading) {
  SLUSS_TRY(sink.batch("test.lines", raw, rows_of(body, reading && fault == Fault::reader_loses_a_row)));
  if (reading && fault == Fault::reader_loses_rejects) return {};
  return sink.rejected({.raw = raw.index, .object = "file", .line = 9, .error = "test.no_number", .shown = "x"});
}

class Lines final : public Source {
 public:
  Lines(Fault fault, int opened, fs::path lock = {}) : fault_(fault), opened_(opened), lock_(std::move(lock)) {
    found_lock_ = !lock_.empty() && fs::exists(lock_);
    if (!lock_.empty()) std::ofstream(lock_) << "mine";
  }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;
  ~Lines() override {
    std::error_code ignored;
    if (!lock_.empty()) fs::remove(lock_, ignored);
  }

  [[nodiscard]] std::string plan() const override {
    if (fault_ == Fault::secret_in_plan) return std::string(R"({"password":")") + secret + "\"}";
    return fault_ == Fault::other_plan_each_time ? "{\"n\":" + std::to_string(opened_) + "}" : "{}";
  }

  core::Result<Extent> extract(Sink& sink, std::stop_token stop) override {
    const Extent extent{.complete = true,
                        .text = fault_ == Fault::secret_in_extent ? std::string("{\"p\":\"") + secret + "\"}" : "{}"};
    SLUSS_TRY(sink.selected(extent));
    if (fault_ == Fault::secret_in_error)
      return core::fail(core::ErrorClass::source, "test.refused", std::string("refused PWD=") + secret);
    for (int page = 1; page <= pages && fault_ != Fault::gives_nothing; ++page) {
      if (stop.stop_requested() && fault_ == Fault::fails_when_stopped)
        return core::fail(core::ErrorClass::source, "test.broken", "the connection is gone");
      if (stop.stop_requested() && fault_ != Fault::ignores_stop)
        return core::fail(core::ErrorClass::cancelled, "test.cancelled", "stopped");
      SLUSS_TRY(take(sink, page));
      sink.progress({.pages = fault_ == Fault::progress_backwards ? pages - page : page});
    }
    return extent;
  }
  core::Result<Probe> probe(std::stop_token /*stop*/) override { return Probe{}; }

 private:
  core::Result<> take(Sink& sink, int page) {
    const auto kept = SLUSS_TRY(sink.kept("file", page));
    if (kept && fault_ == Fault::ignores_kept_rows) return {};
    if (kept && fault_ != Fault::fetches_kept_again) return give(kept->body, kept->handle, sink, fault_, false);
    std::string body = "page " + std::to_string(page) + "\nand another line";
    if (fault_ == Fault::stumbles_over_what_a_kill_left && found_lock_) body += " of before";
    if (fault_ == Fault::other_rows_each_time) body += std::to_string(opened_);
    if (fault_ == Fault::large_object) body.append(core::object_bytes_most, 'x');
    const auto object = sink.open_object();
    SLUSS_TRY(object->write(body));
    const std::string request = fault_ == Fault::secret_in_request ? std::string("PWD=") + secret : "file";
    const auto raw = SLUSS_TRY(object->finish(
        {.query = "file", .request = request, .page = fault_ == Fault::pages_from_zero ? page - 1 : page}));
    return give(body, fault_ == Fault::row_of_no_object ? RawHandle{.index = raw.index + 9} : raw, sink, fault_, false);
  }

  Fault fault_;
  int opened_;
  fs::path lock_;
  bool found_lock_ = false;
};

/// Of a megabyte a page.
class LargeLines final : public Source {
 public:
  explicit LargeLines(Fault fault) : fault_(fault) {}
  [[nodiscard]] std::string plan() const override { return "{}"; }
  core::Result<Extent> extract(Sink& sink, std::stop_token /*stop*/) override {
    for (int page = 1; page <= (fault_ == Fault::is_not_large ? 1 : large_pages); ++page) {
      const std::string body(megabyte, 'x');
      const auto object = sink.open_object();
      SLUSS_TRY(object->write(body));
      const auto raw = SLUSS_TRY(object->finish({.query = "file", .request = "file", .page = page}));
      SLUSS_TRY(sink.batch("test.lines", raw, rows_of("a line")));
      if (fault_ == Fault::keeps_all_in_memory) all_.push_back(body);
    }
    return Extent{};
  }
  core::Result<Probe> probe(std::stop_token /*stop*/) override { return Probe{}; }

 private:
  Fault fault_;
  std::vector<std::string> all_;
};

class LineReader final : public ObjectReader {
 public:
  explicit LineReader(Fault fault) : fault_(fault) {}
  [[nodiscard]] bool needs_extent(const RawObject& /*object*/) const override {
    return fault_ != Fault::reader_needs_no_extent;
  }
  core::Result<> read(const KeptObject& object, RowSink& sink) override {
    return give(object.body, object.handle, sink, fault_, true);
  }

 private:
  Fault fault_;
};

std::vector<std::string> wrong_with(Fault fault) {
  int opened = 0;
  const tests::TemporaryFolder folder;
  const auto lock = fault == Fault::stumbles_over_what_a_kill_left ? folder.path() / "lock" : fs::path();
  const auto here = ::getpid();
  return check_source(
      {.open = [&]() -> core::Result<std::unique_ptr<Source>> {
         const bool nothing = fault == Fault::archives_nothing_when_forked && ::getpid() != here;
         return std::make_unique<Lines>(nothing ? Fault::gives_nothing : fault, ++opened, lock);
       },
       .read_again = [&] { return std::make_unique<LineReader>(fault); },
       .secret = secret,
       .open_large = [&]() -> core::Result<std::unique_ptr<Source>> { return std::make_unique<LargeLines>(fault); },
       .memory_most = 8 * megabyte});
}

TEST(SourceConformance, OneThatDoesAllRight) {
  EXPECT_THAT(wrong_with(Fault::none), IsEmpty());
}

TEST(SourceConformance, EachRuleBrokenOnceIsFound) {
  struct Case {
    Fault fault;
    const char* found;
  };
  for (const auto& [fault, found] :
       std::vector<Case>{{Fault::ignores_stop, "went on to its end, stopped before it began"},
                         {Fault::ignores_stop, "went on to its end, stopped after its first object"},
                         {Fault::fails_when_stopped, "did not end as cancelled"},
                         {Fault::other_rows_each_time, "rows of a second extract(): "},
                         {Fault::other_plan_each_time, "different plans"},
                         {Fault::reader_loses_a_row, "rows of the archived objects: 3 are missing and 0 are new"},
                         {Fault::reader_loses_rejects, "rejects of the archived objects: 3 are missing"},
                         {Fault::reader_needs_no_extent, "no object needs the extent"},
                         {Fault::fetches_kept_again, "file page 1 was archived twice"},
                         {Fault::ignores_kept_rows, "rows with 1 objects kept: 2 are missing"},
                         {Fault::secret_in_plan, "the secret is in the plan"},
                         {Fault::secret_in_extent, "the secret is in the extent"},
                         {Fault::secret_in_request, "the secret is in an object's request"},
                         {Fault::secret_in_error, "the secret is in an error"},
                         {Fault::row_of_no_object, "names object 9, and there are 1"},
                         {Fault::pages_from_zero, "pages are counted from 1"},
                         {Fault::large_object, "divide it into pages"},
                         {Fault::progress_backwards, "the progress went backwards"},
                         {Fault::stumbles_over_what_a_kill_left, "rows after a kill at object 1"},
                         {Fault::archives_nothing_when_forked, "no process could be killed at object 1"},
                         {Fault::keeps_all_in_memory, "of a source of 24000000 bytes 2"},
                         {Fault::is_not_large, "the large source has only 1000000 bytes"},
                         {Fault::gives_nothing, "the source gave no row"}}) {
    EXPECT_THAT(wrong_with(fault), Contains(HasSubstr(found)));
  }
}

TEST(SourceConformance, OneThatCannotResumeKeepsNothing) {
  int opened = 0;
  const auto wrong = check_source({.open = [&]() -> core::Result<std::unique_ptr<Source>> {
                                     return std::make_unique<Lines>(Fault::ignores_kept_rows, ++opened);
                                   },
                                   .read_again = [] { return std::make_unique<LineReader>(Fault::none); },
                                   .resumes = false});
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(SourceConformance, TheErrorOfOneThatFailsIsRead) {
  const auto failing = [](Fault fault) {
    return [fault]() -> core::Result<std::unique_ptr<Source>> { return std::make_unique<Lines>(fault, 1); };
  };
  Subject subject{.open = failing(Fault::none),
                  .read_again = [] { return std::make_unique<LineReader>(Fault::none); },
                  .secret = secret,
                  .open_failing = failing(Fault::secret_in_error)};
  EXPECT_THAT(check_source(subject), Contains("the secret is in an error"));
  subject.open_failing = []() -> core::Result<std::unique_ptr<Source>> {
    return core::fail(core::ErrorClass::source, "test.refused", std::string("refused PWD=") + secret);
  };
  EXPECT_THAT(check_source(subject), ElementsAre("the secret is in the error of open()"));
  subject.open_failing = failing(Fault::none);
  EXPECT_THAT(check_source(subject), Contains("the source that should fail did not"));
}

}  // namespace
}  // namespace sluss::connectors::testing
