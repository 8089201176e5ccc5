#pragma once
// A folder of files, the configuration of its source and of a job, and runs over it as the daemon makes them: what was
// fetched last is known to the next run.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connectors/register/source/kind.h"
#include "connectors/shared_parts.h"
#include "connectors/testing/recorder.h"
#include "tests/tools/must.h"
#include "tests/unit/connectors/register/inbox_folder.h"

namespace sluss::connectors::registers {

/// A Recorder that knows what was fetched last.
class RunsSink final : public Sink {
 public:
  explicit RunsSink(std::map<std::string, RawObject> latest, std::vector<testing::RecordedObject> kept = {})
      : recorder(std::move(kept)), latest_(std::move(latest)) {}

  std::unique_ptr<ObjectWriter> open_object() override { return recorder.open_object(); }
  core::Result<std::optional<KeptObject>> kept(std::string_view query, int page) override {
    return recorder.kept(query, page);
  }
  std::optional<QueryCheckpoint> checkpoint(std::string_view query) override { return recorder.checkpoint(query); }
  core::Result<std::optional<RawObject>> latest(std::string_view query) override {
    const auto found = latest_.find(std::string(query));
    return found == latest_.end() ? std::nullopt : std::optional(found->second);
  }
  core::Result<std::vector<PastLoad>> loads(std::string_view query) override {
    auto all = tests::must(Sink::loads(query));
    for (auto& one : all) {
      one.fate.unmet = one.fate.waits = waiting.contains(std::string(query));
      one.fate.applies = !one.fate.waits;
    }
    return all;
  }
  core::Result<std::vector<RefusedFile>> refused_files(std::string_view query) override {
    std::vector<RefusedFile> all;
    for (const auto& one : refused)
      if (one.series == query) all.push_back(one);
    return all;
  }
  core::Result<> batch(std::string_view stream, RawHandle raw, const core::Batch& rows) override {
    return recorder.batch(stream, raw, rows);
  }
  core::Result<> rejected(core::Reject reject) override {
    rejects.push_back(reject);
    return recorder.rejected(std::move(reject));
  }
  core::Result<> selected(const Extent& extent) override { return recorder.selected(extent); }
  core::Result<> done(const QueryDone& query) override { return recorder.done(query); }
  void found(core::Finding finding) override { recorder.found(std::move(finding)); }
  void progress(const Progress& progress) override {
    told.push_back(progress);
    recorder.progress(progress);
  }

  testing::Recorder recorder;
  std::vector<core::Reject> rejects;
  std::vector<Progress> told;
  std::set<std::string> waiting;     ///< queries whose last load waits for a person
  std::vector<RefusedFile> refused;  ///< for which runs before failed

 private:
  std::map<std::string, RawObject> latest_;
};

struct FolderRun {
  std::string plan;
  std::unique_ptr<RunsSink> sink;
  core::Result<Extent> extent;
  [[nodiscard]] std::string code() const { return extent ? "" : extent.error().code; }
  /// Codes of findings, and their counts.
  [[nodiscard]] std::vector<std::string> findings() const {
    std::vector<std::string> codes;
    for (const auto& one : sink->recorder.findings()) codes.push_back(one.code + " " + std::to_string(one.count));
    return codes;
  }
};

class SourceFolder : public InboxFolder {
 protected:
  void SetUp() override {
    InboxFolder::SetUp();
    std::filesystem::create_directories(config_ / "sources");
    mapping("lista", R"(
[files]
names = ["lista {year}.*", "lista {year} {del}.*"]
[series]
key = ["del"]
order = ["year"]
period = "{year}")");
  }

  /// The rest of a mapping with one table of "Kommun" and "Antal".
  void mapping(const std::string& id, const std::string& beginning) const {
    std::ofstream(config_ / "sources" / (id + ".toml"))
        << "id = \"" << id << "\"\ntitle = \"En lista\"\npublisher = \"Ingen\"\nlayout = \"verified\"\n"
        << beginning << R"(
[[table]]
name = "hela"
[[table.column]]
name = "kommun"
heading = "Kommun"
[[table.column]]
name = "antal"
heading = "Antal"
type = "integer"
)";
  }

  [[nodiscard]] connectors::Setup setup(const std::string& mapping_id = "lista") const {
    core::config::Table source("source.in");
    source.put("path", {.text = folder_.string()});
    core::config::Table job("job.0");
    job.put("mapping", {.text = mapping_id});
    return {.name = "in",
            .source = std::move(source),
            .job = std::move(job),
            .municipality = "1981",
            .clock = clock_,
            .secret = {},
            .http = {},
            .expand_sets = {},
            .config_folders = {config_},
            .scratch = scratch_,
            .shared = shared_};
  }

  /// As the daemon makes it ready for a run: what one that was killed has left is gone.
  void clear_scratch() const {
    std::filesystem::remove_all(scratch_);
    std::filesystem::create_directory(scratch_);
  }

  /// Extracts, and ends as the daemon does: committed unless it failed.
  FolderRun run(const connectors::Setup& of) {
    auto source = tests::must(kind.open(of));
    FolderRun run{.plan = source->plan(), .sink = std::make_unique<RunsSink>(latest_), .extent = Extent{}};
    run.sink->waiting = waiting_;
    run.sink->refused = refused_;
    run.extent = source->extract(*run.sink, {});
    RunOutcome outcome{.committed = run.extent.has_value(), .status = run.extent ? "done" : "failed"};
    if (run.extent) outcome.run = {++committed_};
    outcome.rejects = run.sink->rejects;
    outcome.rejected = static_cast<std::int64_t>(outcome.rejects.size());
    if (run.extent) {
      for (const auto& [object, body] : run.sink->recorder.objects()) latest_[object.query] = object;
    } else {
      outcome.error = run.extent.error();
      if (auto file = source->refused(*outcome.error)) refused_.insert(refused_.begin(), *std::move(file));
    }
    EXPECT_TRUE(source->ended(outcome));
    EXPECT_TRUE(names_in(scratch_).empty() || !run.extent) << names_in(scratch_).front();
    return run;
  }
  FolderRun run() { return run(setup()); }

  /// "2025": the period of the file that a run loaded; "-": none.
  static std::string period_of(const FolderRun& run) {
    const auto& extents = run.sink->recorder.extents();
    if (extents.empty()) return "-";
    const auto at = extents.front().text.find("\"period\":\"") + 10;
    return extents.front().text.substr(at, extents.front().text.find('"', at) - at);
  }
  [[nodiscard]] std::vector<std::string> done() const { return names_below("done"); }
  [[nodiscard]] std::vector<std::string> rejected() const { return names_below("rejected"); }

  std::filesystem::path config_ = root_.path() / "config";
  std::shared_ptr<SharedParts> shared_ = std::make_shared<SharedParts>();
  core::FixedClock clock_{{.micros = 1'774'958'400'000'000}};
  std::map<std::string, RawObject> latest_;
  std::set<std::string> waiting_;  ///< of the next runs: RunsSink::waiting
  std::vector<RefusedFile> refused_;
  std::int64_t committed_ = 0;  ///< how many runs were

 private:
  [[nodiscard]] std::vector<std::string> names_below(const char* name) const {
    return std::filesystem::exists(folder_ / name) ? names_in(folder_ / name) : std::vector<std::string>();
  }
};

}  // namespace sluss::connectors::registers
