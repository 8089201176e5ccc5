// source try: what is understood of one file, before it is anybody's source.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "connectors/registry.h"
#include "core/area_lists.h"
#include "core/duration.h"
#include "core/json.h"
#include "core/spill.h"
#include "core/text.h"
#include "core/time.h"
#include "daemon/program/commands.h"
#include "daemon/program/progress.h"
#include "daemon/program/trial_figures.h"
#include "daemon/program/trial_text.h"
#include "daemon/settings/folders.h"
#include "transforms/codelists/load.h"
#include "transforms/codelists/lookup.h"

namespace sluss::daemon::program {
namespace {

namespace fs = std::filesystem;
namespace codelists = transforms::codelists;
using nlohmann::json;

/// Of those that this program knows, the one whose sources are files.
const connectors::Kind* kind_of_files() {
  const auto kinds = connectors::kinds();
  const auto found =
      std::ranges::find_if(kinds, [](const connectors::Kind* kind) { return kind->try_file != nullptr; });
  return found == kinds.end() ? nullptr : *found;
}

core::Error refused(std::string what, std::string remedy, std::string_view argument) {
  return core::fail(core::ErrorClass::config, "usage.source", std::move(what), std::move(remedy),
                    on_command_line(argument))
      .error();
}

/// The codes and names of areas, as the code lists have them.
class Areas {
 public:
  Areas(Environment& environment, const std::vector<fs::path>& folders)
      : today_(core::swedish_day(environment.clock.now())) {
    auto lists = codelists::load_codelists(environment.files, folders);
    if (!lists) return;  // `sluss check` reports them
    lists_ = *std::move(lists);
    std::vector<const codelists::Codelist*> of_areas;
    for (const auto& list : lists_) {
      if (core::is_area_list(list.id)) of_areas.push_back(&list);
    }
    if (!of_areas.empty()) lookup_.emplace(of_areas);
  }

  [[nodiscard]] bool known() const { return lookup_.has_value(); }
  [[nodiscard]] bool has(std::string_view text) const {
    const auto outcome = lookup_->find(text, today_).outcome;
    return outcome == codelists::Outcome::found || outcome == codelists::Outcome::not_valid ||
           outcome == codelists::Outcome::ambiguous;
  }

 private:
  core::Day today_;
  std::vector<codelists::Codelist> lists_;
  std::optional<codelists::Lookup> lookup_;
};

/// A mapping is named as its file.
core::Result<std::string> proposed_id(const fs::path& file) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  const auto stem = file.stem().string();
  const bool plain = !stem.empty() && letters.contains(stem.front()) &&
                     stem.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (plain && file.extension() == ".toml") return stem;
  return std::unexpected(refused("a mapping's file is named by its id: a-z, digits and _, a letter first, and .toml",
                                 "Write for example bilar.toml.", "--write"));
}

/// Zero: to its end.
core::Result<std::chrono::milliseconds> longest_of(const Invocation& invocation) {
  constexpr auto usual = std::chrono::minutes(10);
  if (!invocation.has("--longest")) return usual;
  return from_command_line(core::parse_duration(invocation.get("--longest")), "--longest");
}

core::Result<> write_new(Environment& environment, const fs::path& file, std::string_view text) {
  const auto output = SLUSS_TRY(environment.files.create_new(file, core::usual_mode()));
  SLUSS_TRY(output->write(text));
  return output->close();
}

/// Writes the proposed mapping where --write names a file; the report tells it.
core::Result<> write_proposal(Environment& environment, json& report) {
  if (!environment.invocation.has("--write")) return {};
  const fs::path file = environment.invocation.get("--write");
  if (report.at("proposal").is_null()) {
    return std::unexpected(refused("there is no mapping to write: nothing in the file is a table",
                                   "See the errors above; write it by hand (docs/mappings.md).", "--write"));
  }
  SLUSS_TRY(write_new(environment, file, report.at("proposal").at("toml").get<std::string>()));
  report["written"] = file.string();
  return {};
}

}  // namespace

core::Result<ExitCode> command_source_try(Environment& environment) {
  const auto& invocation = environment.invocation;
  const auto* kind = kind_of_files();
  if (kind == nullptr) return std::unexpected(refused("no kind of source reads files", "", "source try"));
  std::error_code problem;
  const auto folders = settings::config_folders_of(fs::absolute(configuration_file(invocation), problem));
  const Areas areas(environment, folders);
  const auto scratch = SLUSS_TRY(core::SpillFolder::make(fs::temp_directory_path(problem)));
  connectors::TrialSetting setting{.file = invocation.get("FILE"),
                                   .mapping = invocation.get("--mapping"),
                                   .propose = invocation.has("--write"),
                                   .config_folders = folders,
                                   .files = environment.files,
                                   .scratch = scratch.path(),
                                   .stop = environment.stop};
  setting.longest = SLUSS_TRY(longest_of(invocation));
  ProgressLine line(environment.output.terminal_error(), environment.output.quiet, environment.output.width());
  setting.progress = [&](const connectors::Progress& progress) {
    line.show({.doing = progress.doing, .rows = progress.rows});
  };
  if (areas.known()) setting.is_area = [&](std::string_view text) { return areas.has(text); };
  if (setting.propose) {
    const fs::path file = invocation.get("--write");
    setting.proposed_id = SLUSS_TRY(proposed_id(file));
    if (environment.files.exists(file)) {
      return std::unexpected(
          refused("the file " + file.string() + " is there already", "Name another, or remove it.", "--write"));
    }
  }
  const auto longest = setting.longest;
  const auto trial = kind->try_file(std::move(setting));
  if (!trial) {
    line.clear();
    environment.output.errors(trial.error());
    return std::unexpected(already_printed(trial.error().front().error_class));
  }
  TrialFigures figures(*kind, (*trial)->extent(), scratch.path());
  const auto read = (*trial)->read(figures);
  line.clear();
  SLUSS_TRY(read);
  auto report = json::parse((*trial)->report());
  report["figures"] = json::parse(figures.report());
  const bool proposed = report.at("mapping").is_object() && report.at("mapping").at("proposed").get<bool>();
  const bool in_part = report.at("in_part").get<bool>();
  const bool reads = report.at("errors").empty() && !proposed;
  const bool loads = reads && figures.loads() && !in_part;
  // Of the rest nobody knows, nor whether all together would be as expected.
  report["would_load"] = reads && in_part ? json() : json(loads);
  if (in_part) report["longest"] = core::to_text(longest);
  const auto written = write_proposal(environment, report);
  SLUSS_TRY(environment.output.write(environment.output.json ? core::json_text(report) + "\n" : trial_text(report)));
  if (!written) return std::unexpected(written.error());
  return loads ? ExitCode::done : ExitCode::done_with_errors;
}

}  // namespace sluss::daemon::program
