#pragma once
// One function a command, in command_NAME.cpp or, several that belong together, in commands_*.cpp. Each answers with
// its exit code, or with the error that ended it.

#include "daemon/program/environment.h"

namespace sluss::daemon::program {

core::Result<ExitCode> command_init(Environment& environment);
core::Result<ExitCode> command_check(Environment& environment);
core::Result<ExitCode> command_config_reference(Environment& environment);
core::Result<ExitCode> command_config_example(Environment& environment);
core::Result<ExitCode> command_config_show(Environment& environment);
core::Result<ExitCode> command_config_manual(Environment& environment);
core::Result<ExitCode> command_config_completion(Environment& environment);
core::Result<ExitCode> command_config_names(Environment& environment);

core::Result<ExitCode> command_run(Environment& environment);
core::Result<ExitCode> command_release(Environment& environment);
core::Result<ExitCode> command_discard(Environment& environment);
core::Result<ExitCode> command_replay(Environment& environment);
core::Result<ExitCode> command_plan(Environment& environment);
core::Result<ExitCode> command_serve(Environment& environment);
core::Result<ExitCode> command_reload(Environment& environment);
core::Result<ExitCode> command_pause(Environment& environment);
core::Result<ExitCode> command_resume(Environment& environment);
core::Result<ExitCode> command_token_add(Environment& environment);
core::Result<ExitCode> command_token_list(Environment& environment);
core::Result<ExitCode> command_token_remove(Environment& environment);

core::Result<ExitCode> command_show(Environment& environment);
core::Result<ExitCode> command_runs(Environment& environment);
core::Result<ExitCode> command_status(Environment& environment);
core::Result<ExitCode> command_findings(Environment& environment);
core::Result<ExitCode> command_deliveries(Environment& environment);
core::Result<ExitCode> command_calendar(Environment& environment);
core::Result<ExitCode> command_lineage(Environment& environment);

core::Result<ExitCode> command_query(Environment& environment);
core::Result<ExitCode> command_export(Environment& environment);
core::Result<ExitCode> command_datasets(Environment& environment);

core::Result<ExitCode> command_codelist_list(Environment& environment);
core::Result<ExitCode> command_codelist_show(Environment& environment);
core::Result<ExitCode> command_codelist_diff(Environment& environment);

core::Result<ExitCode> command_source_try(Environment& environment);

core::Result<ExitCode> command_archive_list(Environment& environment);
core::Result<ExitCode> command_archive_verify(Environment& environment);
core::Result<ExitCode> command_archive_prune(Environment& environment);
core::Result<ExitCode> command_audit_list(Environment& environment);
core::Result<ExitCode> command_audit_verify(Environment& environment);
core::Result<ExitCode> command_migrate(Environment& environment);
core::Result<ExitCode> command_backup(Environment& environment);
core::Result<ExitCode> command_backup_keygen(Environment& environment);
core::Result<ExitCode> command_backup_signer(Environment& environment);
core::Result<ExitCode> command_restore(Environment& environment);
core::Result<ExitCode> command_doctor(Environment& environment);
core::Result<ExitCode> command_debug_kill_points(Environment& environment);

}  // namespace sluss::daemon::program
