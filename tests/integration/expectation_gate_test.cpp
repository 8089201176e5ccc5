// A load that is not as it is expected is held as a whole by the gate "expectation", and a person decides. The
// normaliser here is the counters', of which none may be more than a thousand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "connectors/registry.h"
#include "daemon/run/hold/release_or_discard.h"
#include "daemon/run/replay/replay.h"
#include "daemon/run/runner/runner.h"
#include "daemon/run/state/workplace.h"
#include "daemon/settings/load.h"
#include "tests/tools/counter/kind.h"
#include "tests/tools/counter/normaliser.h"
#include "tests/tools/counter/schema.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "transforms/normalise/registry.h"

namespace sluss {

namespace {

namespace normalise = transforms::normalise;
namespace column = tests::counter::column;

constexpr std::string_view table_job = "tabell";

/// The counters' normaliser, which expects something of them. A load of the counter "tabell" alone fills a table.
class Expecting final : public normalise::Normaliser {
 public:
  Expecting(normalise::Setting setting, normalise::Output& output)
      : output_(output), inner_(tests::counter::make_normaliser(std::move(setting), output)) {}

  core::Result<> begin(std::string_view extent) override {
    const auto counters = SLUSS_TRY(tests::counter::parse_extent(extent)).counters;
    fills_table_ = counters == std::vector{std::string(table_job)};
    if (fills_table_) return output_.table({.name = "raknare"});
    return inner_->begin(extent);
  }
  core::Result<> take(std::string_view stream, std::uint32_t raw, const core::Batch& rows) override {
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      const auto value = rows[column::value].values<double>()[row];
      if (value <= most) continue;
      const auto position = rows[column::position].values<std::int32_t>()[row];
      found_.push_back({.file = "part-" + std::to_string(raw + 1) + ".txt",
                        .row = position + 1,
                        .column = "value",
                        .shown = std::to_string(static_cast<int>(value))});
    }
    if (!fills_table_) return inner_->take(stream, raw, rows);
    rows_ += static_cast<std::int64_t>(rows.rows());
    return output_.rows(rows);
  }
  core::Result<normalise::Dimensions> finish() override {
    ended_ = true;
    if (fills_table_) return normalise::Dimensions();
    return inner_->finish();
  }
  [[nodiscard]] core::Result<std::vector<core::Coverage>> coverage(std::string_view extent) const override {
    return inner_->coverage(extent);
  }
  [[nodiscard]] normalise::NormaliseCounts counts() const override {
    if (fills_table_) return {.read = rows_, .facts = rows_};
    return inner_->counts();
  }
  [[nodiscard]] std::vector<core::Finding> findings() const override { return {}; }
  [[nodiscard]] std::vector<core::Unmet> unmet() const override {
    if (!ended_ || found_.empty()) return {};
    return {{.table = "raknare",
             .kind = "range",
             .column = "value",
             .expectation = "Inget värde ska vara mer än 1 000.",
             .outcome = "Det finns högre.",
             .expected = "0..1000",
             .count = std::ssize(found_),
             .rows = found_}};
  }

 private:
  static constexpr double most = 1000;
  normalise::Output& output_;
  std::unique_ptr<normalise::Normaliser> inner_;
  std::vector<core::UnmetRow> found_;
  std::int64_t rows_ = 0;
  bool fills_table_ = false;
  bool ended_ = false;
};

std::unique_ptr<normalise::Normaliser> make_expecting(normalise::Setting setting, normalise::Output& output) {
  return std::make_unique<Expecting>(std::move(setting), output);
}

}  // namespace

// In place of the program's registries.
std::span<const connectors::Kind* const> connectors::kinds() {
  static constexpr std::array all{&tests::counter::kind};
  return all;
}
transforms::normalise::MakeNormaliser transforms::normalise::find_normaliser(std::string_view kind) {
  return kind == "counter" ? make_expecting : nullptr;
}

namespace daemon::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::must;
using Rows = std::vector<std::vector<std::optional<std::string>>>;

