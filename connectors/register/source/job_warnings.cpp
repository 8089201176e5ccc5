#include "connectors/register/source/job_warnings.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "connectors/register/source/mapping_files.h"
#include "connectors/register/source/names_taken.h"
#include "connectors/register/source/watched_place.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

/// The year matters to nobody: both sides' examples are of it.
constexpr int example_year = 2025;

struct TwoJobs {
  const NamesTaken::OfJob& one;
  const NamesTaken::OfJob& other;
};

/// A name of the one that the other takes too; nothing where the examples tell none.
std::optional<std::string> name_of_both(const TwoJobs& jobs) {
  for (const auto& example : jobs.one.examples(example_year)) {
    std::vector<std::string> names{example};
    constexpr std::string_view any_ending = ".…";
    if (example.ends_with(any_ending))
      for (const auto* ending : {".csv", ".xlsx"})
        names.push_back(example.substr(0, example.size() - any_ending.size()) + ending);
    const auto taken = std::ranges::find_if(names, [&](const std::string& name) { return jobs.other.takes(name); });
    if (taken != names.end()) return *taken;
  }
  return std::nullopt;
}

struct JobAt {
  NamesTaken::OfJob taken;
  std::string folder;
};

/// Of each whose folder is local: from others nothing is moved away, and each job reads what it takes.
std::vector<JobAt> jobs_at_folders(std::span<const JobOfKind> jobs, const std::vector<fs::path>& config_folders) {
  std::vector<JobAt> all;
  for (const auto& one : jobs) {
    if (!one.source.text("url").empty()) continue;
    auto place = watched_place_of(one.source);
    const auto mapping = read_mapping(one.job.text("mapping"), config_folders);
    if (place.folder.empty() || !mapping) continue;
    all.push_back(
        {.taken = NamesTaken::OfJob::of(one, *mapping, std::move(place.only)), .folder = std::move(place.folder)});
  }
  return all;
}

}  // namespace

std::vector<core::Error> jobs_of_same_files(std::span<const JobOfKind> jobs,
                                            const std::vector<fs::path>& config_folders) {
  std::vector<core::Error> warnings;
  const auto all = jobs_at_folders(jobs, config_folders);
  for (std::size_t later = 0; later < all.size(); ++later) {
    for (std::size_t first = 0; first < later; ++first) {
      const auto& one = all[first];
      const auto& other = all[later];
      if (one.folder != other.folder) continue;
      auto name = name_of_both({.one = one.taken, .other = other.taken});
      if (!name) name = name_of_both({.one = other.taken, .other = one.taken});
      if (!name) continue;
      warnings.push_back(core::fail(core::ErrorClass::config, "config.same_files",
                                    "the jobs " + one.taken.job + " and " + other.taken.job + " both take \"" + *name +
                                        "\" in " + one.folder +
                                        ": whichever runs first moves such a file away, and "
                                        "the other never reads it",
                                    "Give each a folder of its own, names of its own ([files] names of the mapping), "
                                    "or one mapping with both tables.",
                                    {.file = {}, .field = other.taken.job})
                             .error());
    }
  }
  return warnings;
}

std::vector<core::Error> breaks_without_effect(std::span<const JobOfKind> jobs,
                                               const std::vector<fs::path>& config_folders) {
  std::vector<core::Error> warnings;
  for (const auto& one : jobs) {
    const auto mapping = read_mapping(one.job.text("mapping"), config_folders);
    if (!mapping || mapping->breaks.empty()) continue;
    warnings.push_back(
        core::fail(core::ErrorClass::config, "mapping.break",
                   "the mapping " + mapping->id +
                       " has [[break]]: it is kept with each load and has no "
                       "effect, so that figures on both sides of it are compared",
                   "Nothing need be done. For the dataset nyckeltal_jamforelse describe the indicator in "
                   "an indicators file, with series_break.",
                   {.file = {}, .field = one.name})
            .error());
  }
  return warnings;
}

std::vector<core::Error> warnings_of_jobs(std::span<const JobOfKind> jobs,
                                          const std::vector<fs::path>& config_folders) {
  auto warnings = jobs_of_same_files(jobs, config_folders);
  for (auto& one : breaks_without_effect(jobs, config_folders)) warnings.push_back(std::move(one));
  return warnings;
}

}  // namespace sluss::connectors::registers
