#include "daemon/program/environment.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/log.h"
#include "core/text.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/load.h"
#include "daemon/settings/socket_place.h"
#include "daemon/settings/words.h"

namespace sluss::daemon::program {
namespace {

bool numeric(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789 .-+") == std::string::npos &&
         text.find_first_of("0123456789") != std::string::npos && text.find('-', 1) == std::string::npos;
}

/// The number of "job.12.every", and where what follows its point begins; nothing of another place.
struct JobPlace {
  std::size_t number = 0;
  std::size_t key = 0;  ///< the field's end when the job as a whole is meant
};
std::optional<JobPlace> job_place(std::string_view field) {
  constexpr std::string_view begin = "job.";
  if (!field.starts_with(begin)) return std::nullopt;
  const auto end = std::min(field.find('.', begin.size()), field.size());
  const auto digits = field.substr(begin.size(), end - begin.size());
  JobPlace place{.key = std::min(end + 1, field.size())};
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), place.number);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return place;
}

/// For people: `job "kolada": evry` in place of "job.0.evry". Of files that are not TOML some jobs are not counted, so
/// that a number there gives no name.
void name_jobs(std::vector<core::Error>& errors, const std::filesystem::path& file) {
  constexpr std::size_t longest_name = 60;
  if (std::ranges::find(errors, "config.syntax", &core::Error::code) != errors.end()) return;
  const auto jobs = settings::read_despite_errors(file).jobs;
  for (auto& error : errors) {
    auto& field = error.place.field;
    const auto place = job_place(field);
    if (!place || place->number >= jobs.size() || jobs[place->number].name.empty()) continue;
    const auto key = field.substr(place->key);
    field = "job \"" + core::shortened(core::one_line(jobs[place->number].name), longest_name) + "\"" +
            (key.empty() ? "" : ": " + key);
  }
}

}  // namespace

std::filesystem::path configuration_file(const Invocation& invocation) {
  if (invocation.has("--config")) return invocation.get("--config");
  std::error_code problem;
  if (std::filesystem::exists("sluss.toml", problem)) return std::filesystem::absolute("sluss.toml", problem);
  return settings::unit_configuration;
}

core::Result<settings::Settings> load_settings(Environment& environment) {
  std::error_code problem;
  auto file = std::filesystem::absolute(configuration_file(environment.invocation), problem);
  auto loaded = settings::load(file);
  if (!loaded) {
    if (!environment.output.json) name_jobs(loaded.error(), file);
    environment.output.errors(loaded.error());
    return std::unexpected(already_printed(core::ErrorClass::config));
  }
  const auto& invocation = environment.invocation;
  // On a terminal a person reads results, not events: the log has only warnings there unless an option says otherwise.
  const bool configured = invocation.has("--log-level") || loaded->log_level != core::log::Level::info;
  auto level = settings::log_level_words.find(invocation.get("--log-level")).value_or(loaded->log_level);
  if (!configured && (environment.output.terminal_error() || environment.output.quiet) &&
      invocation.command->name != "serve")
    level = core::log::Level::warning;
  core::log::configure(level,
                       settings::log_format_words.find(invocation.get("--log-format")).value_or(loaded->log_format));
  return *std::move(loaded);
}

core::Error already_printed(core::ErrorClass error_class) {
  return {.code = "told", .error_class = error_class};
}
bool was_printed(const core::Error& error) {
  return error.code == "told";
}

std::string text_table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  std::vector<bool> right;
  for (std::size_t i = 0; i < headings.size(); ++i) {
    std::size_t width = core::width_of(headings[i]);
    bool numbers = !rows.empty();
    for (const auto& row : rows) {
      width = std::max(width, core::width_of(row[i]));
      numbers = numbers && (row[i].empty() || numeric(row[i]));
    }
    widths.push_back(width);
    right.push_back(numbers);
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string space(widths[i] - core::width_of(cells[i]), ' ');
      if (i != 0) text += "  ";
      text += right[i] ? space + cells[i] : cells[i] + space;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
  };
  std::string text = line(headings);
  for (const auto& row : rows) text += line(row);
  return text;
}

}  // namespace sluss::daemon::program
