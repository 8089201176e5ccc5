// The power is cut at a random operation of a run, an operation fails, the disk is full at a random byte: what is read
// afterwards is the warehouse of before or of after the run, a run that was reported is there, and the next run ends in
// the same warehouse as an undisturbed one.

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "core/log.h"
#include "run_world.h"

namespace sluss::tests {
namespace {

namespace fs = std::filesystem;

int rounds() {
  const char* text = std::getenv("SLUSS_CRASH_ROUNDS");
  return text == nullptr ? 40 : std::max(2, std::atoi(text));
}

struct Control {
  Content content;
  std::uint64_t operations = 0;
  std::uint64_t bytes = 0;
  fs::path saved;  ///< the state folder after it
};

/// Beside an undisturbed run of each day.
class CrashTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    core::log::configure(core::log::Level::error, core::log::Format::text);
    if (const char* text = std::getenv("SLUSS_CRASH_SEED")) seed = std::strtoull(text, nullptr, 10);
    folder = std::make_unique<TemporaryFolder>(TemporaryFolder::On::memory);
    first_source = std::make_unique<Source>(first_day);
    second_source = std::make_unique<Source>(second_day);
    first = controlled(*first_source, first_day, {}, "first");
    second = controlled(*second_source, second_day, first.saved, "second");
  }
  static void TearDownTestSuite() {
    first_source.reset();
    second_source.reset();
    folder.reset();
  }

  static Control controlled(Source& source, const Day& day, const std::optional<fs::path>& saved, const char* name) {
    Control control{.content = {}, .operations = 0, .bytes = 0, .saved = folder->path() / name};
    RunWorld world(source, saved);
    const auto summary = world.run(day);
    if (!summary) throw std::runtime_error(core::describe(summary.error()));
    control.operations = world.files().operations();
    control.bytes = world.files().bytes_written();
    control.content = world.content().value().value();
    world.expect_whole(control.content);
    world.save(control.saved);
    return control;
  }

  /// After whatever happened to the run before.
  static void expect_old_or_new(RunWorld& world, const std::optional<Content>& old, const Content& now, bool reported) {
    const auto found = world.content();
    ASSERT_TRUE(found) << core::describe(found.error());
    if (reported || (*found && **found == now)) {
      ASSERT_TRUE(*found) << "a run was reported and there is nothing";
      EXPECT_EQ(**found, now);
    } else {
      EXPECT_EQ(*found, old);
    }
  }

  static void expect_next_run(RunWorld& world, const Day& day, const Content& control) {
    const auto again = world.run(day);
    ASSERT_TRUE(again) << core::describe(again.error());
    world.expect_whole(control);
  }

  /// `disturb` orders what is to happen; `mend` makes the machine right again.
  template <class Disturb, class Mend>
  static void disturbed_runs(int count, Disturb disturb, Mend mend) {
    std::mt19937_64 random(seed);
    int failed = 0;
    for (int round = 0; round < count && !HasFailure(); ++round) {
      const bool is_first = round % 2 == 0;
      const auto& control = is_first ? first : second;
      const auto& day = is_first ? first_day : second_day;
      SCOPED_TRACE("round " + std::to_string(round) + " of seed " + std::to_string(seed));
      RunWorld world(is_first ? *first_source : *second_source, is_first ? std::nullopt : std::optional(first.saved));
      disturb(world, control, random);
      const auto summary = world.run(day);
      const bool reported = summary.has_value();
      SCOPED_TRACE(reported ? "the run was reported" : core::describe(summary.error()));
      failed += reported ? 0 : 1;
      mend(world, random);
      expect_old_or_new(world, is_first ? std::nullopt : std::optional(first.content), control.content, reported);
      expect_next_run(world, day, control.content);
    }
    EXPECT_GT(failed, 0);
    std::printf("%d of %d runs were disturbed\n", failed, count);
  }

  static inline std::uint64_t seed = 1;
  static inline std::unique_ptr<TemporaryFolder> folder;
  static inline std::unique_ptr<Source> first_source;
  static inline std::unique_ptr<Source> second_source;
  static inline Control first;
  static inline Control second;
};

TEST_F(CrashTest, ThePowerIsCut) {
  disturbed_runs(
      rounds(),
      [](RunWorld& world, const Control& control, auto& random) {
        // Beyond the last operation: after the run was reported.
        world.files().cut_at(1 + random() % (control.operations + 4), random());
      },
      [](RunWorld& world, auto& random) {
        if (!world.files().is_cut()) world.files().cut(random());
        world.files().reopen();
      });
}

TEST_F(CrashTest, AnOperationFails) {
  disturbed_runs(
      rounds() / 2,
      [](RunWorld& world, const Control& control, auto& random) {
        world.files().fail_at(1 + random() % control.operations);
      },
      [](RunWorld&, auto&) {});
}

TEST_F(CrashTest, TheDiskIsFull) {
  disturbed_runs(
      rounds() / 2,
      [](RunWorld& world, const Control& control, auto& random) { world.files().full_at(random() % control.bytes); },
      [](RunWorld& world, auto&) { world.files().full_at({}); });
}

}  // namespace
}  // namespace sluss::tests
