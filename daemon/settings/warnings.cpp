#include "daemon/settings/warnings.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/kind.h"
#include "core/time.h"
#include "daemon/serve/schedule/calendar.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/kinds.h"
#include "daemon/settings/load.h"
#include "daemon/settings/plain_secrets.h"
#include "daemon/settings/read_text.h"
#include "daemon/settings/schema.h"
#include "daemon/settings/validate.h"

namespace sluss::daemon::settings {
namespace {

/// The files' content, unchecked: the place of each value.
Draft as_written(const std::filesystem::path& file) {
  Draft draft;
  draft.settings.file = file;
  const auto files = read_files(file);
  for (const auto& text : files.texts) note_kinds(text, draft);
  for (const auto& text : files.texts) read_text(text, draft);
  return draft;
}

/// Of a job's key: its own place where the files have it, else the job's.
core::Place place_of(const Draft& draft, const Job& job, const std::string& key) {
  const auto path = job.values.path() + "." + key;
  if (draft.is_written(path)) return draft.place(path);
  return {draft.settings.file.string(), job.line, 0, path};
}

/// Empty texts of keys that have a default: somebody may have meant something. Only the files have them.
std::vector<core::Error> blank_texts(const Draft& draft) {
  std::vector<core::Error> warnings;
  for (const auto& [path, key] : draft.blank) {
    const auto standard = key->standard.empty() ? std::string() : " (" + std::string(key->standard) + ")";
    const auto example = key->example.empty() ? std::string(".") : ", for example: " + example_line(*key);
    warnings.push_back(core::fail(core::ErrorClass::config, "config.empty",
                                  path + " is empty" +
                                      (key->required ? "" : ", which is as if it were not there" + standard) +
                                      "; the next release refuses this",
                                  (key->required ? "Write a value" : "Take the line away, or write a value") + example,
                                  draft.place(path))
                           .error());
  }
  return warnings;
}

void files_not_read(const Settings& settings, std::vector<core::Error>& warnings) {
  for (const auto& file : ignored_files(settings.file)) {
    warnings.push_back(core::fail(core::ErrorClass::config, "config.passed_over",
                                  "this file in conf.d is not read: its name does not end in .toml, or it is a link "
                                  "that leads nowhere",
                                  "Remove it, or give it a name that ends in .toml.", {file.string(), 0, 0, ""})
                           .error());
  }
}

/// Each would replace what the other loaded.
void one_job_a_table(const Settings& settings, std::vector<core::Error>& warnings) {
  std::map<std::string, const Job*> filled;
  for (const auto& job : settings.jobs) {
    const auto interest = interest_of(settings, job);
    if (!interest || interest->table.empty()) continue;
    const auto& table = interest->table;
    const auto [other, first] = filled.emplace(table, &job);
    if (first) continue;
    warnings.push_back(core::fail(core::ErrorClass::config, "config.duplicate",
                                  "the jobs " + other->second->name + " (line " + std::to_string(other->second->line) +
                                      ") and " + job.name + " fill one table, extract." + table +
                                      ": each replaces what the other loaded; the next release refuses this",
                                  "Give each job a table of its own.",
                                  {settings.file.string(), job.line, 0, job.values.path()})
                           .error());
  }
}

/// The last one to load counts, so that they change one another's figures for ever.
void one_source_an_indicator(const Settings& settings, std::vector<core::Error>& warnings) {
  std::map<std::string, const Job*> first_jobs;
  std::set<std::pair<const Job*, const Job*>> reported;
  for (const auto& job : settings.jobs) {
    const auto interest = interest_of(settings, job);
    if (!interest) continue;
    for (const auto& indicator : interest->indicators) {
      const auto* other = first_jobs.emplace(indicator, &job).first->second;
      if (other->source == job.source || !reported.emplace(other, &job).second) continue;
      warnings.push_back(
          core::fail(core::ErrorClass::config, "config.overlap",
                     "the jobs " + other->name + " and " + job.name + " load " + indicator + " from two sources, " +
                         other->source + " and " + job.source + ": the last to load it counts",
                     "Let one of them load it.", {settings.file.string(), job.line, 0, job.values.path()})
              .error());
    }
  }
}

/// What the kinds find of their jobs together.
void jobs_of_one_kind(const Settings& settings, std::vector<core::Error>& warnings) {
  std::set<std::string_view> seen;
  for (const auto& job : settings.jobs) {
    const auto* const kind = kind_of(settings, job);
    if (kind == nullptr || kind->check_jobs == nullptr || !seen.insert(kind->name).second) continue;
    for (auto& warning : kind->check_jobs(jobs_of_kind(settings, kind->name), settings.config_folders)) {
      const auto at = std::ranges::find(settings.jobs, warning.place.field, &Job::name);
      if (at != settings.jobs.end()) warning.place = {settings.file.string(), at->line, 0, at->values.path()};
      warnings.push_back(std::move(warning));
    }
  }
}

/// 0.1 accepted them, and the run reported that there is no such area.
void unknown_codes(const Settings& settings, const Draft& draft, std::vector<core::Error>& warnings) {
  const auto known = municipalities(settings.config_folders);
  for (const auto& job : settings.jobs) {
    const auto& areas = job.values.texts("areas");
    for (std::size_t i = 0; i < areas.size(); ++i) {
      if (near_code(known, areas[i]) != NearCode::digits) continue;
      warnings.push_back(core::fail(core::ErrorClass::config, "config.municipality",
                                    "no municipality has the code '" + areas[i] + "'; the next release refuses this",
                                    std::string(look_code_up), place_of(draft, job, "areas." + std::to_string(i)))
                             .error());
    }
  }
}

/// Nothing when it has no two slots.
std::optional<std::chrono::milliseconds> between_slots(const std::string& schedule) {
  const auto calendar = schedule::Calendar::parse(schedule);
  if (!calendar) return std::nullopt;
  const auto first = calendar->next_after({});
  const auto second = first ? calendar->next_after(*first) : std::nullopt;
  if (!second) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::microseconds(second->micros - first->micros));
}

/// No source has news so often, and each run is one in the journal and queries others' machines.
void too_often(const Settings& settings, const Draft& draft, std::vector<core::Error>& warnings) {
  for (const auto& job : settings.jobs) {
    const auto each = job.every ? job.every : between_slots(job.schedule);
    if (!each || *each >= std::chrono::minutes(1)) continue;
    warnings.push_back(core::fail(core::ErrorClass::config, "config.often",
                                  "the job " + job.name + " runs every " + core::to_text(*each) +
                                      ": each time it asks its source, and is a run in the journal",
                                  "Write how often it can have news, mostly a few times a year or a day: every = "
                                  "\"6h\", or schedule = \"Mon..Fri 06:15\".",
                                  place_of(draft, job, job.every ? "every" : "schedule"))
                           .error());
  }
}

/// 30 February: such a job waits for ever, and is never late.
void never_comes(const Settings& settings, const Draft& draft, std::vector<core::Error>& warnings) {
  for (const auto& job : settings.jobs) {
    for (const auto& [key, text] : {std::pair("schedule", job.schedule), std::pair("expected_by", job.expected_by)}) {
      const auto calendar = schedule::Calendar::parse(text);
      if (!calendar || calendar->next_after({})) continue;
      warnings.push_back(core::fail(core::ErrorClass::config, "config.never",
                                    "the job " + job.name + ": " + key + " = \"" + text +
                                        "\" names no day that there is: it never comes",
                                    "Write one that comes, for example \"Mon..Fri 06:15\" or \"*-02-28 06:15\".",
                                    place_of(draft, job, key))
                             .error());
    }
  }
}

/// A run that builds the built-in datasets ends with spill.full in less; docs/decisions/009 has the measurements. Less
/// is accepted, since a configuration that only loads tables works with it.
void too_little_memory(const Settings& settings, const Draft& draft, std::vector<core::Error>& warnings) {
  constexpr std::uint64_t datasets_need = 112'000'000;
  if (settings.memory_bytes >= datasets_need) return;
  warnings.push_back(core::fail(core::ErrorClass::config, "config.memory",
                                "warehouse.memory is " + settings.memory +
                                    ": the built-in datasets need 112MB, and a run that builds them may end with "
                                    "spill.full",
                                "Write at least \"112MB\", or take the line away for 512MB.",
                                draft.place("warehouse.memory"))
                         .error());
}

/// A password that the proxy may ask for in plain text. Many proxies speak nothing else, so it is a warning, not an
/// error.
void plain_proxy_secret(const Settings& settings, std::vector<core::Error>& warnings) {
  using connectors::http::ProxyAuth;
  const auto& http = settings.http;
  const bool may_be_plain = http.proxy_auth == ProxyAuth::basic || http.proxy_auth == ProxyAuth::any;
  if (settings.http_proxy_credential.empty() || !may_be_plain || !is_plain_proxy(http.proxy)) return;
  warnings.push_back(core::fail(core::ErrorClass::config, "config.secret_plain",
                                "http.proxy_credential is sent unencrypted to a proxy that asks for Basic: http.proxy "
                                "does not begin with https://; the next release refuses this",
                                "Begin http.proxy with https://, or write proxy_auth = \"negotiate\" or \"ntlm\".",
                                {settings.file.string(), 0, 0, "http.proxy_credential"})
                         .error());
}

}  // namespace

