#include "daemon/program/change.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <system_error>
#include <tuple>
#include <utility>

#include "core/file_type.h"
#include "core/json.h"
#include "core/log.h"
#include "core/system_text.h"
#include "core/users.h"
#include "daemon/program/environment.h"
#include "daemon/program/lock_state.h"
#include "daemon/run/audit/audit.h"

namespace sluss::daemon::program {
namespace {

/// A reading that equals one of so recently has no entry of its own.
constexpr auto readings_pause = std::chrono::hours(1);
constexpr std::size_t most_entries_read = 1000;  // of the journal's latest entries

std::string outcome_of(ExitCode code) {
  switch (code) {
    case ExitCode::done:
      return "done";
    case ExitCode::held:
      return "held";
    case ExitCode::done_with_errors:
      return "done_with_errors";
    case ExitCode::usage:
    case ExitCode::configuration:
    case ExitCode::try_again:
      return "refused";
    case ExitCode::failed:
      break;
  }
  return "failed";
}

/// Adds who became root, by sudo: a hint, as root may set it.
std::string details_of(const Change& change) {
  const char* sudo_user = ::geteuid() == 0 ? ::secure_getenv("SUDO_USER") : nullptr;
  if (sudo_user == nullptr) return change.details;
  auto details = nlohmann::json::parse(change.details, nullptr, false);
  if (!details.is_object()) details = nlohmann::json::object();
  details["sudo_user"] = sudo_user;
  return core::json_text(details);
}

/// An equal entry was made within the hour before: this reading needs none.
bool is_recorded_lately(Environment& environment, const run::Audit& audit) {
  const auto now = environment.clock.now();
  const auto rows = run::latest_audit_rows(environment.files, environment.journal_file, most_entries_read,
                                           now.plus(-std::chrono::microseconds(readings_pause)));
  if (!rows) return false;  // it is written then, or its error returned
  const auto details = nlohmann::json::parse(audit.details, nullptr, false);
  return std::ranges::any_of(*rows, [&](const warehouse::AuditRow& row) {
    const bool alike =
        std::tie(row.kind, row.who, row.way, row.action, row.object, row.outcome, row.code) ==
        std::tie(run::audit_kind, audit.who, audit.way, audit.action, audit.object, audit.outcome, audit.code);
    if (!alike || row.at > now) return false;
    const auto body = nlohmann::json::parse(row.body, nullptr, false);
    return body.is_object() && body.value("details", nlohmann::json::object()) == details;
  });
}

/// False: the state was closed to the command, so it has changed nothing, and its journal may soon be another one's.
core::Result<bool> lock_to_record(Environment& environment, const run::Audit& audit,
                                  const core::Result<ExitCode>& ended) {
  if (environment.state_lock) return true;
  if (!ended && ended.error().code == "state.other_owner") return false;
  if (!ended && !check_caller(environment, environment.journal_file.parent_path())) return false;
  auto lock = run::StateLock::take(environment.journal_file.parent_path(), run::StateLock::Use::shared,
                                   audit.action + " by " + audit.who);
  if (lock) {
    environment.state_lock = std::move(*lock);
    return true;
  }
  const bool busy = lock.error().error_class == core::ErrorClass::busy;
  if (!ended && lock.error().code == ended.error().code && !busy) return false;  // reported already
  if (ended || !busy) return std::unexpected(std::move(lock).error());
  core::log::warning("audit.not_written", "another process holds the state alone",
                     {{"action", audit.action}, {"object", audit.object}, {"code", audit.code}});
  return false;
}

}  // namespace

std::string user_name() {
  return core::shown_user(::getuid());
}

core::Result<> begin_change(Environment& environment, const std::filesystem::path& state, Change change) {
  const auto journal = state / run::journal_file_name;
  SLUSS_TRY(core::check_file_type(journal, core::FileType::file));
  std::error_code problem;
  const auto& needed = std::filesystem::exists(journal, problem) ? journal : state;
  if (std::filesystem::exists(needed, problem) && ::access(needed.c_str(), W_OK) != 0) {
    const std::string nothing = environment.invocation.command->changes ? "nothing was changed" : "nothing was read";
    return core::fail(core::ErrorClass::storage, "disk.permission",
                      nothing + ": it could not be written to the journal, for " + needed.string() +
                          " cannot be written: " + core::system_text(errno),
                      "Run it as the owner of " + state.string() + ".", {.file = needed.string()});
  }
  if (environment.journal_file.empty()) environment.journal_file = journal;
  environment.change = std::move(change);
  return {};
}

core::Result<> begin_reading(Environment& environment, const settings::Settings& settings, std::string action,
                             std::string object) {
  if (!settings.control.audit_reading) return {};
  return begin_change(environment, settings.state, {.action = std::move(action), .object = std::move(object)});
}

core::Result<> check_change_begun(const Environment& environment) {
  const auto& command = *environment.invocation.command;
  if (command.changes && environment.change) return {};
  return core::fail(core::ErrorClass::data, "audit.not_begun",
                    "nothing was changed: `sluss " + std::string(command.name) +
                        "` would change the state without an entry in the journal",
                    "This is a fault in Sluss: report it with the command line.");
}

core::Result<> record_done(Environment& environment) {
  SLUSS_TRY(record_change(environment, ExitCode::done));
  if (environment.change) environment.change->recorded = true;
  return {};
}

core::Result<> record_change(Environment& environment, const core::Result<ExitCode>& ended) {
  if (!environment.change) return {};
  std::error_code problem;
  if (!std::filesystem::is_directory(environment.journal_file.parent_path(), problem)) {
    if (!ended) return {};
    return core::fail(core::ErrorClass::storage, "audit.no_journal",
                      "there is no journal to write to: " + environment.change->action + " is not in the audit",
                      "Check that the state folder is there (`sluss doctor`), and do it again.",
                      {.file = environment.journal_file.string()});
  }
  const auto& change = *environment.change;
  if (change.recorded && ended) return {};
  run::Audit audit{.who = user_name(),
                   .way = "command",
                   .action = change.action,
                   .object = change.object,
                   .details = details_of(change)};
  if (ended) {
    audit.outcome = outcome_of(*ended);
  } else {
    run::set_outcome(audit, &ended.error());
  }
  const bool locked = SLUSS_TRY(lock_to_record(environment, audit, ended));
  if (!locked || (!environment.invocation.command->changes && is_recorded_lately(environment, audit))) return {};
  SLUSS_TRY(run::write_audit(environment.files, environment.journal_file, environment.clock.now(), audit));
  return {};
}

}  // namespace sluss::daemon::program
