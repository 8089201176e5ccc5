#include "daemon/program/command_table.h"
#include "daemon/program/commands.h"

namespace sluss::daemon::program {

std::vector<Command> commands_to_the_daemon() {
  return {
      {.name = "reload",
       .summary = "have the daemon read its configuration again",
       .description = "A wrong one is refused here with every error, and the old one stays in use (exit 78).",
       .arguments = {},
       .options = {},
       .examples = {"sluss reload"},
       .run = command_reload,
       .changes = true},
      {.name = "pause",
       .summary = "have the daemon skip a job until it is resumed",
       .description = "No slot of it is served until it is resumed, or until a time. `sluss run` runs it all the same.",
       .arguments = {{"JOB", "", "a [[job]] of the configuration", "", true}},
       .options = {{"--until", "WHEN",
                    "the end of a day (2026-04-01) or a time (2026-04-01 08:00, Swedish time, or 2026-04-01T06:00:00Z)",
                    "", false}},
       .examples = {"sluss pause kolada", "sluss pause kolada --until 2026-04-01",
                    "sluss pause kolada --until \"2026-04-01 08:00\""},
       .run = command_pause,
       .changes = true},
      {.name = "resume",
       .summary = "have the daemon serve a paused job again",
       .description = "",
       .arguments = {{"JOB", "", "a [[job]] of the configuration", "", true}},
       .options = {},
       .examples = {"sluss resume kolada"},
       .run = command_resume,
       .changes = true},
      {.name = "token add",
       .summary = "make a token for a machine that calls the daemon over TCP",
       .description = "It is printed once; only a hash of it is stored. docs/api.md lists the requests.",
       .arguments = {{"NAME", "", "the token's name: powerbi", "", true}},
       .options = {{"--role", "ROLES",
                    "reader (default), operator; several with commas. preparer, approver and identity are for "
                    "submissions and permit nothing in this version",
                    "", false}},
       .examples = {"sluss token add powerbi --role reader"},
       .run = command_token_add,
       .changes = true},
      {.name = "token list",
       .summary = "list the tokens",
       .description = "Names, roles and when they were made.",
       .arguments = {},
       .options = {},
       .examples = {"sluss token list"},
       .run = command_token_list},
      {.name = "token remove",
       .summary = "revoke a token",
       .description = "It is not accepted from then on.",
       .arguments = {{"TOKEN", "", "its name", "", true}},
       .options = {},
       .examples = {"sluss token remove powerbi"},
       .run = command_token_remove,
       .changes = true},
  };
}

}  // namespace sluss::daemon::program
