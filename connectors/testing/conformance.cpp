#include "connectors/testing/conformance.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <optional>
#include <set>
#include <stop_token>
#include <tuple>
#include <utility>

#include "connectors/testing/recorder.h"
#include "connectors/testing/weighing.h"

namespace sluss::connectors::testing {

namespace {

/// One call of extract(), and all that came of it.
struct Attempt {
  std::string plan;
  std::unique_ptr<Recorder> recorder;
  core::Result<Extent> extent;
};

class Checks {
 public:
  explicit Checks(const Subject& subject) : subject_(subject) {}

  std::vector<std::string> all() {
    const auto first = extract(std::make_unique<Recorder>(), {});
    if (!first) return std::move(problems_);
    if (!first->extent) {
      problem("extract() failed: " + core::describe(first->extent.error()));
      return std::move(problems_);
    }
    if (first->recorder->rows().empty() && first->recorder->rejects().empty()) problem("the source gave no row");
    check_again(*first);
    check_reader(*first);
    if (subject_.resumes) check_resumed(*first);
    if (subject_.forks) check_killed(*first);
    check_cancelled(first->recorder->objects().size());
    check_failing();
    check_memory();
    return std::move(problems_);
  }

 private:
  void problem(std::string what) { problems_.push_back(std::move(what)); }

  std::optional<Attempt> extract(std::unique_ptr<Recorder> recorder, const std::stop_token& stop) {
    return extract_of(subject_.open, std::move(recorder), stop);
  }

  std::optional<Attempt> extract_of(const std::function<core::Result<std::unique_ptr<Source>>()>& open,
                                    std::unique_ptr<Recorder> recorder, const std::stop_token& stop) {
    const auto source = open();
    if (!source) {
      problem("it cannot be opened: " + core::describe(source.error()));
      check_secret("the error of open()", core::describe(source.error()));
      return std::nullopt;
    }
    Attempt attempt{.plan = (*source)->plan(), .recorder = std::move(recorder), .extent = Extent{}};
    attempt.extent = (*source)->extract(*attempt.recorder, stop);
    for (const auto& wrong : attempt.recorder->problems()) problem(wrong);
    check_secrets(attempt);
    return attempt;
  }

  void same(const std::vector<std::string>& expected, const std::vector<std::string>& found, const std::string& what) {
    if (expected == found) return;
    std::vector<std::string> lacking;
    std::vector<std::string> more;
    std::ranges::set_difference(expected, found, std::back_inserter(lacking));
    std::ranges::set_difference(found, expected, std::back_inserter(more));
    auto text =
        what + ": " + std::to_string(lacking.size()) + " are missing and " + std::to_string(more.size()) + " are new";
    if (!lacking.empty()) text += "; missing is " + lacking.front();
    if (!more.empty()) text += "; new is " + more.front();
    problem(std::move(text));
  }

  void same_rows(const Recorder& expected, const Recorder& found, const std::string& when) {
    same(expected.rows(), found.rows(), "rows " + when);
    same(expected.rejects(), found.rejects(), "rejects " + when);
  }

  static std::vector<std::string> contents(const Recorder& recorder) {
    std::vector<std::string> texts;
    for (const auto& [object, body] : recorder.objects())
      texts.push_back(object.query + " page " + std::to_string(object.page) + ": " + body);
    std::ranges::sort(texts);
    return texts;
  }

  void check_again(const Attempt& first) {
    const auto again = extract(std::make_unique<Recorder>(), {});
    if (!again) return;
    if (!again->extent) return problem("a second extract() failed: " + core::describe(again->extent.error()));
    if (again->plan != first.plan) problem("two sources that are opened alike have different plans");
    if (again->extent->text != first.extent->text) problem("two extracts covered different extents");
    same_rows(*first.recorder, *again->recorder, "of a second extract()");
    same(contents(*first.recorder), contents(*again->recorder), "objects of a second extract()");
  }

  void check_reader(const Attempt& first) {
    Recorder read(first.recorder->objects());
    const auto reader = subject_.read_again();
    if (const auto begun = reader->begin(first.extent->text, subject_.scratch); !begun)
      return problem("begin() failed: " + core::describe(begun.error()));
    bool selected = false;
    const auto objects = first.recorder->objects();
    for (std::size_t i = 0; i < objects.size(); ++i) {
      if (!selected && reader->needs_extent(objects[i].object)) selected = true;
      const KeptObject object{
          .handle = {.index = static_cast<std::uint32_t>(i)}, .object = objects[i].object, .body = objects[i].body};
      if (const auto done = reader->read(object, read); !done)
        return problem("the reader failed: " + core::describe(done.error()));
    }
    if (!selected) problem("no object needs the extent: a replay would never select it");
    for (const auto& wrong : read.problems()) problem(wrong);
    same_rows(*first.recorder, read, "of the archived objects");
  }

  void check_resumed(const Attempt& first) {
    const auto objects = first.recorder->objects();
    for (const auto number : some_of(objects.size()))
      check_goes_on(first, number, "with " + std::to_string(number) + " objects kept");
  }