std::vector<core::Error> warnings_of(const Settings& settings) {
  const auto draft = as_written(settings.file);
  auto warnings = blank_texts(draft);
  files_not_read(settings, warnings);
  unknown_codes(settings, draft, warnings);
  too_often(settings, draft, warnings);
  never_comes(settings, draft, warnings);
  too_little_memory(settings, draft, warnings);
  one_job_a_table(settings, warnings);
  one_source_an_indicator(settings, warnings);
  jobs_of_one_kind(settings, warnings);
  plain_proxy_secret(settings, warnings);
  const auto& control = settings.control;
  if (!control.proxy_user.empty() && control.names.empty()) {
    warnings.push_back(core::fail(core::ErrorClass::config, "control.names",
                                  "control.proxy_user is set and control.names is not: whatever name a browser asks "
                                  "for is answered (DNS rebinding); the next release refuses this",
                                  "Name what people reach it by: names = [\"sluss.example.se\"].",
                                  {settings.file.string(), 0, 0, "control.names"})
                           .error());
  }
  return warnings;
}

std::optional<core::Error> nothing_scheduled(const Settings& settings) {
  if (std::ranges::any_of(settings.jobs, &Job::scheduled)) return std::nullopt;
  return core::fail(core::ErrorClass::config, "serve.nothing",
                    "no job has a schedule: `sluss serve` shows what there is, and loads only on request",
                    "Add for example schedule = \"Mon..Fri 06:15\" or every = \"6h\" to a [[job]].",
                    {settings.file.string(), 0, 0, "job"})
      .error();
}

}  // namespace sluss::daemon::settings
