// backup, backup keygen, backup signer, restore.
#include "core/numbers.h"
#include "daemon/run/backup/backup.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "daemon/program/commands.h"
#include "daemon/program/daemon_call.h"
#include "daemon/program/lock_state.h"
#include "daemon/program/workspace.h"
#include "daemon/run/audit/audit.h"
#include "daemon/run/backup/restore.h"
#include "daemon/settings/load.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

/// 0: all stay.
core::Result<std::size_t> keep_option(const Invocation& invocation) {
  if (!invocation.has("--keep")) return 0;
  const auto text = invocation.get("--keep");
  std::size_t keep = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), keep);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
    return core::fail(core::ErrorClass::config, "usage.keep", "'" + text + "' is no number",
                      "Write how many backups are to stay in the folder.");
  }
  if (keep == 0) {
    return core::fail(core::ErrorClass::config, "usage.keep", "--keep 0 would keep none, the new one neither",
                      "Write how many backups are to stay, at least 1; all stay without --keep.");
  }
  return keep;
}

core::Result<std::string> needed(const Invocation& invocation, std::string_view option, std::string remedy) {
  if (invocation.has(option)) return invocation.get(option);
  return core::fail(core::ErrorClass::config, "usage.command_line", std::string(option) + " is missing",
                    std::move(remedy));
}

core::Result<> report(Environment& environment, const backup::BackupSummary& summary) {
  auto removed = json::array();
  for (const auto& file : summary.removed) removed.push_back(file.string());
  auto left_out = json::array();
  for (const auto& error : summary.left_out) left_out.push_back({{"file", error.place.file}, {"what", error.what}});
  const auto shown_errors = [](const std::vector<core::Error>& errors) {
    auto all = json::array();
    for (const auto& error : errors)
      all.push_back({{"code", error.code}, {"what", error.what}, {"remedy", error.remedy}});
    return all;
  };
  const json shown{{"file", summary.file.string()},
                   {"bytes", summary.bytes},
                   {"sha256", summary.sha256},
                   {"files", summary.files},
                   {"content_bytes", summary.content},
                   {"last_run", summary.last_run},
                   {"journal_entries", summary.journal_entries},
                   {"journal_head", summary.journal_head},
                   {"signer", summary.signer},
                   {"not_signed", summary.not_signed ? json{{"code", summary.not_signed->code},
                                                            {"what", summary.not_signed->what},
                                                            {"remedy", summary.not_signed->remedy}}
                                                     : json()},
                   {"removed", std::move(removed)},
                   {"not_removed", shown_errors(summary.not_removed)},
                   {"left_out", std::move(left_out)},
                   {"lacks", shown_errors(summary.lacks)}};
  std::string text = summary.file.string() + "\n  " + core::bytes_text(static_cast<std::int64_t>(summary.bytes)) +
                     ", " + core::counted(summary.files, "file", "files") + " of " +
                     core::bytes_text(static_cast<std::int64_t>(summary.content)) + ", up to run " +
                     std::to_string(summary.last_run) + "\n  sha256 " + summary.sha256 + "\n";
  if (!summary.signer.empty()) text += "  signed by " + summary.signer + "\n";
  if (summary.not_signed)
    text += "  error: it bears no signature: " + summary.not_signed->what + "\n  " + summary.not_signed->remedy + "\n";
  for (const auto& file : summary.removed) text += "  removed " + file.string() + "\n";
  for (const auto& error : summary.not_removed)
    text += "  error: an older backup stays: " + error.what + "\n  " + error.remedy + "\n";
  for (const auto& error : summary.left_out) text += "  warning: " + error.what + "\n";
  for (const auto& error : summary.lacks) text += "  error: " + error.what + "\n  " + error.remedy + "\n";
  if (!summary.lacks.empty()) text += "  no older backup was removed: they may hold what this one lacks\n";
  return environment.output.write(environment.output.json ? core::json_text(shown) + "\n" : text);
}

/// What is to be backed up. A configuration with errors does not prevent a backup while a daemon runs on with the one
/// before and reports its state's folder: then `invalid_configuration`, the errors are printed, and the file is packed
/// as it is on disk.
struct BackupScope {
  std::unique_ptr<Workspace> workspace;
  bool invalid_configuration = false;
};

