#include "daemon/settings/settings.h"

#include <algorithm>
#include <string>

#include "connectors/kind.h"
#include "core/duration.h"

namespace sluss::daemon::settings {

Occasion parse_occasion(std::string_view word) {
  if (word.empty()) return {};
  if (word == connectors::publication) return PublicationDays();
  return SourceEvent{std::string(word)};
}

std::string_view word_of(const Occasion& occasion) {
  if (std::holds_alternative<PublicationDays>(occasion)) return connectors::publication;
  const auto* event = std::get_if<SourceEvent>(&occasion);
  return event == nullptr ? std::string_view() : event->word;
}

const Source* find_source(const Settings& settings, std::string_view name) {
  const auto found = std::ranges::find(settings.sources, name, &Source::name);
  return found == settings.sources.end() ? nullptr : &*found;
}

const Database* find_database(const Settings& settings, std::string_view name) {
  const auto found = std::ranges::find(settings.databases, name, &Database::name);
  return found == settings.databases.end() ? nullptr : &*found;
}

const Job* find_job(const Settings& settings, std::string_view name) {
  const auto found = std::ranges::find(settings.jobs, name, &Job::name);
  return found == settings.jobs.end() ? nullptr : &*found;
}

std::string schedule_text(const Job& job) {
  std::string text = job.every ? "every " + core::to_text(*job.every) : job.schedule;
  const auto add = [&text](std::string_view more) { text.append(text.empty() ? "" : ", ").append(more); };
  if (const auto word = word_of(job.on); !word.empty()) add(word);
  for (const auto& before : job.after) add("after " + before);
  return text;
}

}  // namespace sluss::daemon::settings