class ExpectationGate : public ::testing::Test {
 protected:
  void SetUp() override {
    auto loaded = settings::load_texts(
        {{folder_.path() / "sluss.toml",
          "municipality = \"1981\"\nstate = '" + (folder_.path() / "state").string() +
              "'\n[source.raknare]\nkind = \"counter\"\nfolder = '" + folder_.path().string() +
              "'\n[[job]]\nname = \"raknare\"\nsource = \"raknare\"\ncounters = [\"*\"]\n[[job]]\nname = \"tabell\"\n"
              "source = \"raknare\"\ncounters = [\"tabell\"]\n"}});
    if (!loaded) throw std::runtime_error(core::describe(loaded.error().front()));
    workplace_.emplace(std::move(*loaded), clock_, "test");
    must(workplace_->start());
  }

  RunSummary run(const std::string& lines, const std::string& job = "raknare") {
    std::ofstream(folder_.path() / "part-1.txt") << lines;
    clock_.set(clock_.now().plus(std::chrono::hours(1)));
    return must(run_job(workplace_->context(), job, {}, {}));
  }
  RunSummary decide(core::RunId run, bool discarded = false) {
    clock_.set(clock_.now().plus(std::chrono::hours(1)));
    return must(discarded ? discard(workplace_->context(), run, std::nullopt, {})
                          : release(workplace_->context(), run, std::nullopt, {}));
  }
  Rows rows(const std::string& sql) { return must(must(workplace_->reader(false))->rows(sql)); }
  /// "counter:a 10.0, counter:b 20.0"
  std::string figures() {
    std::string text;
    for (const auto& row : rows("select indicator_id, value from core.observation_open order by 1, 2"))
      text += (text.empty() ? "" : ", ") + row[0].value_or("") + " " + row[1].value_or("");
    return text;
  }
  Rows findings(core::RunId run) {
    return rows("select code, subject, count from meta.finding where run_id = " + std::to_string(run.value) +
                " order by code");
  }
  /// What a rebuild must give again.
  Rows everything() {
    auto all = rows(
        "select run_id, series, gate, known, inserted, revised, absent, evidence, state, decided_by, decided_at from "
        "meta.held_series order by run_id, series");
    for (const auto* sql :
         {"select indicator_id, value, run_id, recorded_from, recorded_to from core.observation order by all",
          "select * from meta.finding order by all", "select run_id, status, cause from meta.run order by all",
          "select kind, indicator_id, area_id, period from meta.discarded order by all"})
      for (auto& row : rows(sql)) all.push_back(std::move(row));
    return all;
  }
  void expect_the_same_when_rebuilt() {
    const auto before = everything();
    must(workplace_->take_into_use(must(workplace_->rebuild_beside({}))));
    EXPECT_EQ(everything(), before);
  }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  core::FixedClock clock_{must(core::parse_instant("2026-04-01T06:00:00Z"))};
  std::optional<Workplace> workplace_;
};

constexpr const char* usual = "a;1981;2024;10\nb;1981;2024;20\n";
constexpr const char* too_much = "a;1981;2024;11\nb;1981;2024;2000\n";

TEST_F(ExpectationGate, ALoadAsExpectedIsNotHeld) {
  EXPECT_EQ(run(usual).run.status, "done");
  EXPECT_EQ(figures(), "counter:a 10.0, counter:b 20.0");
}

TEST_F(ExpectationGate, TheWholeLoadWaitsWithItsEvidence) {
  run(usual);
  const auto held = run(too_much);
  EXPECT_EQ(held.run.status, "held");
  EXPECT_EQ(held.run.rows.held, 2);
  EXPECT_EQ(figures(), "counter:a 10.0, counter:b 20.0") << "also what is right waits";
  ASSERT_EQ(held.held.size(), 2U);
  for (const auto& series : held.held) EXPECT_EQ(series.gate, "expectation");
  const auto stored = rows("select series, gate, state, evidence from meta.held_series order by series");
  ASSERT_EQ(stored.size(), 2U);
  EXPECT_EQ(stored[0][0], "counter:a");
  EXPECT_EQ(stored[0][2], "waiting");
  const auto unmet = nlohmann::json::parse(*stored[0][3]).at("reason").at("unmet");
  ASSERT_EQ(unmet.size(), 1U);
  EXPECT_EQ(unmet[0]["expectation"], "Inget värde ska vara mer än 1 000.");
  EXPECT_EQ(unmet[0]["rows"],
            nlohmann::json::parse(R"([{"file":"part-1.txt","row":2,"column":"value","shown":"2000"}])"));
  EXPECT_THAT(findings(held.run.id),
              ElementsAre(ElementsAre("run.suspect", "raknare", "1"), ElementsAre("run.unmet", "raknare.value", "1")));
}