core::Result<BackupScope> open_backup_scope(Environment& environment) {
  auto settings = load_settings(environment);
  if (settings) return BackupScope{std::make_unique<Workspace>(environment, *std::move(settings)), false};
  auto served = settings_from_daemon(environment);
  if (!served) return std::unexpected(std::move(settings).error());
  std::error_code problem;
  served->file = fs::absolute(configuration_file(environment.invocation), problem);
  return BackupScope{std::make_unique<Workspace>(environment, *std::move(served)), true};
}

/// An invalid configuration cannot show who may read the generations: modes are then left unchanged.
core::Result<> lock_to_back_up(Environment& environment, const BackupScope& scope) {
  const auto& settings = scope.workspace->settings();
  if (!scope.invalid_configuration) return lock_to_change(environment, settings, run::StateLock::Use::shared);
  SLUSS_TRY(check_change_begun(environment));
  return lock_state(environment, settings.state, run::StateLock::Use::shared);
}

/// The machines' tokens that were in use until now; empty: there were none.
fs::path tokens_before(const backup::RestoreSummary& summary) {
  std::error_code error;
  const auto tokens = summary.moved_to / "tokens";
  return !summary.moved_to.empty() && fs::exists(tokens, error) ? tokens : fs::path();
}

std::string_view word(backup::ProvenBy by) {
  switch (by) {
    case backup::ProvenBy::own_key:
      return "own_key";
    case backup::ProvenBy::signed_by:
      return "signed_by";
    case backup::ProvenBy::sha256:
      return "sha256";
    case backup::ProvenBy::nothing:
      break;
  }
  return "";
}

/// What is proven of who made it, and what is not.
std::string proof_of(const backup::RestoreSummary& summary) {
  const auto by = summary.signer.empty() ? std::string("it bears no signature") : "signed by " + summary.signer;
  switch (summary.proven_by) {
    case backup::ProvenBy::signed_by:
      return by + ": the key that was given. That it is the newest is not proven by that\n";
    case backup::ProvenBy::sha256:
      return by + "; its SHA-256 is the one that was given\n";
    case backup::ProvenBy::own_key:
      return by + ": the key of this state's machine\n";
    case backup::ProvenBy::nothing:
      break;
  }
  return "warning: who made it is not proven: " + by +
         (summary.signer.empty() ? "" : ", and nothing here says whose that key is") +
         ". With --signed-by (what `sluss backup signer` prints there) or --sha256 (which `sluss audit list --json` "
         "keeps of each backup) it is proven, or refused\n";
}

/// What is left for a person to do.
std::string after_restore(const backup::RestoreSummary& summary, const fs::path& into, const fs::path& tokens) {
  std::string text = "machines' tokens are never in a backup: ";
  text += tokens.empty() ? "make them anew (sluss token add)\n"
                         : "copy " + tokens.string() + " to " + into.string() + " (cp -p), or make them anew\n";
  if (summary.made_closed) {
    text += into.string() + " is closed to all but its owner: chmod 711 before a daemon of it is to be reached by " +
            "others (its socket, the warehouse's group)\n";
  }
  return text;
}

core::Result<> report(Environment& environment, const backup::RestoreSummary& summary, const fs::path& into,
                      bool only_verified) {
  const auto tokens = tokens_before(summary);
  auto damaged = json::array();
  for (const auto& error : summary.damaged)
    damaged.push_back({{"code", error.code}, {"what", error.what}, {"remedy", error.remedy}});
  const json shown{{"made_at", summary.made_at},
                   {"version", summary.version},
                   {"host", summary.host},
                   {"files", summary.files},
                   {"content_bytes", summary.content},
                   {"last_run", summary.last_run},
                   {"journal_entries", summary.journal_entries},
                   {"journal_head", summary.journal_head},
                   {"configuration_digest", summary.configuration_digest},
                   {"into", only_verified ? "" : into.string()},
                   {"moved_to", summary.moved_to.string()},
                   {"configuration", summary.configuration.string()},
                   {"tokens_before", tokens.string()},
                   {"signer", summary.signer},
                   {"proven_by", word(summary.proven_by)},
                   {"missing", summary.missing ? json(summary.missing->what) : json()},
                   {"damaged", std::move(damaged)}};
  std::string text = "the backup of " + summary.made_at + " (" + summary.host + ", sluss " + summary.version +
                     ") is whole: " + core::counted(summary.files, "file", "files") + ", up to run " +
                     std::to_string(summary.last_run) + "\n" + proof_of(summary);
  if (!only_verified) text += "restored into " + into.string() + "\n";
  if (!summary.moved_to.empty()) text += "the earlier content is in " + summary.moved_to.string() + "\n";
  if (!summary.configuration.empty()) {
    std::error_code error;
    const auto ours = fs::absolute(configuration_file(environment.invocation), error).parent_path();
    text += "its configuration is in " + summary.configuration.string() + ": compare it with " + ours.string() +
            "; credentials are never in a backup\n";
  }
  if (!only_verified) text += after_restore(summary, into, tokens);
  for (const auto& error : summary.damaged)
    text += "error: " + error.code + ": " + error.what + "\n" + error.remedy + "\n";
  if (summary.missing) text += "error: " + summary.missing->what + "\n" + summary.missing->remedy + "\n";
  return environment.output.write(environment.output.json ? core::json_text(shown) + "\n" : text);
}

}  // namespace