  /// The first, half and all of them.
  static std::set<std::size_t> some_of(std::size_t objects) {
    std::set<std::size_t> numbers{1, objects / 2, objects};
    std::erase_if(numbers, [&](std::size_t number) { return number == 0 || number > objects; });
    return numbers;
  }

  /// An attempt that has the first objects of one before gives what the whole one gave.
  void check_goes_on(const Attempt& first, std::size_t kept, const std::string& when) {
    const auto objects = first.recorder->objects();
    const auto end = objects.begin() + static_cast<std::ptrdiff_t>(kept);
    const auto resumed = extract(std::make_unique<Recorder>(std::vector(objects.begin(), end)), {});
    if (!resumed) return;
    if (!resumed->extent) return problem("extract() " + when + " failed: " + core::describe(resumed->extent.error()));
    same_rows(*first.recorder, *resumed->recorder, when);
    same(contents(*first.recorder), contents(*resumed->recorder), "objects " + when);
  }

  static constexpr unsigned longest_seconds = 120;

  /// In a child, which is killed while the source is at work: no destructor runs.
  bool is_killed_at(std::size_t objects) {
    const auto child = ::fork();
    if (child == 0) {
      ::alarm(longest_seconds);  // what a source shares with the parent may hang here
      Recorder recorder;
      recorder.kill_at(objects);
      if (const auto source = subject_.open()) std::ignore = (*source)->extract(recorder, {});
      ::_exit(0);
    }
    int status = 0;
    return child > 0 && ::waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }

  void check_killed(const Attempt& first) {
    for (const auto number : some_of(first.recorder->objects().size())) {
      const auto when = "after a kill at object " + std::to_string(number);
      if (!is_killed_at(number)) return problem("no process could be killed at object " + std::to_string(number));
      check_goes_on(first, subject_.resumes ? number : 0, when);
    }
  }

  void check_memory() {
    if (!subject_.open_large) return;
    const auto source = subject_.open_large();
    if (!source) return problem("the large source cannot be opened: " + core::describe(source.error()));
    WeighingSink sink;
    const auto extent = (*source)->extract(sink, {});
    if (!extent) return problem("extract() of the large source failed: " + core::describe(extent.error()));
    if (sink.archived() < 2 * subject_.memory_most)
      problem("the large source has only " + std::to_string(sink.archived()) + " bytes");
    if (sink.most() > subject_.memory_most)
      problem("of a source of " + std::to_string(sink.archived()) + " bytes " + std::to_string(sink.most()) +
              " were in memory, and at most " + std::to_string(subject_.memory_most) + " may be");
  }

  void expect_cancelled(const std::optional<Attempt>& attempt, const std::string& when) {
    if (!attempt) return;
    if (attempt->extent) return problem("extract() went on to its end, stopped " + when);
    if (attempt->extent.error().error_class == core::ErrorClass::cancelled) return;
    problem("extract() stopped " + when + " did not end as cancelled: " + core::describe(attempt->extent.error()));
  }

  void check_cancelled(std::size_t objects) {
    std::stop_source stopped;
    stopped.request_stop();
    expect_cancelled(extract(std::make_unique<Recorder>(), stopped.get_token()), "before it began");
    if (objects < 2) return;
    auto recorder = std::make_unique<Recorder>();
    recorder->stop_at(1);
    const auto stop = recorder->stop();
    expect_cancelled(extract(std::move(recorder), stop), "after its first object");
  }

  void check_failing() {
    if (!subject_.open_failing) return;
    if (const auto source = subject_.open_failing(); !source)
      return check_secret("the error of open()", core::describe(source.error()));
    const auto failed = extract_of(subject_.open_failing, std::make_unique<Recorder>(), {});
    if (failed && failed->extent) problem("the source that should fail did not");
  }

  void check_secret(const std::string& where, const std::string& text) {
    if (subject_.secret.empty() || !text.contains(subject_.secret)) return;
    problem("the secret is in " + where);
  }

  void check_secrets(const Attempt& attempt) {
    check_secret("the plan", attempt.plan);
    if (!attempt.extent) check_secret("an error", core::describe(attempt.extent.error()));
    if (attempt.extent) check_secret("the extent", attempt.extent->text);
    for (const auto& extent : attempt.recorder->extents()) check_secret("the extent", extent.text);
    for (const auto& [object, body] : attempt.recorder->objects()) {
      check_secret("an object's query", object.query);
      check_secret("an object's request", object.request);
      check_secret("an object's etag", object.etag);
    }
    for (const auto& finding : attempt.recorder->findings())
      check_secret("a finding", finding.subject + "\n" + finding.what + "\n" + finding.remedy);
    for (const auto& reject : attempt.recorder->rejects()) check_secret("a reject", reject);
  }

  const Subject& subject_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> check_source(const Subject& subject) {
  return Checks(subject).all();
}

}  // namespace sluss::connectors::testing
