#pragma once
// Runs of jobs that read files of a folder into the warehouse, beside a Kolada of two pages in memory.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "connectors/kolada/source.h"
#include "core/time.h"
#include "daemon/run/hold/release_or_discard.h"
#include "daemon/run/replay/replay.h"
#include "daemon/run/runner/runner.h"
#include "daemon/run/state/workplace.h"
#include "daemon/settings/load.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "tests/unit/connectors/kolada/fakes.h"

namespace sluss::tests {

namespace run = daemon::run;
namespace kolada = connectors::kolada;
using Rows = std::vector<std::vector<std::optional<std::string>>>;

class RegisterRun : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const auto& folder : {files_, other_files_, config_ / "sources"}) std::filesystem::create_directories(folder);
    mapping("bilar", usual_series);
    mapping("bussar", usual_series);
    open_workplace();
  }

  static constexpr const char* usual_series = "[series]\norder = [\"year\"]\nperiod = \"{year}\"\n";

  /// A mapping of files "ID 2025.csv" (or "ID 2025 norr.csv") with "Kommun" and "Antal"; `value` is of the SELECT.
  void mapping(const std::string& id, const std::string& series, const std::string& value = "antal",
               const std::string& identity = {}) const {
    std::ofstream(config_ / "sources" / (id + ".toml"))
        << "id = \"" << id << "\"\ntitle = \"Fordon\"\npublisher = \"Ingen\"\nlayout = \"verified\"\n"
        << identity << "[files]\nnames = [\"" << id << " {year}.*\", \"" << id << " {year} {del}.*\"]\n"
        << series << R"(
[[measure]]
name = "antal"
title = "Antal"
unit = "antal"
[[table]]
name = "fordon"
[[table.column]]
name = "kommun"
heading = "Kommun"
type = "area"
[[table.column]]
name = "antal"
heading = "Antal"
type = "integer"
[[table.column]]
name = "period"
value = "{year}"
type = "period"
[facts]
select = """select 'antal' as measure, kommun as area, period, )"
        << value << R"( as value, antal_status as status from fordon"""
)";
  }

  /// A mapping of loads that are to have two rows each; others wait for a decision.
  void expecting_two(const std::string& id, const std::string& series = usual_series) const {
    expecting(id, "rows = [2, 2]", series);
  }
  void expecting(const std::string& id, const std::string& what, const std::string& series = usual_series) const {
    mapping(id, series);
    const auto file = config_ / "sources" / (id + ".toml");
    std::ifstream old(file);
    std::string text{std::istreambuf_iterator<char>(old), {}};
    text.insert(text.find("[facts]"), "[[table.expect]]\n" + what + "\n");
    std::ofstream(file) << text;
  }

  /// Again as a program that starts: the mappings are read anew by each run anyway.
  void open_workplace() {
    workplace_.reset();
    const auto file = config_ / "sluss.toml";
    std::string text = "municipality = \"1981\"\nstate = '" + (root_.path() / "state").string() +
                       "'\n[gates]\nclosing_share_of_all = 1.0\n" + gates_ +
                       "[source.kolada]\n[source.in]\nkind = \"register\"\npath = '" + files_.string() + "'\n" +
                       keeps_ + "[source.andra]\nkind = \"register\"\npath = '" + other_files_.string() +
                       "'\n[[job]]\nname = \"kolada\"\nsource = \"kolada\"\nindicators = [\"N00001\"]\n"
                       "areas = [\"1980\", \"1981\"]\n";
    for (const auto* job : {"bilar", "bussar"})
      text += std::string("[[job]]\nname = \"") + job + "\"\nsource = \"in\"\nmapping = \"" + job + "\"\n";
    text += "[[job]]\nname = \"bilar_andra\"\nsource = \"andra\"\nmapping = \"bilar\"\n";
    std::ofstream(file) << text;
    auto loaded = daemon::settings::load_texts({{file, text}});
    if (!loaded) throw std::runtime_error(core::describe(loaded.error().front()));
    workplace_.emplace(std::move(*loaded), clock_, "test");
    must(workplace_->start());
    workplace_->context().open = [this](const connectors::Kind& kind,
                                        connectors::Setup setup) -> core::Result<std::unique_ptr<connectors::Source>> {
      if (kind.name == "kolada") return kolada::make_source(setup, pages_of_kolada());
      auto source = SLUSS_TRY(kind.open(std::move(setup)));
      return std::make_unique<Interrupted>(std::move(source), std::exchange(listed_, {}), std::exchange(read_, {}));
    };
  }

  /// A source beside which somebody does something in the folder: when it has listed it, and when it has read its file.
  class Interrupted final : public connectors::Source {
   public:
    Interrupted(std::unique_ptr<connectors::Source> source, std::function<void()> listed, std::function<void()> read)
        : source_(std::move(source)), listed_(std::move(listed)), read_(std::move(read)) {}
    [[nodiscard]] std::string plan() const override { return source_->plan(); }
    [[nodiscard]] std::string server() const override { return source_->server(); }
    core::Result<connectors::Extent> extract(connectors::Sink& sink, std::stop_token stop) override {
      if (listed_) listed_();
      auto extent = source_->extract(sink, std::move(stop));
      if (read_) read_();
      return extent;
    }
    core::Result<> ended(const connectors::RunOutcome& outcome) override { return source_->ended(outcome); }
    core::Result<connectors::Probe> probe(std::stop_token stop) override { return source_->probe(std::move(stop)); }
    [[nodiscard]] std::optional<connectors::RefusedFile> refused(const core::Error& error) const override {
      return source_->refused(error);
    }

   private:
    std::unique_ptr<connectors::Source> source_;
    std::function<void()> listed_, read_;
  };

  /// Kolada's one indicator, with a value for each of these municipalities.
  std::unique_ptr<kolada::PageSource> pages_of_kolada() {
    auto pages = std::make_unique<kolada::FakePages>();
    pages->put("kpi?per_page=5000", kolada::page_json(R"({"id":"N00001","title":"Ett"})"));
    pages->put("municipality?per_page=5000",
               kolada::page_json(R"({"id":"0000","title":"Riket","type":"L"},{"id":"1980","title":"Västerås",
                                    "type":"K"},{"id":"1981","title":"Sala","type":"K"})"));
    pages->put("municipality_groups?per_page=5000",
               kolada::page_json(R"({"id":"G1","title":"Grupp","members":[{"member_id":"1980"}]})"));
    pages->put("kpi_groups?per_page=5000",
               kolada::page_json(R"({"id":"GK1","title":"Grupp","members":[{"member_id":"N00001"}]})"));
    std::string values;
    for (const auto& [area, value] : kolada_)
      values += (values.empty() ? "" : ",") + kolada::value_json("N00001", area, 2024, value);
    pages->put("data/kpi/N00001/municipality/1980,1981?per_page=5000", kolada::page_json(values));
    pages->otherwise = kolada::page_json("");
    return pages;
  }

  void put(const std::string& name, const std::string& text) const {
    std::ofstream(files_ / name, std::ios::binary) << text;
  }

  core::Result<run::RunSummary> try_run(const std::string& job, bool full = false) {
    clock_.set(clock_.now().plus(std::chrono::hours(1)));
    return run::run_job(workplace_->context(), job, {.full = full, .log_failure = false}, {});
  }
  /// A run that must end well, with every row accounted for.
  run::RunSummary loaded(const std::string& job, bool full = false) {
    auto summary = must(try_run(job, full));
    const auto& rows = summary.run.rows;
    EXPECT_EQ(rows.read, rows.inserted + rows.revised + rows.unchanged + rows.rejected + rows.filtered +
                             rows.duplicate + rows.held + rows.deleted);
    EXPECT_EQ(rows.open_after, rows.open_before + rows.inserted - rows.deleted - rows.absent);
    return summary;
  }
  /// The code of a run that must not end well; nothing of what is known has changed.
  std::string refused(const std::string& job) {
    const auto before = versions();
    const auto failed = try_run(job);
    EXPECT_FALSE(failed);
    EXPECT_EQ(versions(), before);
    return failed ? "none" : failed.error().code;
  }
  run::RunSummary decided(core::RunId of, bool released) {
    clock_.set(clock_.now().plus(std::chrono::hours(1)));
    auto& context = workplace_->context();
    return must(released ? run::release(context, of, std::nullopt, {}) : run::discard(context, of, std::nullopt, {}));
  }
  run::RunSummary replayed(const std::string& source) {
    clock_.set(clock_.now().plus(std::chrono::hours(1)));
    return must(run::replay(workplace_->context(), source, std::nullopt, {}));
  }
  void rebuild() { must(workplace_->take_into_use(must(workplace_->rebuild_beside({})))); }

  Rows rows(const std::string& sql) { return must(must(workplace_->reader(false))->rows(sql)); }
  /// "kolada:N00001 1980 2024 10", what holds now; whole numbers.
  std::vector<std::string> figures(const std::string& of = "") {
    std::vector<std::string> texts;
    for (const auto& row : rows("select indicator_id || ' ' || area_id || ' ' || period || ' ' || value::bigint "
                                "from core.observation_open where indicator_id like '" +
                                of + "%' order by all"))
      texts.push_back(row.front().value_or(""));
    return texts;
  }
  /// Every version there ever was, with its times and its run.
  Rows versions() {
    return rows(
        "select indicator_id, area_id, period, gender, value, status, run_id, recorded_from, recorded_to "
        "from core.observation order by all");
  }
  /// What a rebuild must give again.
  Rows everything() {
    auto all = versions();
    for (const auto* sql : {"select run_id, job, source, status, cause, read, inserted, revised, unchanged, absent, "
                            "rejected from meta.run "
                            "order by all",
                            "select run_id, code, subject, count, facts from meta.finding order by all",
                            "select * from core.indicator order by all"})
      for (auto& row : rows(sql)) all.push_back(std::move(row));
    return all;
  }
  /// The code of each finding of a run, but of the one that says what was read.
  static std::vector<std::string> codes(const run::RunSummary& summary) {
    std::vector<std::string> found;
    for (const auto& finding : summary.findings) {
      if (finding.code != "file.read") found.push_back(finding.code);
    }
    return found;
  }
  [[nodiscard]] std::vector<std::string> names_in(const std::string& below = "") const {
    std::vector<std::string> names;
    if (!std::filesystem::exists(files_ / below)) return names;
    for (const auto& entry : std::filesystem::directory_iterator(files_ / below))
      if (entry.is_regular_file()) names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  }

  TemporaryFolder root_{TemporaryFolder::On::memory};
  std::filesystem::path config_ = root_.path() / "config";
  std::filesystem::path files_ = root_.path() / "in";
  std::filesystem::path other_files_ = root_.path() / "andra";
  std::string gates_;  ///< more of [gates], for open_workplace()
  std::string keeps_;  ///< more of [source.in], for open_workplace()
  std::vector<std::pair<std::string, double>> kolada_{{"1980", 10}, {"1981", 20}};
  std::function<void()> listed_, read_;  ///< of the next run's Interrupted
  core::FixedClock clock_{must(core::parse_instant("2026-04-01T06:00:00Z"))};
  std::optional<run::Workplace> workplace_;
};

}  // namespace sluss::tests