core::Result<ExitCode> command_backup(Environment& environment) {
  const auto& invocation = environment.invocation;
  const auto to = SLUSS_TRY(needed(invocation, "--to", "Say where: --to FOLDER, or --to FILE."));
  backup::BackupOptions options{.to = to, .version = std::string(program_version())};
  options.keep = SLUSS_TRY(keep_option(invocation));
  if (invocation.has("--keep") && !backup::is_folder(options.to)) {
    return core::fail(core::ErrorClass::config, "usage.keep", "--keep goes with a folder, and " + to + " is a file",
                      "Name the folder, or leave --keep out.");
  }
  if (invocation.has("--to-key")) {
    options.key = SLUSS_TRY(backup::read_public_key(invocation.get("--to-key")));
  }
  const auto scope = SLUSS_TRY(open_backup_scope(environment));
  // Also where the journal cannot take the entry: the backup matters more than its entry, whose error is reported at
  // the end.
  environment.change = Change{.action = "backup", .object = to};
  SLUSS_TRY(lock_to_back_up(environment, scope));
  const auto summary = SLUSS_TRY(backup::back_up(scope.workspace->place().context(), options, environment.stop));
  environment.change->object = summary.file.string();
  environment.change->details = core::json_text(json{{"sha256", summary.sha256},
                                                     {"last_run", summary.last_run},
                                                     {"signer", summary.signer},
                                                     {"left_out", summary.left_out.size()},
                                                     {"not_removed", summary.not_removed.size()},
                                                     {"lacks", summary.lacks.size()}});
  SLUSS_TRY(report(environment, summary));
  const bool well =
      summary.lacks.empty() && summary.not_removed.empty() && !summary.not_signed && !scope.invalid_configuration;
  return well ? ExitCode::done : ExitCode::done_with_errors;
}

core::Result<ExitCode> command_backup_signer(Environment& environment) {
  const auto workspace = SLUSS_TRY(Workspace::open(environment));
  const auto& state = workspace->settings().state;
  std::error_code error;
  if (!fs::is_directory(state, error)) {
    return core::fail(core::ErrorClass::config, "backup.nothing", "there is no state folder " + state.string(),
                      "Correct `state` in the configuration, or run a job first.");
  }
  auto key = backup::own_public_key(state);
  if (!key) {
    SLUSS_TRY(begin_change(environment, state, Change{.action = "backup.signer", .object = "backup"}));
    SLUSS_TRY(lock_to_change(environment, workspace->settings(), run::StateLock::Use::shared));
    const auto made = SLUSS_TRY(backup::signing_key(environment.files, state));
    key = made.public_key;
    environment.change->details = core::json_text(json{{"signer", backup::signer_line(*key)}});
  }
  const auto line = backup::signer_line(*key);
  SLUSS_TRY(
      environment.output.write((environment.output.json ? core::json_text(json{{"signer", line}}) : line) + "\n"));
  return ExitCode::done;
}

core::Result<ExitCode> command_backup_keygen(Environment& environment) {
  const fs::path file =
      SLUSS_TRY(needed(environment.invocation, "--to", "Name the file for the private key: --to FILE."));
  if (file == "-") {
    return core::fail(core::ErrorClass::config, "usage.output", "a key pair is two files, and not for standard output",
                      "Name the private key's file: --to FILE; the public one is FILE.pub.");
  }
  std::error_code error;
  if (fs::is_directory(file, error)) {
    return core::fail(core::ErrorClass::config, "usage.output", file.string() + " is a folder",
                      "Name the private key's file in it: --to " + (file / "backup.key").string() + ".");
  }
  SLUSS_TRY(backup::make_keys(environment.files, file));
  environment.output.say("keep " + file.string() + " away from this machine: without it no backup to " + file.string() +
                         ".pub can be opened");
  return ExitCode::done;
}