TEST_F(ExpectationGate, TheFirstLoadOfAllWaitsToo) {
  const auto held = run(too_much);
  EXPECT_EQ(held.run.status, "held");
  EXPECT_EQ(figures(), "");
  EXPECT_EQ(decide(held.run.id).run.status, "done");
  EXPECT_EQ(figures(), "counter:a 11.0, counter:b 2000.0");
}

TEST_F(ExpectationGate, ReleaseLetsItThrough) {
  run(usual);
  const auto held = run(too_much);
  const auto released = decide(held.run.id);
  EXPECT_EQ(released.run.status, "done");
  EXPECT_EQ(released.run.rows.revised, 2);
  EXPECT_EQ(figures(), "counter:a 11.0, counter:b 2000.0");
  EXPECT_EQ(rows("select distinct state from meta.held_series"), (Rows{{"released"}}));
  // What was let through is there: it is as little expected as before, and nothing of it waits.
  const auto again = run(too_much);
  EXPECT_EQ(again.run.status, "unchanged");
  EXPECT_THAT(again.held, IsEmpty());
  EXPECT_THAT(findings(again.run.id),
              ElementsAre(ElementsAre("run.suspect", "raknare", "1"), ElementsAre("run.unmet", "raknare.value", "1")));
  EXPECT_FALSE(again.has_error_finding()) << "there is nothing to decide";
  EXPECT_EQ(must(replay(workplace_->context(), "raknare", std::nullopt, {})).run.status, "unchanged");
}

