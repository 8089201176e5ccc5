#include "connectors/register/source/unclaimed.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <system_error>
#include <tuple>

#include "connectors/register/readme/readme.h"
#include "connectors/register/source/file_names.h"
#include "connectors/register/source/readme_rejects.h"
#include "connectors/register/zip_file.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

constexpr auto stands_still = std::chrono::minutes(2);
constexpr std::size_t most_told = 10;
constexpr std::size_t most_names = 5;  ///< of one job
constexpr std::size_t most_taken = 8;  ///< of all jobs, where they are fewer
constexpr std::int64_t most_readme_bytes = 1'000'000;

/// The category stands in the first kilobytes of the properties.
bool is_of_no_job(const fs::path& path) {
  const auto zip = ZipFile::open(path, {});
  if (!zip) return false;
  const auto* const entry = zip->find("docProps/core.xml");
  if (entry == nullptr) return false;
  const auto source = zip->read(*entry);
  if (!source) return false;
  std::string text(std::size_t{16} << 10U, '\0');
  const auto size = (*source)->read(text);
  return size && std::string_view(text).substr(0, *size).contains(readme_no_job_mark);
}

Readme readme_of(const std::string& name, const NamesTaken& taken, core::Instant at, std::int64_t others) {
  const auto year = core::year_of(core::swedish_day(at));
  Readme readme{
      .title = shown_name(name),
      .outcome = ReadmeOutcome::no_job,
      .explanation =
          "Filens namn passar inget av de jobb som läser den här mappen. Filen är därför inte inläst, och ligger kvar. "
          "Döp om den så att namnet blir ett av dem som läses in här (de står nedan), eller fråga den som sköter "
          "Sluss. "
          "Det här dokumentet försvinner av sig självt när filen har döpts om, flyttats eller lästs in.",
      .read_at = at,
      .see = {},
      .understood = {},
      .counts = {},
      .to_operator = {},
      .rejects = {}};
  for (const auto& job : taken.jobs()) {
    const auto examples = job.whole_examples(year);
    readme.understood.push_back({.label = job.title, .value = "Till exempel " + quoted(examples, most_names)});
    readme.to_operator.push_back(
        {.label = "Jobbet " + job.job,
         .value = job.one_file.empty() ? "Mappningen " + job.mapping + " tar namnen " + quoted(job.names, most_names)
                                       : "Källan är den enda filen " + shown_name(job.one_file)});
  }
  if (others > 0)
    readme.understood.push_back({.label = "Fler sådana filer",
                                 .value = "I mappen ligger " + std::to_string(others) +
                                          " till vars namn inget jobb tar. De har inget eget läs mig."});
  readme.to_operator.push_back(
      {.label = "Att göra",
       .value = "Ska filen läsas in under det namn den har: skriv ett mönster för namnet i mappningens [files] names, "
                "eller ge mappen ett jobb till, och läs om konfigurationen (sluss reload)."});
  return readme;
}

std::string text_of(const Readme& readme) {
  std::string text;
  for (const auto* lines : {&readme.understood, &readme.to_operator})
    for (const auto& line : *lines) text += line.label + "\n" + line.value + "\n";
  return text;
}

}  // namespace

void UnclaimedFiles::look(const std::vector<InboxFile>& files) {
  const auto now = clock_.now();
  std::map<std::string, Seen> there;
  for (const auto& file : files) {
    if (!is_unclaimed(file.name)) continue;
    Seen seen{.bytes = file.stamp.bytes, .modified_nanos = file.stamp.modified_nanos, .since = now};
    if (const auto known = seen_.find(file.name); known != seen_.end()) {
      const auto& before = known->second;
      const bool same = before.bytes == seen.bytes && before.modified_nanos == seen.modified_nanos;
      if (before.told || (same && before.since <= now)) seen.since = before.since;
      seen.told = before.told;
    }
    seen.told = seen.told || seen.since.plus(stands_still) <= now;
    there.emplace(file.name, seen);
  }
  seen_ = std::move(there);
  std::erase_if(written_, [&](const auto& one) { return !seen_.contains(one.first); });
}

std::vector<std::string> UnclaimedFiles::standing() const {
  std::vector<std::string> names;
  for (const auto& [name, seen] : seen_)
    if (seen.told) names.push_back(name);
  std::ranges::stable_sort(names, {}, [&](const std::string& name) { return seen_.at(name).since; });
  return names;
}

Unclaimed UnclaimedFiles::told() const {
  const auto names = standing();
  if (names.empty()) return {};
  Unclaimed told{.place = place_, .count = std::ssize(names), .names = {}, .taken = {}};
  for (std::size_t i = 0; i < std::min(names.size(), most_told); ++i) told.names.push_back(shown_name(names[i]));
  told.taken = taken_.examples(core::year_of(core::swedish_day(clock_.now())), most_taken);
  return told;
}

void UnclaimedFiles::write_readmes(core::Files& files, const fs::path& folder) {
  const auto names = standing();
  const auto some = std::min(names.size(), most_told);
  for (std::size_t i = 0; i < some; ++i) {
    const bool last = i + 1 == most_told;
    write_readme_of(files, folder, names[i], last ? std::ssize(names) - static_cast<std::ptrdiff_t>(some) : 0);
  }
  remove_others(files, folder);
}

void UnclaimedFiles::write_readme_of(core::Files& files, const fs::path& folder, const std::string& name,
                                     std::int64_t others) {
  const auto readme = readme_of(name, taken_, clock_.now(), others);
  auto text = text_of(readme);
  if (const auto before = written_.find(name); before != written_.end() && before->second == text) return;
  if (write_readme(files, folder, readable_name(name), readme)) written_[name] = std::move(text);
}

void UnclaimedFiles::remove_others(core::Files& files, const fs::path& folder) {
  std::set<std::string> held;
  for (const auto& [name, seen] : seen_) held.insert(readme_name(readable_name(name)));
  std::error_code unknown;
  for (fs::directory_iterator each(folder, unknown); !unknown && each != fs::directory_iterator();
       each.increment(unknown)) {
    const auto name = each->path().filename().string();
    if (!name.ends_with(readme_ending) || held.contains(name)) continue;
    std::error_code failed;
    if (!fs::is_regular_file(each->symlink_status(failed)) || failed) continue;
    const auto bytes = each->file_size(failed);
    const auto changed = each->last_write_time(failed).time_since_epoch().count();
    if (failed || bytes > most_readme_bytes || not_ours_.contains({name, changed})) continue;
    if (is_of_no_job(each->path())) {
      std::ignore = files.remove(each->path());  // it is tried again
    } else {
      not_ours_.insert({name, changed});
    }
  }
}

}  // namespace sluss::connectors::registers
