#include "connectors/register/source/names_taken.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/source/file_names.h"
#include "connectors/register/source/mapping_files.h"
#include "connectors/register/source/watched_place.h"
#include "core/letters.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::string_view anything = "…";

std::string with(std::string example, std::string_view word) {
  for (auto at = example.find(anything); at != std::string::npos; at = example.find(anything, at + word.size()))
    example.replace(at, anything.size(), word);
  return example;
}

/// The name is of a format that files are read of, or that is refused with a word of why (xls, ods): others that people
/// keep in a folder (a document, a picture) are nobody's fault.
bool is_named_as_data(std::string_view name) {
  constexpr std::array<std::string_view, 15> endings{".csv",  ".tsv",  ".skv", ".tab", ".xlsx",
                                                     ".xlsm", ".xlsb", ".xls", ".ods", ".html",
                                                     ".htm",  ".json", ".zip", ".gz",  ".px"};
  const auto folded = core::folded(name);
  return std::ranges::any_of(endings, [&](std::string_view ending) { return folded.ends_with(ending); });
}

/// A workbook's where it may be one.
std::string ending_for(const Mapping& mapping) {
  const auto& formats = mapping.files.formats;
  if (formats.empty() || std::ranges::find(formats, FileFormat::xlsx) != formats.end()) return "xlsx";
  switch (formats.front()) {
    case FileFormat::html:
      return "html";
    case FileFormat::json:
    case FileFormat::json_stat:
      return "json";
    case FileFormat::fixed:
      return "txt";
    case FileFormat::zip:
      return "zip";
    default:
      return "csv";
  }
}

/// Of patterns like "*hela*".
std::vector<std::string> words_of(const Mapping& mapping) {
  std::vector<std::string> words;
  for (const auto& table : mapping.tables) {
    for (const auto& pattern : table.files) {
      std::string word;
      std::ranges::copy_if(pattern, std::back_inserter(word), [](char c) { return c != '*'; });
      const bool plain = !word.empty() && word.find_first_of("{}\\.") == std::string::npos;
      if (plain && std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
    }
  }
  return words;
}

}  // namespace

NamesTaken::OfJob NamesTaken::OfJob::of(const JobOfKind& job, const Mapping& mapping, std::string one_file) {
  return {.job = job.name,
          .mapping = mapping.id,
          .title = mapping.title,
          .names = mapping.files.names,
          .patterns = Patterns(mapping.files.names),
          .ending = ending_for(mapping),
          .words = words_of(mapping),
          .one_file = std::move(one_file)};
}

std::vector<std::string> NamesTaken::OfJob::examples(int year) const {
  if (!one_file.empty()) return {shown_name(one_file)};
  std::vector<std::string> result;
  for (const auto& name : names) {
    auto pattern = Pattern::parse(name);
    if (!pattern) continue;
    auto example = pattern->example(year);
    if (std::ranges::find(result, example) == result.end()) result.push_back(std::move(example));
  }
  return result;
}

std::vector<std::string> NamesTaken::OfJob::whole_examples(int year) const {
  std::vector<std::string> whole;
  const auto add = [&](std::string name) {
    if (std::ranges::find(whole, name) == whole.end()) whole.push_back(std::move(name));
  };
  for (auto example : examples(year)) {
    if (example.ends_with("." + std::string(anything)))
      example.replace(example.size() - anything.size(), anything.size(), ending);
    if (!example.contains(anything)) {
      add(std::move(example));
      continue;
    }
    if (auto without = with(example, ""); takes(without)) {
      add(std::move(without));
      continue;
    }
    for (const auto& word : words) add(with(example, word));
    if (words.empty()) add(with(example, "namn"));
  }
  return whole;
}

std::optional<NamesTaken> NamesTaken::at_place_of(const Setup& setup) {
  const auto here = watched_place_of(setup.source);
  if (here.folder.empty() || !here.only.empty()) return std::nullopt;
  NamesTaken taken;
  bool told_by_another = true;
  for (const auto& one : setup.jobs_of_kind) {
    const auto place = watched_place_of(one.source);
    if (place.folder != here.folder) continue;
    if (told_by_another && one.on_event && place.only.empty()) {
      if (!one.is_this) return std::nullopt;
      told_by_another = false;
    }
    const auto mapping = read_mapping(one.job.text("mapping"), setup.config_folders);
    if (!mapping) return std::nullopt;
    taken.jobs_.push_back(OfJob::of(one, *mapping, place.only));
  }
  if (told_by_another) return std::nullopt;
  return taken;
}

bool NamesTaken::OfJob::takes(std::string_view name) const {
  return one_file.empty() ? patterns.matches(readable_name(name)) : core::folded(one_file) == core::folded(name);
}

bool NamesTaken::takes(std::string_view name) const {
  return std::ranges::any_of(jobs_, [&](const OfJob& job) { return job.takes(name); });
}

bool NamesTaken::resembles(std::string_view name) const {
  const auto ending_of = [](std::string_view text) {
    const auto dot = text.rfind('.');
    return dot == std::string_view::npos ? std::string() : core::folded(text.substr(dot));
  };
  const auto ending = ending_of(name);
  return is_named_as_data(name) || std::ranges::any_of(jobs_, [&](const OfJob& job) {
           return !ending.empty() &&
                  std::ranges::any_of(job.names, [&](const std::string& one) { return ending_of(one) == ending; });
         });
}

std::vector<std::string> NamesTaken::examples(int year, std::size_t most) const {
  std::vector<std::vector<std::string>> of_jobs;
  std::size_t longest = 0;
  for (const auto& job : jobs_) {
    of_jobs.push_back(job.whole_examples(year));
    longest = std::max(longest, of_jobs.back().size());
  }
  std::vector<std::string> all;
  for (std::size_t place = 0; place < longest; ++place) {
    for (const auto& examples : of_jobs) {
      if (place >= examples.size() || (place > 0 && all.size() >= most)) continue;
      if (std::ranges::find(all, examples[place]) == all.end()) all.push_back(examples[place]);
    }
  }
  return all;
}

}  // namespace sluss::connectors::registers
