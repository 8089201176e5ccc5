// config names: what a Tab offers in the place of a job, a source, a dataset, a code list, a run, a held series, a
// token or a role.
#include <algorithm>
#include <functional>
#include <set>

#include "connectors/registry.h"
#include "daemon/program/commands.h"
#include "daemon/program/lock_state.h"
#include "daemon/program/workspace.h"
#include "daemon/serve/api/door_options.h"
#include "daemon/serve/door/tokens.h"
#include "daemon/settings/load.h"
#include "transforms/codelists/load.h"
#include "transforms/datasets/description.h"
#include "warehouse/journal/index.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::program {
namespace {

namespace datasets = transforms::datasets;
constexpr std::size_t most_runs = 50;
constexpr std::int64_t most_held = 200;

/// A shell takes what it is offered apart: nothing else is offered.
bool plain(const std::string& name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  });
}

/// Latest first, by the journal's index. Root gets none of another user's state: the index may be written.
std::vector<std::string> run_names(Environment& environment, settings::Settings settings) {
  if (!check_caller(environment, settings.state)) return {};
  Workspace workspace(environment, std::move(settings));
  const auto& journal = workspace.place().context().journal_file;
  if (!environment.files.exists(journal)) return {};
  auto index = warehouse::journal::Index::open(environment.files, journal);
  if (!index) return {};
  std::set<core::RunId, std::greater<>> runs;
  const auto read =
      index->latest_first({warehouse::journal::Group::committed}, [&](const auto& mark) -> core::Result<bool> {
        runs.insert(mark.run);
        return runs.size() < most_runs;
      });
  if (!read) return {};
  std::vector<std::string> names{"last"};
  for (const auto run : runs) names.push_back(std::to_string(run.value));
  return names;
}

/// Those that wait, as short as a command takes them. One whose id needs its origin has a colon, at which shells take
/// words apart: it is not offered.
std::vector<std::string> held_names(Environment& environment, settings::Settings settings) {
  if (!check_caller(environment, settings.state)) return {};
  Workspace workspace(environment, std::move(settings));
  if (!workspace.place().has_warehouse()) return {};
  const auto reader = workspace.reader(false);
  if (!reader) return {};
  const auto waiting = warehouse::ledger::waiting(**reader, warehouse::ledger::HeldOrder::by_run, most_held);
  if (!waiting) return {};
  std::set<std::string> series;
  for (const auto& held : *waiting) series.insert(connectors::without_origin(held.series.series));
  return {series.begin(), series.end()};
}

std::vector<std::string> token_names(const settings::Settings& settings) {
  const auto tokens = door::read_tokens(api::tokens_file(settings));
  std::vector<std::string> names;
  if (!tokens) return names;
  for (const auto& token : *tokens) names.push_back(token.name);
  return names;
}

/// Those that open something in this version.
std::vector<std::string> role_names() {
  std::vector<std::string> names;
  for (const auto role : {door::Role::reader, door::Role::operator_})
    names.push_back(door::roles_text(static_cast<std::uint8_t>(role)));
  return names;
}

}  // namespace

core::Result<ExitCode> command_config_names(Environment& environment) {
  std::error_code problem;
  auto settings = settings::load(std::filesystem::absolute(configuration_file(environment.invocation), problem));
  if (!settings) return ExitCode::done;  // a Tab is no place for errors
  const auto kind = environment.invocation.get("KIND");
  std::vector<std::string> names;
  if (kind == "jobs") {
    for (const auto& job : settings->jobs) names.push_back(job.name);
  } else if (kind == "datasets") {
    const auto all = datasets::load_descriptions(environment.files, settings->config_folders);
    if (!all) return ExitCode::done;
    for (const auto& dataset : *all) names.push_back(dataset.name);
  } else if (kind == "codelists") {
    const auto all = transforms::codelists::load_codelists(environment.files, settings->config_folders);
    if (!all) return ExitCode::done;
    for (const auto& list : *all) names.push_back(list.id);
  } else if (kind == "sources") {
    for (const auto& source : settings->sources) names.push_back(source.name);
  } else if (kind == "runs") {
    names = run_names(environment, *std::move(settings));
  } else if (kind == "held") {
    names = held_names(environment, *std::move(settings));
  } else if (kind == "tokens") {
    names = token_names(*settings);
  } else if (kind == "roles") {
    names = role_names();
  }
  std::string text;
  for (const auto& name : names)
    if (plain(name)) text += name + "\n";
  SLUSS_TRY(environment.output.write(text));
  return ExitCode::done;
}

}  // namespace sluss::daemon::program