TEST_F(ExpectationGate, OneSeriesOfItIsNotDecidedOnAlone) {
  run(usual);
  const auto held = run(too_much);
  for (const auto decision : {&release, &discard}) {
    const auto refused = decision(workplace_->context(), held.run.id, "counter:a", {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "hold.whole_load");
    EXPECT_THAT(refused.error().remedy, HasSubstr("sluss release " + std::to_string(held.run.id.value)));
  }
  EXPECT_EQ(figures(), "counter:a 10.0, counter:b 20.0");
  // What an older program let somebody decide is rebuilt as it was.
  must(apply_hold(workplace_->context(), {.of = held.run.id, .series = "counter:a", .run = core::RunId{90}}, {}));
  EXPECT_EQ(figures(), "counter:a 11.0, counter:b 20.0");
  must(release(workplace_->context(), held.run.id, "counter:b", {}));  // it is all that is left
  EXPECT_EQ(figures(), "counter:a 11.0, counter:b 2000.0");
}

/// What was wrong was the load: the whole one that comes later has most of the same values.
TEST_F(ExpectationGate, DiscardDropsItAndBarsNoValueOfALaterLoad) {
  run(usual);
  decide(run(too_much).run.id, true);
  EXPECT_EQ(figures(), "counter:a 10.0, counter:b 20.0");
  EXPECT_EQ(rows("select distinct state from meta.held_series"), (Rows{{"discarded"}}));
  EXPECT_EQ(rows("select count(*) from meta.discarded"), (Rows{{"0"}}));
  const auto again = run(too_much);
  EXPECT_EQ(again.run.status, "held") << "as wrong as before: a person is asked";
  decide(again.run.id, true);
  const auto right = run("a;1981;2024;11\nb;1981;2024;21\n");
  EXPECT_EQ(right.run.status, "done");
  EXPECT_EQ(right.run.rows.filtered, 0);
  EXPECT_EQ(figures(), "counter:a 11.0, counter:b 21.0");
  expect_the_same_when_rebuilt();
}

TEST_F(ExpectationGate, ADecisionOfEarlierRulesBarsItsValuesStill) {
  run(usual);
  const auto held = run(too_much);
  must(apply_hold(workplace_->context(), {.discard = true, .of = held.run.id, .rules = warehouse::figure_rules}, {}));
  EXPECT_EQ(run("a;1981;2024;11\nb;1981;2024;21\n").run.rows.filtered, 1);
  EXPECT_EQ(figures(), "counter:a 10.0, counter:b 21.0");
}

TEST_F(ExpectationGate, ALaterLoadAsExpectedTakesItsPlace) {
  run(usual);
  run(too_much);
  const auto right = run("a;1981;2024;12\nb;1981;2024;21\n");
  EXPECT_EQ(right.run.status, "done");
  EXPECT_THAT(right.held, IsEmpty());
  EXPECT_EQ(rows("select distinct state from meta.held_series where run_id = 2"), (Rows{{"replaced"}}));
  EXPECT_EQ(rows("select count(*) from meta.held_series"), (Rows{{"2"}}))
      << "the later load is not blamed for what the earlier one had";
  EXPECT_EQ(figures(), "counter:a 12.0, counter:b 21.0");
  expect_the_same_when_rebuilt();
}

TEST_F(ExpectationGate, NothingClosesMeanwhile) {
  run(usual);
  const auto held = run("b;1981;2024;2000\n");
  EXPECT_EQ(held.run.status, "held");
  EXPECT_EQ(rows("select count(*) from core.indicator_open where indicator_id = 'counter:a'"), (Rows{{"1"}}));
  EXPECT_EQ(figures(), "counter:a 10.0, counter:b 20.0");
}

TEST_F(ExpectationGate, ARebuildGivesTheSame) {
  run(usual);
  run(too_much);
  expect_the_same_when_rebuilt();
  decide({2}, true);
  const auto held = run("a;1981;2024;13\nb;1981;2024;3000\n");
  decide(held.run.id);
  run("a;1981;2024;14\nb;1981;2024;4000\n");
  expect_the_same_when_rebuilt();
  EXPECT_EQ(figures(), "counter:a 13.0, counter:b 3000.0");
}

TEST_F(ExpectationGate, ATableWaitsWhole) {
  EXPECT_EQ(run(usual, "tabell").run.status, "done");
  const auto held = run(too_much, "tabell");
  EXPECT_EQ(held.run.status, "held");
  const std::string values = "select value from extract.raknare order by 1";
  EXPECT_EQ(rows(values), (Rows{{"10.0"}, {"20.0"}}));
  ASSERT_EQ(held.held.size(), 1U);
  EXPECT_EQ(held.held[0].series, "extract.raknare");
  EXPECT_EQ(held.held[0].gate, "expectation");
  EXPECT_THAT(held.held[0].evidence, HasSubstr("\"unmet\""));
  EXPECT_THAT(held.held[0].evidence, HasSubstr("\"rows_now\":2"));
  expect_the_same_when_rebuilt();
  EXPECT_EQ(run(too_much, "tabell").run.status, "held") << "the same rows wait on";
  EXPECT_EQ(rows("select count(*) from meta.held_series"), (Rows{{"1"}}));
  decide(held.run.id);
  EXPECT_EQ(rows(values), (Rows{{"11.0"}, {"2000.0"}}));
  expect_the_same_when_rebuilt();
}

TEST_F(ExpectationGate, ATableThatIsDiscardedIsNotHeldAgain) {
  run(usual, "tabell");
  decide(run(too_much, "tabell").run.id, true);
  EXPECT_EQ(run(too_much, "tabell").run.status, "unchanged");
  EXPECT_EQ(rows("select value from extract.raknare order by 1"), (Rows{{"10.0"}, {"20.0"}}));
}

}  // namespace
}  // namespace daemon::run
}  // namespace sluss