core::Result<> check_warehouse_inside(const settings::Settings& settings) {
  if (settings.warehouse_folder == settings.state / "warehouse") return {};
  return core::fail(
      core::ErrorClass::config, "restore.warehouse_elsewhere",
      "the configuration has its warehouse in " + settings.warehouse_folder.string() + ", where a restore puts nothing",
      "Restore --into a folder of its own. With the daemon stopped, put its archive, journal.jsonl and "
      "tokens in place of the state's, and its warehouse in place of that folder.");
}

/// The configuration may be lost, and the folder another one: then nothing of it is known or reported.
core::Result<> check_into(Environment& environment, const fs::path& into) {
  std::error_code error;
  if (!settings::load(fs::absolute(configuration_file(environment.invocation), error))) return {};
  const auto workspace = SLUSS_TRY(Workspace::open(environment));
  if (!fs::equivalent(workspace->settings().state, into, error)) return {};
  return check_warehouse_inside(workspace->settings());
}

core::Result<core::Sha256> sum_option(const Invocation& invocation) {
  auto sum = core::Sha256::parse(core::lower(invocation.get("--sha256")));
  if (sum) return sum;
  return core::fail(core::ErrorClass::config, "usage.sha256", "--sha256 was given what is no SHA-256",
                    "Write its 64 hexadecimal digits, as `sluss backup` printed them.");
}

/// Where a restore is to go. Empty: the configuration, whose errors are reported when it is needed, does not name it.
fs::path folder_to_restore(const Environment& environment) {
  std::error_code error;
  if (environment.invocation.has("--into")) return fs::absolute(environment.invocation.get("--into"), error);
  const auto file = fs::absolute(configuration_file(environment.invocation), error);
  const auto loaded = settings::load(file);
  return loaded ? loaded->state : fs::path();
}

/// A restore that does not begin is recorded too, where there is a journal already: a folder that had none gets none.
void begin_restore(Environment& environment) {
  const auto folder = folder_to_restore(environment);
  const auto journal = folder / run::journal_file_name;
  if (folder.empty() || !environment.files.exists(journal)) return;
  environment.journal_file = journal;
  environment.change = Change{.action = "restore", .object = environment.invocation.get("FILE")};
}

core::Result<ExitCode> command_restore(Environment& environment) {
  const auto& invocation = environment.invocation;
  backup::RestoreOptions options{.from = invocation.get("FILE"),
                                 .replace = invocation.has("--replace"),
                                 .only_verify = invocation.has("--verify"),
                                 .now = environment.clock.now()};
  if (!options.only_verify) begin_restore(environment);
  SLUSS_TRY(backup::find_backup(options.from));
  if (invocation.has("--key")) {
    options.key = SLUSS_TRY(backup::read_private_key(invocation.get("--key")));
  }
  if (invocation.has("--signed-by")) {
    options.signed_by = SLUSS_TRY(backup::read_signer(invocation.get("--signed-by")));
  }
  if (invocation.has("--sha256")) {
    options.sha256 = SLUSS_TRY(sum_option(invocation));
  }
  if (invocation.has("--into")) {
    options.into = invocation.get("--into");
    if (!options.only_verify) SLUSS_TRY(check_into(environment, options.into));
  } else if (!options.only_verify) {  // which needs no configuration: it may be lost
    const auto workspace = SLUSS_TRY(Workspace::open(environment));
    options.into = workspace->settings().state;
    options.as_state = true;
    options.memory_limit = workspace->settings().memory;
    SLUSS_TRY(check_warehouse_inside(workspace->settings()));
  }
  std::error_code error;
  if (!options.into.empty()) options.into = fs::absolute(options.into, error);
  if (!options.only_verify) {
    environment.journal_file = options.into / run::journal_file_name;
    environment.change = Change{.action = "restore", .object = options.from.string()};
  }
  auto summary = backup::restore(environment.files, options, environment.stop);
  if (!summary) {
    // Nothing was restored: a folder that had no journal gets none.
    if (!environment.files.exists(environment.journal_file)) environment.change.reset();
    return std::unexpected(std::move(summary).error());
  }
  SLUSS_TRY(report(environment, *summary, options.into, options.only_verify));
  return summary->missing || !summary->damaged.empty() ? ExitCode::done_with_errors : ExitCode::done;
}

}  // namespace sluss::daemon::program
