// codelist list, codelist show, codelist diff: what codes mean, and since when.
#include <nlohmann/json.hpp>
#include <optional>

#include "core/json.h"
#include "core/text.h"
#include "daemon/program/commands.h"
#include "daemon/settings/folders.h"
#include "transforms/codelists/diff.h"
#include "transforms/codelists/load.h"

namespace sluss::daemon::program {
namespace {

namespace codelists = transforms::codelists;

core::Error printed(Environment& environment, const codelists::Errors& errors) {
  environment.output.errors(errors);
  return already_printed(core::ErrorClass::config);
}

/// Of the configuration folders; a configuration with errors, or none, does not prevent it.
core::Result<std::vector<codelists::Codelist>> all_lists(Environment& environment) {
  std::error_code problem;
  const auto file = std::filesystem::absolute(configuration_file(environment.invocation), problem);
  auto lists = codelists::load_codelists(environment.files, settings::config_folders_of(file));
  if (!lists) return std::unexpected(printed(environment, lists.error()));
  return *std::move(lists);
}

bool is_file(std::string_view text) {
  return text.find('/') != std::string_view::npos || text.ends_with(".toml");
}

/// An argument of the command line: an id, or a file.
core::Result<codelists::Codelist> named_list(Environment& environment, std::string_view argument) {
  const auto text = environment.invocation.get(argument);
  if (!is_file(text)) {
    const auto all = SLUSS_TRY(all_lists(environment));
    const auto* const found = SLUSS_TRY(from_command_line(codelists::find_list(all, text), argument));
    return *found;
  }
  if (!environment.files.exists(text))
    return core::fail(core::ErrorClass::config, "usage.codelist", "there is no file " + core::shortened(text, 200),
                      "Write a file's name, or an id that `sluss codelist list` shows.", on_command_line(argument));
  auto list = codelists::read_codelist(text);
  if (!list) return std::unexpected(printed(environment, list.error()));
  return *std::move(list);
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

std::string list_text(const codelists::Codelist& list, const std::optional<core::Day>& day) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& entry : list.entries) {
    if (day && !entry.valid_on(*day)) continue;
    rows.push_back({entry.code, entry.text, codelists::validity_text(entry), entry.parent, joined(entry.aliases),
                    joined(entry.successors), std::string(codelists::name_of(entry.layout))});
  }
  const auto table = text_table({"code", "text", "valid", "parent", "aliases", "successors", "layout"}, rows);
  return list.title + " (" + std::string(codelists::name_of(list.layout)) + ")\nsource: " + list.source +
         "\nlicence: " + list.licence + "\nfile: " + list.file + "\n" + table;
}

}  // namespace

core::Result<ExitCode> command_codelist_list(Environment& environment) {
  const auto all = SLUSS_TRY(all_lists(environment));
  auto shown = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& list : all) {
    const auto layout = codelists::name_of(list.layout);
    shown.push_back({{"id", list.id},
                     {"title", list.title},
                     {"entries", list.entries.size()},
                     {"layout", layout},
                     {"source", list.source},
                     {"licence", list.licence},
                     {"file", list.file}});
    rows.push_back({list.id, list.title, std::to_string(list.entries.size()), std::string(layout), list.file});
  }
  SLUSS_TRY(environment.output.write(environment.output.json
                                         ? core::json_text(shown) + "\n"
                                         : text_table({"id", "title", "entries", "layout", "file"}, rows)));
  return ExitCode::done;
}

core::Result<ExitCode> command_codelist_show(Environment& environment) {
  std::optional<core::Day> day;
  if (environment.invocation.has("--on"))
    day = SLUSS_TRY(from_command_line(core::parse_day(environment.invocation.get("--on")), "--on"));
  const auto list = SLUSS_TRY(named_list(environment, "CODELIST"));
  SLUSS_TRY(environment.output.write(environment.output.json ? codelists::list_json(list, day) + "\n"
                                                             : list_text(list, day)));
  return ExitCode::done;
}

core::Result<ExitCode> command_codelist_diff(Environment& environment) {
  const auto before = SLUSS_TRY(named_list(environment, "OLD"));
  const auto after = SLUSS_TRY(named_list(environment, "NEW"));
  const auto found = codelists::difference(before, after);
  SLUSS_TRY(environment.output.write(environment.output.json ? codelists::diff_json(before, after, found) + "\n"
                                                             : codelists::diff_text(before, after, found)));
  return ExitCode::done;
}

}  // namespace sluss::daemon::program
