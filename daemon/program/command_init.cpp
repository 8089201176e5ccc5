#include <sys/stat.h>
#include <unistd.h>

#include <iostream>

#include "connectors/registry.h"
#include "core/replace_file.h"
#include "core/users.h"
#include "daemon/program/commands.h"
#include "daemon/program/output_place.h"
#include "daemon/program/service_part.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/load.h"
#include "daemon/settings/socket_place.h"

namespace sluss::daemon::program {
namespace {

namespace fs = std::filesystem;
constexpr int most_questions = 5;

bool terminal_in() {
  return ::isatty(STDIN_FILENO) == 1;
}

core::Result<settings::Municipality> ask_municipality(Environment& environment, const std::vector<fs::path>& folders) {
  if (environment.invocation.has("--municipality"))
    return from_command_line(settings::find_municipality(folders, environment.invocation.get("--municipality")),
                             "--municipality");
  if (!terminal_in()) {
    return core::fail(core::ErrorClass::config, "usage.municipality", "no terminal to ask for the municipality on",
                      "Name it: sluss init --municipality Sala");
  }
  for (int i = 0; i < most_questions; ++i) {
    SLUSS_TRY(environment.output.write("Which municipality (name or code)? "));
    std::string line;
    if (!std::getline(std::cin, line)) break;
    if (line.empty()) continue;
    auto found = settings::find_municipality(folders, line);
    if (found) return found;
    SLUSS_TRY(environment.output.write(found.error().what + ". " + found.error().remedy + "\n"));
  }
  return core::fail(core::ErrorClass::config, "usage.municipality", "no municipality was named",
                    "Name it: sluss init --municipality Sala");
}

/// Whose source and job a new configuration has.
const connectors::Kind& first_kind() {
  return *connectors::kinds().front();
}

std::string configuration_text(const settings::Municipality& municipality, const std::string& state,
                               const std::vector<settings::IndicatorSet>& sets, bool service) {
  std::string text =
      "# Sluss for " + (municipality.name.empty() ? municipality.code : municipality.name) +
      ". `sluss check` validates it, `sluss config reference` describes every key.\n\n"
      "municipality = " +
      in_quotes(municipality.code) +
      "\n# Archive, journal and warehouse. A relative path begins at this file's folder.\nstate = " + in_quotes(state) +
      "\n\n[http]\n# So that the source can reach you if something goes wrong.\n# contact = \"statistik@example.se\"\n"
      "# proxy = \"http://proxy.example.se:8080\"\n\n";
  const auto& first = first_kind().first_job;
  text += first.before;
  for (const auto& set : sets) {
    text += "  " + in_quotes("set:" + set.name) + ",  # " + set.title + " (" + std::to_string(set.indicators.size()) +
            " indicators)\n";
  }
  if (sets.empty()) text += "  " + in_quotes(first.indicator) + ",\n";
  text += first.after;
  if (service && connectors::find_event(first_kind(), connectors::publication) != nullptr) {
    if (text.ends_with("\n\n")) text.pop_back();
    text +=
        "# Also on the days on which the source says that it publishes.\non = " + in_quotes(connectors::publication) +
        "\n\n";
  }
  if (service) return text;
  text +=
      "# Files for those who write reports, after each run that changed them:\n"
      "# [[publish]]\n# dataset = \"nyckeltal_jamforelse\"\n# formats = [\"xlsx\", \"csv\"]\n"
      "# to = \"folder:/srv/share/nyckeltal\"\n";
  return text;
}

core::Result<std::vector<settings::IndicatorSet>> ready_sets(const std::vector<fs::path>& folders) {
  std::vector<settings::IndicatorSet> sets;
  for (const auto& name : settings::indicator_sets(folders)) {
    auto set = SLUSS_TRY(settings::indicator_set(folders, name));
    sets.push_back(std::move(set));
  }
  return sets;
}

/// A folder that does not exist is a misspelt one, or a disk that is not mounted.
core::Result<> check_folder(const fs::path& file) {
  std::error_code problem;
  const auto folder = file.parent_path();
  if (fs::is_directory(folder, problem)) return {};
  return core::fail(core::ErrorClass::config, "init.no_folder", "there is no folder " + folder.string(),
                    "Make it (mkdir -p), or correct the path of --output.", {file.string(), 0, 0, ""});
}

/// Without --service, the options of what it writes are errors.
core::Result<> check_parts(const Invocation& invocation) {
  if (invocation.has("--service")) return {};
  for (const std::string_view option : {"--listen", "--mail-to", "--mail-from", "--smtp", "--publish-to"}) {
    if (!invocation.has(option)) continue;
    return core::fail(core::ErrorClass::config, "usage.service", std::string(option) + " belongs to --service",
                      "Write both: sluss init --service " + std::string(option) + " …");
  }
  return {};
}

/// What makes figures come, for the place that the configuration was written to.
std::string next_step(const fs::path& file, const fs::path& state) {
  if (file == settings::unit_configuration) return "sudo systemctl enable --now sluss";
  std::error_code problem;
  const bool found_by_itself = file.filename() == "sluss.toml" && file.parent_path() == fs::current_path(problem);
  std::string as;
  if (const auto owner = core::owner_of(state); owner && owner->user != ::geteuid())
    as = "sudo -u " + core::user_for_sudo(owner->user) + " ";  // the state is theirs: a run by others stops there
  return as + "sluss" + (found_by_itself ? "" : " --config " + file.string()) + " run " +
         std::string(first_kind().name);
}

}  // namespace

core::Result<ExitCode> command_init(Environment& environment) {
  const auto& invocation = environment.invocation;
  std::error_code problem;
  const auto place = SLUSS_TRY(output_place(invocation.get("--output", invocation.get("--config", "sluss.toml"))));
  const bool replaced = place.kind == OutputPlace::Kind::file;
  const auto file = fs::absolute(replaced ? place.file : fs::path("sluss.toml"), problem).lexically_normal();
  const bool service = invocation.has("--service");
  SLUSS_TRY(check_parts(invocation));
  if (replaced && fs::exists(file, problem) && (service || !invocation.has("--force"))) {
    return core::fail(core::ErrorClass::config, "init.exists", "there is a configuration already",
                      service ? "Edit it, or write another with --output FILE: --service replaces none."
                              : "Edit it, write another with --output FILE, or replace it with --force.",
                      {file.string(), 0, 0, ""});
  }
  if (replaced) SLUSS_TRY(check_folder(file));
  const auto folders = settings::config_folders_of(file);
  const auto municipality = SLUSS_TRY(ask_municipality(environment, folders));
  const auto sets = SLUSS_TRY(ready_sets(folders));
  const bool for_the_unit = file.parent_path() == fs::path(settings::unit_configuration).parent_path();
  const std::string standard(for_the_unit ? settings::unit_state : "sluss-data");
  const auto state = invocation.get("--state", standard);
  auto text = configuration_text(municipality, state, sets, service);
  if (service) {
    const auto answers = SLUSS_TRY(service_answers(environment, file, text));
    const auto part = SLUSS_TRY(service_text(answers));
    text += part;
  }
  // What is written is what is read: the new file must pass its own validation.
  if (const auto valid = settings::load_texts({{file, text}}); !valid) {
    environment.output.errors(valid.error());
    return std::unexpected(already_printed(core::ErrorClass::config));
  }
  if (!replaced) {
    const auto stream = SLUSS_TRY(OutputStream::open(environment.output, place, environment.stop));
    SLUSS_TRY(stream.write(text));
    return ExitCode::done;
  }
  SLUSS_TRY(core::replace_file(environment.files, file, text, core::usual_mode()));
  environment.output.say("wrote " + file.string() + " for " + municipality.code + " " + municipality.name);
  environment.output.say("next: " + next_step(file, file.parent_path() / state));
  if (environment.output.json)
    SLUSS_TRY(environment.output.write("{\"file\":" + in_quotes(file.string()) +
                                       ",\"municipality\":" + in_quotes(municipality.code) + "}\n"));
  return ExitCode::done;
}

}  // namespace sluss::daemon::program
