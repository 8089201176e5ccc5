#include "daemon/program/workspace.h"

#include "core/duration.h"
#include "core/log.h"
#include "daemon/program/daemon_call.h"
#include "daemon/program/lock_state.h"
#include "warehouse/as_of.h"
#include "warehouse/journal/index.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::program {
namespace {

/// Read before the warehouse, so that a run committed meanwhile does not count as missing.
core::Result<core::RunId> last_run_in_journal(run::Context& context) {
  const auto index = SLUSS_TRY(warehouse::journal::Index::open(context.files, context.journal_file));
  return index.most_run();
}

/// A damaged generation was replaced by the one before, and what came after it could not be applied again: figures are
/// shown all the same, with a warning that some are missing.
void warn_when_behind(warehouse::Reader& reader, const core::Result<core::RunId>& last_in_journal) {
  constexpr auto remedy = "`sluss doctor --rebuild` makes the warehouse from the archive and the journal";
  if (!last_in_journal) {
    core::log::warning("warehouse.behind", "whether the warehouse lacks runs is not known: the journal cannot be read",
                       {{"code", last_in_journal.error().code}, {"why", last_in_journal.error().what}});
    return;
  }
  const auto last = warehouse::ledger::last_run(reader);
  if (!last || *last >= *last_in_journal) return;  // the command's own statement meets the same error
  core::log::warning(
      "warehouse.behind", "runs of the journal are not in the warehouse: their figures are missing",
      {{"last_in_warehouse", last->value}, {"last_in_journal", last_in_journal->value}, {"remedy", remedy}});
}

}  // namespace

Workspace::Workspace(Environment& environment, settings::Settings settings)
    : environment_(environment), place_(std::move(settings), environment.clock, user_name(), environment.files) {
  environment.journal_file = place_.context().journal_file;
  place_.context().way = "command";
}

core::Result<std::unique_ptr<Workspace>> Workspace::open(Environment& environment) {
  auto settings = SLUSS_TRY(load_settings(environment));
  return std::make_unique<Workspace>(environment, std::move(settings));
}

core::Result<std::unique_ptr<Workspace>> Workspace::open_to_look(Environment& environment) {
  auto settings = load_settings(environment);
  if (settings) return std::make_unique<Workspace>(environment, *std::move(settings));
  auto served = settings_from_daemon(environment);
  if (!served) return std::unexpected(std::move(settings).error());
  auto workspace = std::make_unique<Workspace>(environment, *std::move(served));
  workspace->as_served_ = true;
  return workspace;
}

core::Result<> Workspace::prepare_to_write(std::function<void(std::string_view)> progress) {
  SLUSS_TRY(check_change_begun(environment_));
  SLUSS_TRY(check_caller(environment_, settings().state));
  SLUSS_TRY(environment_.files.make_folders(settings().state, core::passable_folder));
  SLUSS_TRY(lock_state(environment_, settings().state, run::StateLock::Use::shared));
  const auto findings = SLUSS_TRY(place_.start(std::move(progress)));
  for (const auto& finding : findings)
    core::log::warning("warehouse.start", finding.what, {{"code", finding.code}, {"remedy", finding.remedy}});
  return {};
}

core::Result<std::unique_ptr<warehouse::Reader>> Workspace::reader(bool with_models, bool locked) {
  SLUSS_TRY(lock_to_read(environment_, settings().state));
  warehouse::ReadOptions options;
  options.now = environment_.clock.now();
  options.locked = locked;
  const auto& invocation = environment_.invocation;
  if (invocation.has("--as-of")) {
    options.as_of = SLUSS_TRY(warehouse::AsOf::parse(invocation.get("--as-of")));
  }
  if (invocation.has("--timeout")) {
    options.timeout = SLUSS_TRY(from_command_line(core::parse_duration(invocation.get("--timeout")), "--timeout"));
  }
  if (with_models) {
    options.session = SLUSS_TRY(place_.session());
  }
  const auto last_in_journal = last_run_in_journal(place_.context());
  auto reader = place_.open_reader(options);
  if (!reader) return reader;
  if (!locked) {
    warn_when_behind(**reader, last_in_journal);
  } else if (const auto unlocked = place_.open_reader({.now = options.now})) {  // a locked one cannot read runs
    warn_when_behind(**unlocked, last_in_journal);
  }
  return reader;
}

}  // namespace sluss::daemon::program
