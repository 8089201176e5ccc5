#include "daemon/program/doctor_bundle.h"

#include <sys/utsname.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ranges>
#include <tuple>
#include <vector>

#include "core/identities.h"
#include "core/json.h"
#include "core/log.h"
#include "daemon/program/output_place.h"
#include "daemon/program/shown_settings.h"
#include "daemon/run/backup/stream.h"
#include "daemon/run/backup/tar.h"
#include "daemon/serve/api/run_view.h"

namespace sluss::daemon::program {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
constexpr std::int64_t most_failures = 20;

struct Member {
  std::string name;
  std::string what;  ///< for whoever reads the list
  std::string text;
};

/// Secrets and personal identity numbers in a name or an error's text are masked.
std::string fit_to_leave(const std::string& text) {
  return core::without_identities(core::log::masked(text));
}

std::string shown(const json& value) {
  return core::json_text(value, 2) + "\n";
}

/// "Debian GNU/Linux 12 (bookworm)"; empty where the machine has none.
std::string system_name(core::Files& files) {
  constexpr std::string_view key = "PRETTY_NAME=";
  const auto text = files.read("/etc/os-release");
  if (!text) return {};
  const auto begin = text->find(key);
  if (begin == std::string::npos) return {};
  auto name = text->substr(begin + key.size(), text->find('\n', begin) - begin - key.size());
  std::erase(name, '"');
  return name;
}

json engine_version(Workspace& workspace, bool may_open) {
  if (!may_open || !workspace.place().has_warehouse()) return nullptr;
  const auto reader = workspace.reader(false);
  if (!reader) return nullptr;
  const auto rows = (*reader)->rows("select version()");
  if (!rows || rows->empty() || rows->front().empty() || !rows->front().front()) return nullptr;
  return *rows->front().front();
}

std::string versions_text(Environment& environment, Workspace& workspace, bool may_open) {
  json versions{{"sluss", std::string(program_version())},
                {"duckdb", engine_version(workspace, may_open)},
                {"system", system_name(environment.files)}};
  utsname kernel{};
  if (::uname(&kernel) == 0) {
    versions["kernel"] = std::string(kernel.release);
    versions["machine"] = std::string(kernel.machine);
  }
  return shown(versions);
}

/// Without the errors' texts, which may name what was requested; the log has them.
core::Result<std::string> failures_text(Workspace& workspace) {
  auto failures = SLUSS_TRY(api::Failures::open(workspace.place().context()));
  const auto marks = SLUSS_TRY(failures.latest(most_failures));
  auto list = json::array();
  for (const auto& mark : marks | std::views::reverse) {
    const auto view = SLUSS_TRY(failures.read(mark));
    list.push_back({{"job", view.run.job},
                    {"started_at", core::to_text(view.run.started_at)},
                    {"class", view.error_class},
                    {"code", view.error_code}});
  }
  return shown(list);
}

/// Of a file, or of all below a folder; links are not followed.
json size_of(const fs::path& path) {
  std::error_code problem;
  std::uintmax_t bytes = 0;
  std::int64_t files = 0;
  const auto count = [&](const fs::path& file) {
    std::error_code none;
    if (!fs::is_regular_file(fs::symlink_status(file, none))) return;
    const auto size = fs::file_size(file, none);
    if (none) return;
    bytes += size;
    ++files;
  };
  count(path);
  if (fs::is_directory(fs::symlink_status(path, problem))) {
    const auto options = fs::directory_options::skip_permission_denied;
    for (auto entry = fs::recursive_directory_iterator(path, options, problem);
         !problem && entry != fs::recursive_directory_iterator(); entry.increment(problem))
      count(entry->path());
  }
  return {{"name", fit_to_leave(path.filename().string())}, {"files", files}, {"bytes", bytes}};
}

std::string sizes_text(core::Files& files, const settings::Settings& settings) {
  auto list = json::array();
  if (const auto parts = files.list(settings.state))
    for (const auto& part : *parts) list.push_back(size_of(part));
  return shown(list);
}

std::vector<Member> members_of(Environment& environment, Workspace& workspace, const std::string& report,
                               bool may_open) {
  const auto failures = failures_text(workspace);
  const auto& settings = workspace.settings();
  const auto configuration =
      settings.file.empty() ? shown(json{{"state", settings.state.string()}, {"why", "it has errors, see doctor.json"}})
                            : shown_settings(settings, Audience::others);
  return {{"configuration.json", "what `sluss config show` prints, without who gets mail", fit_to_leave(configuration)},
          {"versions.json", "of Sluss, DuckDB and the system", versions_text(environment, workspace, may_open)},
          {"doctor.json", "what `sluss doctor --json` prints", fit_to_leave(report)},
          {"failures.json", "the last runs that failed: when, which job, which code",
           failures ? fit_to_leave(*failures) : shown(json{{"code", failures.error().code}})},
          {"sizes.json", "of the state folder's parts", sizes_text(environment.files, workspace.settings())}};
}

core::Result<> pack(core::Instant now, core::OutputFile& output, const std::vector<Member>& members) {
  backup::FileSink file(output);
  backup::TarWriter tar(file, now);
  for (const auto& member : members) {
    SLUSS_TRY(tar.begin(member.name, member.text.size()));
    SLUSS_TRY(tar.write(member.text));
    SLUSS_TRY(tar.end());
  }
  SLUSS_TRY(tar.finish());
  SLUSS_TRY(output.sync());
  return output.close();
}

core::Result<> print_members(const Output& output, const fs::path& file, const std::vector<Member>& members) {
  auto list = json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& member : members) {
    list.push_back({{"name", member.name}, {"what", member.what}, {"bytes", member.text.size()}});
    rows.push_back({member.name, std::to_string(member.text.size()), member.what});
  }
  return output.write(output.json ? core::json_text(json{{"file", file.string()}, {"members", list}}) + "\n"
                                  : file.string() + " holds no secret and no row of data, but:\n" +
                                        text_table({"name", "bytes", "what"}, rows));
}

}  // namespace

core::Result<fs::path> bundle_place(Environment& environment, const settings::Settings& settings) {
  const auto place = SLUSS_TRY(output_place(environment.invocation.get("--bundle")));
  if (place.kind != OutputPlace::Kind::file) {
    return core::fail(core::ErrorClass::config, "usage.bundle", "a bundle is a file",
                      "Name one that is not there yet: sluss doctor --bundle sluss.tar");
  }
  SLUSS_TRY(check_apart(place, settings));
  if (environment.files.exists(place.file)) {
    return core::fail(core::ErrorClass::config, "bundle.exists", "there is a file of that name, and it stays",
                      "Name another, or remove it.", {place.file.string(), 0, 0, ""});
  }
  return place.file;
}

core::Result<> write_bundle(Environment& environment, Workspace& workspace, const fs::path& file,
                            const std::string& report, bool may_open) {
  const auto members = members_of(environment, workspace, report, may_open);
  SLUSS_TRY(print_members(environment.output, file, members));
  const auto output = SLUSS_TRY(environment.files.create_new(file, core::owner_only));
  auto packed = pack(environment.clock.now(), *output, members);
  if (!packed) std::ignore = environment.files.remove(file);  // half of it is of no use
  return packed;
}

}  // namespace sluss::daemon::program
