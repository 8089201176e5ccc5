// Longer than other files: a table without logic, whose rows are the texts of help, manual and completion. Those that
// need a daemon are in command_table_daemon.cpp.
#include "daemon/program/command_table.h"

#include "daemon/program/commands.h"
#include "daemon/settings/words.h"

namespace sluss::daemon::program {
namespace {

const Argument as_of{
    "--as-of", "WHEN",
    "what was known at a time (2026-03-31T12:00:00Z), at the end of a Swedish day (2026-03-31) or by a run (run:12)",
    "", false};

std::vector<Command> commands_to_begin_with() {
  return {
      {.name = "init",
       .summary = "write a configuration for your municipality",
       .description =
           "Asks for the municipality by name (or takes --municipality) and writes a commented sluss.toml with the "
           "ready indicator sets. An existing file is left as it is unless --force is given. With --service it "
           "asks too where the pages answer, who gets mail and where the files go (or takes it from the options; each "
           "may be left empty), and writes what a service needs; that never replaces a file.",
       .arguments = {},
       .options = {{"--municipality", "NAME", "name or code: Sala, 1981", "", false},
                   {"--output", "FILE", "where to write; `-`: standard output; default: --config, else ./sluss.toml",
                    "", false},
                   {"--state", "FOLDER", "where to put archive, journal and warehouse", "", false},
                   {"--force", "", "replace an existing file", "", false},
                   {"--service", "", "write pages, mail and delivery too, and ask for them", "", false},
                   {"--listen", "ADDRESS", "with --service: where the pages answer: 127.0.0.1:8470", "", false},
                   {"--mail-to", "ADDRESSES", "with --service: who gets mail, with commas between", "", false},
                   {"--mail-from", "ADDRESS", "with --service: the mail's sender", "", false},
                   {"--smtp", "SERVER", "with --service: the mail server: smtp.example.se:587", "", false},
                   {"--publish-to", "FOLDER", "with --service: where the files go", "", false}},
       .examples = {"sluss init", "sluss init --municipality Sala",
                    "sluss init --service --municipality Sala --listen 127.0.0.1:8470"},
       .run = command_init},
      {.name = "check",
       .summary = "validate the configuration and all that it names",
       .description =
           "Reads sluss.toml, conf.d, sets, indicators, datasets, models and credentials, contacts no source, and "
           "reports every error at once. With --connect each source, each target of [[publish]] and the mail server "
           "are "
           "tried too; no mail is sent.",
       .arguments = {},
       .options = {{"--connect", "",
                    "also send a small request to each source, each target of a delivery and the mail server", "",
                    false}},
       .examples = {"sluss check", "sluss check --connect"},
       .run = command_check},
      {.name = "run",
       .summary = "run a job now",
       .description =
           "Fetches what is new, compares it with what is known, and commits all of it or nothing. Killed at any "
           "point it leaves the warehouse as it was; the next run continues with what was fetched. A second run "
           "without news writes nothing. Where a daemon runs, the job is run by it and followed to its end.",
       .arguments = {{"JOB", "", "a [[job]] of the configuration", "", true}},
       .options = {{"--full", "", "load every query in full, whatever its checkpoint", "", false},
                   {"--no-wait", "", "do not wait for the daemon's run to end", "", false}},
       .examples = {"sluss run kolada", "sluss run kolada --full", "sluss --json run kolada"},
       .run = command_run,
       .changes = true},
      {.name = "plan",
       .summary = "when the jobs run next",
       .description = "The next times of every job that has `every` or `schedule`, in local time and in UTC; days on "
                      "which the clocks change are marked.",
       .arguments = {},
       .options = {{"--next", "N", "how many of all jobs together (default 10)", "", false}},
       .examples = {"sluss plan", "sluss plan --next 20", "sluss --json plan"},
       .run = command_plan},
      {.name = "serve",
       .summary = "the daemon: run jobs when they are due",
       .description =
           "Runs each job that has `every` or `schedule`. SIGTERM takes no new runs and lets the one under way finish "
           "within --drain; a run that is interrupted then continues at the next start. A second SIGTERM ends it at "
           "once, as a "
           "kill "
           "does. SIGHUP reads the configuration again: a "
           "wrong one is reported, and the old one stays in use. `sluss plan` shows what comes, `sluss status` its "
           "state.",
       .arguments = {},
       .options = {{"--drain", "DURATION", "how long a run may go on after SIGTERM (default 60s)", "", false}},
       .examples = {"sluss serve", "sluss serve --drain 5min"},
       .run = command_serve},
      {.name = "status",
       .summary = "what runs, what ran, how large it is",
       .description =
           "Queries the daemon where one runs, else reads the warehouse. With --check it answers a monitoring "
           "system by one "
           "line, perfdata and its exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. Without --check it judges "
           "nothing: it ends with 0 whatever it found, and with 1 where no daemon runs and a part of the "
           "state may not be read. It also reports when "
           "segments that the latest runs name are gone from the archive.",
       .arguments = {},
       .options = {{"--check", "", "answer as a monitoring plugin", "", false},
                   {"--job", "JOB", "with --check: check this job only", "", false},
                   {"--dataset", "DATASET", "with --check: check this dataset only", "", false},
                   {"--warning", "DURATION",
                    "with --check: how old a dataset may be (else its job decides whether it is late)", "", false},
                   {"--critical", "DURATION", "with --check: at most (else never critical by age)", "", false}},
       .examples = {"sluss status", "sluss --json status", "sluss status --check --warning 26h --critical 50h"},
       .run = command_status},
  };
}

std::vector<Command> commands_about_runs() {
  return {
      {.name = "runs",
       .summary = "list the runs, latest first",
       .description =
           "Failed runs too, by the number of their entry in the journal (failed:57); they left nothing behind.",
       .arguments = {},
       .options = {{"--limit", "N", "how many (default 20)", "", false}},
       .examples = {"sluss runs", "sluss --json runs --limit 100"},
       .run = command_runs},
      {.name = "show",
       .summary = "one run: its rows, both conservation equations, what is held and why",
       .description =
           "RUN is a run's number, `last`, or `failed`: the last one that failed, when and why, and the remedy. "
           "failed:57 is the one in the journal's entry 57, as `sluss runs` lists it. Of more than three "
           "held "
           "series it lists the first ten in a line each: SERIES shows one of them with its evidence, --all each.",
       .arguments = {{"RUN", "", "a number, last, failed, or failed:N", "", true},
                     {"SERIES", "", "one that the run held, for example kolada:U07417", "", false}},
       .options = {{"--job", "JOB", "with failed: the last one of this job", "", false},
                   {"--all", "", "each held series with its evidence", "", false}},
       .examples = {"sluss show last", "sluss show 12", "sluss show 12 kolada:U07417", "sluss show failed --job kolada",
                    "sluss --json show last"},
       .run = command_show},
      {.name = "findings",
       .summary = "what the runs found that a person should know",
       .description = "Of the last run of each job, or of one run.",
       .arguments = {{"RUN", "", "a number, or last", "", false}},
       .options = {{"--severity", "LEAST", "the lowest severity to list", "info|warning|error", false}},
       .examples = {"sluss findings", "sluss findings 12 --severity error"},
       .run = command_findings},
      {.name = "release",
       .summary = "let held rows through",
       .description =
           "Commits what a run held (or one series of it) in a run of its own. See `sluss show RUN` for the evidence.",
       .arguments = {{"RUN", "", "the run that held", "", true},
                     {"SERIES", "", "an indicator, for example kolada:U07417", "", false}},
       .options = {},
       .examples = {"sluss release 3 kolada:U07417", "sluss release 3"},
       .run = command_release,
       .changes = true},
      {.name = "discard",
       .summary = "drop held rows and remember them",
       .description = "The same values are not held again, nor taken in; other values of the series are. Of a load "
                      "that was not as expected nothing is remembered.",
       .arguments = {{"RUN", "", "the run that held", "", true},
                     {"SERIES", "", "an indicator, for example kolada:U07417", "", false}},
       .options = {},
       .examples = {"sluss discard 3 kolada:U07417"},
       .run = command_discard,
       .changes = true},
      {.name = "replay",
       .summary = "normalise again from the archive, without the network",
       .description = "In the order of fetching. Differences become versions recorded now, with cause `replay`.",
       .arguments = {{"SOURCE", "", "a source's name", "", true}},
       .options = {{"--since", "WHEN", "only what was fetched since then: a day or a time", "", false}},
       .examples = {"sluss replay kolada", "sluss replay kolada --since 2026-01-01"},
       .run = command_replay,
       .changes = true},
      {.name = "lineage",
       .summary = "where a figure comes from: run, request, raw object, archive",
       .description =
           "Every version of one figure with the run that wrote it, the request, and where the answer is stored.",
       .arguments = {{"INDICATOR", "", "kolada:N15428, or N15428", "", true},
                     {"AREA", "", "Sala, SE, 1981, region:19, kolada:G176664", "", true},
                     {"PERIOD", "", "2024, 2024H1, 2024-05", "", true}},
       .options = {{"--gender", "G", "T, K or M (default: all)", "T|K|M", false}},
       .examples = {"sluss lineage N15428 1981 2024", "sluss --json lineage kolada:U21468 SE 2024"},
       .run = command_lineage},
  };
}

std::vector<Command> commands_about_data() {
  return {
      {.name = "datasets",
       .summary = "list the prepared datasets",
       .description = "With a name: its columns and what they mean.",
       .arguments = {{"DATASET", "", "one dataset", "", false}},
       .options = {},
       .examples = {"sluss datasets", "sluss datasets nyckeltal_jamforelse"},
       .run = command_datasets},
      {.name = "export",
       .summary = "write a dataset to a file",
       .description = "csv is for Swedish Excel (semicolons, decimal commas, BOM), csv-plain is RFC 4180, table is for "
                      "the terminal. The "
                      "file is written beside its name and renamed, so that no half-written file is read.",
       .arguments = {{"DATASET", "", "one of `sluss datasets`", "", true}},
       .options = {{"--format", "FORMAT", "default: by the file's extension, else table",
                    "csv|csv-plain|xlsx|parquet|json|table", false},
                   {"--output", "PATH",
                    "a file, which is replaced whole; a pipe or device is written to (not xlsx and parquet). Default, "
                    "and `-`: standard "
                    "output",
                    "", false},
                   as_of},
       .examples = {"sluss export nyckeltal_jamforelse", "sluss export nyckeltal_jamforelse --output tabell.xlsx",
                    "sluss export nyckeltal_jamforelse --format csv --output tabell.csv --as-of run:1"},
       .run = command_export},
      {.name = "query",
       .summary = "one SELECT over core, mart and extract",
       .description =
           "Read-only, and locked: no files, no extensions, no settings. SQL of `-` is read from standard input.",
       .arguments = {{"SQL", "", "one SELECT, or -", "", true}},
       .options = {{"--format", "FORMAT", "default: table on a terminal, else csv", "csv|json|table", false},
                   as_of,
                   {"--timeout", "DURATION", "default 5min", "", false}},
       .examples = {"sluss query \"select * from mart.nyckeltal_jamforelse where nyckeltal_id = 'kolada:N15428'\"",
                    "sluss query \"select count(*) from core.observation_open\" --format csv"},
       .run = command_query},
      {.name = "calendar",
       .summary = "what is published which ISO week, and what is late",
       .description =
           "The table fits the terminal (COLUMNS, or its own width; 100 where there is neither) and leaves out "
           "what a terminal has no room for; the other formats have every column.",
       .arguments = {},
       .options = {{"--late", "", "only what was announced for weeks that are over and has not come", "", false},
                   {"--next", "N", "the next N that are awaited (1 to 1000)", "", false},
                   {"--format", "FORMAT", "default: table", "csv|csv-plain|json|table", false}},
       .examples = {"sluss calendar --next 20", "sluss calendar --late"},
       .run = command_calendar},
      {.name = "deliveries",
       .summary = "what was delivered where, latest first",
       .description =
           "Every file and table that [[publish]] has delivered, from the journal: after which run, how many "
           "rows, and the SHA-256 of the file's bytes (of a table: of the dataset's content).",
       .arguments = {},
       .options = {{"--run", "N", "only after this run", "", false},
                   {"--limit", "N", "how many (default 50)", "", false}},
       .examples = {"sluss deliveries", "sluss --json deliveries --run 12"},
       .run = command_deliveries},
  };
}

std::vector<Command> commands_about_codelists() {
  return {
      {.name = "codelist list",
       .summary = "the code lists: areas, legal bases, codes of statistics",
       .description = "Of the configuration folders; a list of the same id in /etc/sluss/codelists, or beside "
                      "sluss.toml, is taken "
                      "in the place of the shipped one. `verified` was compared with its source, `assumed` was not.",
       .arguments = {},
       .options = {},
       .examples = {"sluss codelist list", "sluss --json codelist list"},
       .run = command_codelist_list},
      {.name = "codelist show",
       .summary = "one code list, with its history",
       .description = "Each entry with the days on which it is valid, both included, its parent and its other names.",
       .arguments = {{"CODELIST", "", "an id of `sluss codelist list`, or a file", "", true}},
       .options = {{"--on", "DAY", "only what is valid on a day: 2006-12-31", "", false}},
       .examples = {"sluss codelist show kommuner --on 2006-12-31", "sluss --json codelist show lagrum"},
       .run = command_codelist_show},
      {.name = "codelist diff",
       .summary = "what differs between two editions of a code list",
       .description =
           "Which entries were added, removed, renamed, re-dated or given another parent. Each edition is an id of "
           "`sluss codelist list`, or a file (a name that contains / or ends with .toml). It ends with 0 whether they "
           "differ or not.",
       .arguments = {{"OLD", "", "an id, or a file", "", true}, {"NEW", "", "an id, or a file", "", true}},
       .options = {},
       .examples = {"sluss codelist diff /usr/share/sluss/codelists/kommuner.toml kommuner",
                    "sluss --json codelist diff lagrum ./lagrum.toml"},
       .run = command_codelist_diff},
  };
}

std::vector<Command> commands_about_files() {
  return {
      {.name = "source try",
       .summary = "what is understood of a file, without changing anything",
       .description =
           "Its format and sheets, which mappings fit, each table with its header, columns and rows, what is rejected "
           "with sheet, row and column as Excel shows them, and the first figures. Where no mapping fits it proposes "
           "one to start from. It ends with 0 when the file would load, and with 1 when it would be rejected or held, "
           "no mapping fits, or --longest was over before the file was: then it says how much of it was read.",
       .arguments = {{"FILE", "", "a file that a mapping reads, or should", "", true}},
       .options = {{"--mapping", "MAPPING", "its id, or a TOML file; default: the one that fits", "", false},
                   {"--write", "FILE", "write the proposed mapping, ID.toml; never over a file that is there", "",
                    false},
                   {"--longest", "DURATION", "how long the file is read at most; 0s: to its end (default 10min)", "",
                    false}},
       .examples = {"sluss source try Index25_hela.xlsx", "sluss source try bilar.csv --mapping ./bilar.toml",
                    "sluss source try \"bilar 2025.xlsx\" --write bilar.toml"},
       .run = command_source_try},
  };
}

std::vector<Command> commands_of_operation() {
  std::vector<Command> commands{
      {.name = "archive list",
       .summary = "the segments of the archive",
       .description = "",
       .arguments = {},
       .options = {},
       .examples = {"sluss archive list"},
       .run = command_archive_list},
      {.name = "archive verify",
       .summary = "read the whole archive and compare it with its checksums",
       .description = "And with the journal: every segment that a committed run names must be there.",
       .arguments = {},
       .options = {},
       .examples = {"sluss archive verify"},
       .run = command_archive_verify},
      {.name = "archive prune",
       .summary = "free the space of what is no longer needed",
       .description =
           "First it makes a base: a copy of the warehouse in archive/base, with which a rebuild begins from then on. "
           "Then it removes segments that no open version, table, held row or replay depends on, but for those "
           "of the latest runs ([source.NAME] keep_runs, keep_for); and what unfinished runs left. Where the base "
           "would take more space than is freed, nothing is removed. Refused while a daemon runs: stop it for that "
           "time.",
       .arguments = {},
       .options = {{"--dry-run", "", "show what would be removed and why the rest stays, remove nothing", "", false},
                   {"--always", "", "also where the base takes more space than is freed", "", false}},
       .examples = {"sluss archive prune --dry-run", "sluss archive prune"},
       .run = command_archive_prune,
       .changes = true},
      {.name = "audit list",
       .summary = "who did what, by which way, with which outcome",
       .description = "From the journal, latest first: runs, decisions on held rows, and every command or call that "
                      "changed something or was refused.",
       .arguments = {},
       .options = {{"--since", "WHEN", "only from then on: a day or a time", "", false},
                   {"--limit", "N", "how many (default 50; 0: all)", "", false}},
       .examples = {"sluss audit list", "sluss --json audit list --since 2026-01-01 --limit 0"},
       .run = command_audit_list},
      {.name = "audit verify",
       .summary = "prove that no entry was changed, removed or inserted",
       .description =
           "Computes the journal's chain of hashes again, names the first line that is wrong, and compares "
           "meta.audit with the journal. Prints the last entry's hash: note it elsewhere, and give it as --head later "
           "to prove that nothing was cut off at the end.",
       .arguments = {},
       .options = {{"--head", "HASH", "the hash of an entry that must be there", "", false}},
       .examples = {"sluss audit verify", "sluss --json audit verify"},
       .run = command_audit_verify},
      {.name = "migrate",
       .summary = "bring the warehouse to this program's schema",
       .description =
           "`serve` and every command that writes do it by themselves: in one transaction on a copy, so that "
           "a failure leaves the warehouse unchanged. --dry-run tries it on a copy that is removed again, "
           "and lists the migrations and what they took. A schema newer than the program is "
           "refused.",
       .arguments = {},
       .options = {{"--dry-run", "", "try it on a copy, change nothing", "", false}},
       .examples = {"sluss migrate --dry-run", "sluss migrate"},
       .run = command_migrate,
       .changes = true},
      {.name = "backup",
       .summary = "the whole state in one file, while the daemon runs",
       .description =
           "Warehouse, journal, archive, the daemon's small files and the configuration (never its credentials), each "
           "with its SHA-256 in a manifest. Made beside its name, synced and renamed: a file of that name is complete, "
           "and "
           "nothing "
           "that exists is replaced. The folder must exist: a share that is not mounted is an error. What the "
           "state has lost (segments that committed runs name, the warehouse, the journal) is reported, ends with 1, "
           "and "
           "keeps --keep from removing anything. "
           "With --to-key it can be read only with the private key, which need not be on this machine. "
           "`tar --zstd -tf` lists one that is not encrypted.",
       .arguments = {},
       .options = {{"--to", "PATH", "a folder, where sluss-TIME.tar.zst is made; or a new file, NAME.tar.zst", "",
                    false},
                   {"--to-key", "FILE", "encrypt to this public key (`sluss backup keygen`)", "", false},
                   {"--keep", "N", "in a folder: so many stay, the oldest are removed (default: all stay)", "", false}},
       .examples = {"sluss backup --to /srv/backup --keep 14",
                    "sluss backup --to /srv/backup --to-key /etc/sluss/backup.key.pub"},
       .run = command_backup,
       .changes = true},
      {.name = "backup keygen",
       .summary = "make a key pair for encrypted backups",
       .description = "FILE is the private key: move it away from this machine. FILE.pub is what --to-key takes.",
       .arguments = {},
       .options = {{"--to", "FILE", "where to write the private key", "", false}},
       .examples = {"sluss backup keygen --to sluss-backup.key"},
       .run = command_backup_keygen},
      {.name = "backup signer",
       .summary = "print the public half of the key that signs this machine's backups",
       .description =
           "Each backup is signed by a key of the machine's own (Ed25519), whose private half is in the state folder "
           "(backup-signing.key, for its owner alone) and in no backup. Keep what this prints where the machine cannot "
           "reach: `sluss restore --signed-by` takes the line, or a file of it. The key is made when there is none.",
       .arguments = {},
       .options = {},
       .examples = {"sluss backup signer > sluss-signer.pub"},
       .run = command_backup_signer,
       .changes = true},
      {.name = "restore",
       .summary = "put a backup in place",
       .description =
           "Unpacks it beside, compares every file with the manifest, the journal's chain, the warehouse and every "
           "object of the archive, and only then puts it in place. Refused while a daemon serves the folder, and into "
           "a folder that is not empty unless --replace moves its content aside. The configuration is put beside, "
           "not over /etc/sluss. Credentials and machines' tokens are not in a backup. Who made it is proven by "
           "--signed-by or "
           "--sha256, and reported as unproven without them.",
       .arguments = {{"FILE", "", "a backup", "", true}},
       .options = {{"--into", "FOLDER", "the state folder (default: the configuration's)", "", false},
                   {"--key", "FILE", "the private key of an encrypted backup", "", false},
                   {"--signed-by", "KEY",
                    "refuse it unless this key signed it: what `sluss backup signer` prints, or a file of it", "",
                    false},
                   {"--sha256", "HEX", "refuse it unless the file has this sum (`sluss audit list --json` has it)", "",
                    false},
                   {"--replace", "", "move the folder's content to before-restore-TIME in it", "", false},
                   {"--verify", "", "only check whether it is complete; unpacked in $TMPDIR or /var/tmp", "", false}},
       .examples = {"sluss restore /srv/backup/sluss-20261122T010000Z.tar.zst --into /var/lib/sluss",
                    "sluss restore backup.tar.zst --verify"},
       .run = command_restore,
       .changes = true},
      {.name = "doctor",
       .summary = "check the whole installation",
       .description =
           "Configuration, credentials, folders, free space, the warehouse's generations, archive (are all segments "
           "there that committed runs name?), journal with meta.audit, ODBC drivers, clock and time zones; with "
           "--connect names, proxy, certificates, clocks and "
           "the sources too; with --full every object of the archive. --rebuild fills a new warehouse from archive and "
           "journal, with the original times, and "
           "takes it into use. --bundle writes facts about the installation for support, without "
           "secrets "
           "and rows, to a tar file, and prints what is in it. --correct-runs is for a state with runs that a "
           "clock "
           "ahead recorded in the future: each gets the latest time that it can have been, in an entry of the journal, "
           "and "
           "the warehouse is rebuilt by it.",
       .arguments = {},
       .options = {{"--connect", "", "also send each source a small request", "", false},
                   {"--bundle", "FILE", "write configuration, versions, diagnoses, failures and sizes to a new file",
                    "", false},
                   {"--full", "", "also read the whole archive", "", false},
                   {"--rebuild", "", "rebuild the warehouse from archive and journal", "", false},
                   {"--clock-is-right", "", "confirm the clock, after a run was refused for its time (clock.ahead)", "",
                    false},
                   {"--correct-runs", "", "with --clock-is-right: give runs of the future their right times", "",
                    false}},
       .examples = {"sluss doctor", "sluss doctor --bundle sluss.tar", "sluss doctor --rebuild",
                    "sluss doctor --clock-is-right --correct-runs"},
       .run = command_doctor,
       .changes = true},
      {.name = "config reference",
       .summary = "print docs/configuration.md",
       .description = "",
       .arguments = {},
       .options = {},
       .examples = {"sluss config reference > docs/configuration.md"},
       .run = command_config_reference},
      {.name = "config example",
       .summary = "print an example with every key",
       .description = "",
       .arguments = {},
       .options = {},
       .examples = {"sluss config example > config/sluss.toml"},
       .run = command_config_example},
      {.name = "config show",
       .summary = "print what the configuration means here",
       .description = "Every section with its defaults, merged files and resolved paths, as JSON. A secret is shown by "
                      "its name, and "
                      "none is read.",
       .arguments = {},
       .options = {},
       .examples = {"sluss config show"},
       .run = command_config_show},
      {.name = "config manual",
       .summary = "print docs/man/sluss.1",
       .description = "",
       .arguments = {},
       .options = {},
       .examples = {"sluss config manual > docs/man/sluss.1"},
       .run = command_config_manual,
       .hidden = true},
      {.name = "config completion",
       .summary = "print completion/sluss.bash, completion/_sluss or completion/sluss.fish",
       .description = "",
       .arguments = {},
       .options = {{"--shell", "SHELL", "for which shell (default bash)", "bash|zsh|fish", false}},
       .examples = {"sluss config completion > completion/sluss.bash",
                    "sluss config completion --shell zsh > completion/_sluss",
                    "sluss config completion --shell fish > completion/sluss.fish"},
       .run = command_config_completion,
       .hidden = true},
      {.name = "config names",
       .summary = "print what a Tab offers",
       .description = "",
       .arguments = {{"KIND", "", "jobs, sources, datasets, codelists, runs, held, tokens or roles", "", true}},
       .options = {},
       .examples = {"sluss config names jobs"},
       .run = command_config_names,
       .hidden = true},
  };
#ifdef SLUSS_TEST_HOOKS
  commands.push_back({.name = "debug kill-points",
                      .summary = "the named points where a test kills a run",
                      .description = "",
                      .arguments = {},
                      .options = {},
                      .examples = {},
                      .run = command_debug_kill_points,
                      .hidden = true});
#endif
  return commands;
}

}  // namespace

const std::vector<Command>& command_table() {
  static const std::vector<Command> table = [] {
    std::vector<Command> all;
    for (auto part : {commands_to_begin_with(), commands_to_the_daemon(), commands_about_runs(), commands_about_data(),
                      commands_about_codelists(), commands_about_files(), commands_of_operation()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

std::string_view group_summary(std::string_view group) {
  static const std::map<std::string_view, std::string_view> summaries{
      {"archive", "raw answers as received: list, verify, prune"},
      {"audit", "who did what, with which outcome: list, verify"},
      {"codelist", "what codes of municipalities, counties and others mean, and since when: list, show, diff"},
      {"config", "what can be configured: reference, example, show"},
#ifdef SLUSS_TEST_HOOKS
      {"debug", "what builds for tests have: kill-points"},
#endif
      {"source", "files that are to be a source: try"},
      {"token", "who may call the daemon over TCP: add, list, remove"},
  };
  const auto found = summaries.find(group);
  return found == summaries.end() ? std::string_view() : found->second;
}

const std::vector<Argument>& global_options() {
  static const std::vector<Argument> options{
      {"--config", "FILE", "the configuration (default ./sluss.toml, else /etc/sluss/sluss.toml)", "", false},
      {"--json", "", "answers and errors as JSON", "", false},
      {"--quiet", "", "no progress and no closing notes", "", false},
      {"--log-level", "LEVEL", "the lowest level that is logged", settings::log_level_words.joined(), false},
      {"--log-format", "FORMAT", "how the log is written", settings::log_format_words.joined(), false},
#ifdef SLUSS_TEST_HOOKS
      {"--now", "TIME", "the clock stands still at this time (builds for tests only)", "", false},
#endif
  };
  return options;
}

}  // namespace sluss::daemon::program
