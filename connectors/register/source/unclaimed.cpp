#include "connectors/register/source/unclaimed.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <system_error>
#include <tuple>

#include "connectors/register/readme/readme.h"
#include "connectors/register/source/file_names.h"
#include "connectors/register/source/mapping_files.h"
#include "connectors/register/source/options.h"
#include "connectors/register/source/readme_rejects.h"
#include "connectors/register/zip_file.h"
#include "connectors/sftp/address.h"
#include "core/letters.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

constexpr auto stands_still = std::chrono::minutes(2);
constexpr std::size_t most_told = 10;
constexpr std::size_t most_names = 5;  ///< of one job
constexpr std::int64_t most_readme_bytes = 1'000'000;

/// Where the files of a source come from.
struct Place {
  std::string folder;  ///< equal texts are one place; empty: it is not known, or not watched
  std::string only;    ///< the one file's name
};

Place place_of(const core::config::Table& source) {
  Place place;
  const auto& url = source.text("url");
  const bool one_file = source["one_file"].boolean;
  if (url.empty()) {
    const auto options = inbox_of(source);
    std::error_code unknown;
    auto folder = fs::weakly_canonical(one_file ? options.path.parent_path() : options.path, unknown);
    if (unknown) return place;
    if (folder.filename().empty()) folder = folder.parent_path();
    if (one_file) place.only = options.path.filename().string();
    place.folder = folder.string();
    return place;
  }
  if (!is_sftp(url)) return place;
  auto address = sftp::parse_address(url);
  if (!address) return place;
  const auto slash = address->folder.rfind('/');
  const auto last = address->folder.substr(slash + 1);  // npos + 1 is 0
  if (one_file || last.contains('*')) {
    if (one_file) place.only = last;
    address->folder = slash == std::string::npos ? "." : address->folder.substr(0, std::max<std::size_t>(slash, 1));
  }
  place.folder = address->text();
  return place;
}

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

std::vector<std::string> examples_of(const NamesTaken::OfJob& job, int year) {
  if (!job.one_file.empty()) return {shown_name(job.one_file)};
  std::vector<std::string> examples;
  for (const auto& name : job.names) {
    auto pattern = Pattern::parse(name);
    if (!pattern) continue;
    auto example = pattern->example(year);
    if (std::ranges::find(examples, example) == examples.end()) examples.push_back(std::move(example));
  }
  return examples;
}

constexpr std::string_view anything = "…";

std::string with(std::string example, std::string_view word) {
  for (auto at = example.find(anything); at != std::string::npos; at = example.find(anything, at + word.size()))
    example.replace(at, anything.size(), word);
  return example;
}

/// Names as a file may have them, whole: "Index26_hela.xlsx". Where anything may stand there is nothing, else a word.
std::vector<std::string> whole_examples_of(const NamesTaken::OfJob& job, int year) {
  std::vector<std::string> whole;
  const auto add = [&](std::string name) {
    if (std::ranges::find(whole, name) == whole.end()) whole.push_back(std::move(name));
  };
  for (auto example : examples_of(job, year)) {
    if (example.ends_with("." + std::string(anything)))
      example.replace(example.size() - anything.size(), anything.size(), job.ending);
    if (!example.contains(anything)) {
      add(std::move(example));
      continue;
    }
    if (auto without = with(example, ""); job.takes(without)) {
      add(std::move(without));
      continue;
    }
    for (const auto& word : job.words) add(with(example, word));
    if (job.words.empty()) add(with(example, "namn"));
  }
  return whole;
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
    const auto examples = whole_examples_of(job, year);
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

/// The name is of a format that files are read of, or that is refused with a word of why (xls, ods): others that people
/// keep in a folder (a document, a picture) are nobody's fault.
bool is_named_as_data(std::string_view name) {
  constexpr std::array<std::string_view, 15> endings{".csv",  ".tsv",  ".skv", ".tab", ".xlsx",
                                                     ".xlsm", ".xlsb", ".xls", ".ods", ".html",
                                                     ".htm",  ".json", ".zip", ".gz",  ".px"};
  const auto folded = core::folded(name);
  return std::ranges::any_of(endings, [&](std::string_view ending) { return folded.ends_with(ending); });
}

/// The year matters to nobody: both sides' examples are of it.
constexpr int example_year = 2025;

struct TwoJobs {
  const NamesTaken::OfJob& one;
  const NamesTaken::OfJob& other;
};

/// A name of the one that the other takes too; nothing where the examples tell none.
std::optional<std::string> name_of_both(const TwoJobs& jobs) {
  for (const auto& example : examples_of(jobs.one, example_year)) {
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

NamesTaken::OfJob of_job(const JobOfKind& job, const Mapping& mapping, std::string one_file) {
  return {.job = job.name,
          .mapping = mapping.id,
          .title = mapping.title,
          .names = mapping.files.names,
          .patterns = Patterns(mapping.files.names),
          .ending = ending_for(mapping),
          .words = words_of(mapping),
          .one_file = std::move(one_file)};
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
    auto place = place_of(one.source);
    const auto mapping = read_mapping(one.job.text("mapping"), config_folders);
    if (place.folder.empty() || !mapping) continue;
    all.push_back({.taken = of_job(one, *mapping, std::move(place.only)), .folder = std::move(place.folder)});
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

std::optional<NamesTaken> NamesTaken::at_place_of(const Setup& setup) {
  const auto here = place_of(setup.source);
  if (here.folder.empty() || !here.only.empty()) return std::nullopt;
  NamesTaken taken;
  bool told_by_another = true;
  for (const auto& one : setup.jobs_of_kind) {
    const auto place = place_of(one.source);
    if (place.folder != here.folder) continue;
    if (told_by_another && one.on_event && place.only.empty()) {
      if (!one.is_this) return std::nullopt;
      told_by_another = false;
    }
    const auto mapping = read_mapping(one.job.text("mapping"), setup.config_folders);
    if (!mapping) return std::nullopt;
    taken.jobs_.push_back(of_job(one, *mapping, place.only));
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

std::vector<std::string> NamesTaken::examples(int year) const {
  std::vector<std::string> all;
  for (const auto& job : jobs_)
    for (auto& example : whole_examples_of(job, year))
      if (std::ranges::find(all, example) == all.end()) all.push_back(std::move(example));
  return all;
}

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
  told.taken = taken_.examples(core::year_of(core::swedish_day(clock_.now())));
  if (told.taken.size() > most_names) told.taken.resize(most_names);
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
