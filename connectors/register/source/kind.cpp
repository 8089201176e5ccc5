#include "connectors/register/source/kind.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <system_error>
#include <utility>

#include "connectors/register/source/extent.h"
#include "connectors/register/source/job_warnings.h"
#include "connectors/register/source/mapping_files.h"
#include "connectors/register/source/no_file.h"
#include "connectors/register/source/options.h"
#include "connectors/register/source/places_check.h"
#include "connectors/register/source/reader.h"
#include "connectors/register/source/source.h"
#include "connectors/register/source/trial.h"
#include "connectors/register/source/watcher.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

constexpr std::array events{Event{.name = "file",
                                  .description = "it runs when a file that its mapping reads has been put in the "
                                                 "source's folder, or has changed there.",
                                  .when = "när en fil har lagts in"}};

/// Which indicators they are is in the mapping, and only its files tell which of them have figures.
core::Result<Interest> interest(const core::config::Table& /*job*/, const ExpandSets& /*expand_sets*/) {
  return Interest{.more = true};
}

/// The mapping's publisher, of its indicators: register:MAPPING.MEASURE.
std::optional<Quoted> quoted(const core::config::Table& job, const std::vector<fs::path>& config_folders) {
  const auto mapping = read_mapping(job.text("mapping"), config_folders);
  if (!mapping) return std::nullopt;
  const auto& publisher = mapping->publisher;
  return Quoted{.ids = "register:" + mapping->id,
                .title = mapping->title,
                .attribution = mapping->attribution.empty() ? "Källa: " + publisher : mapping->attribution};
}

/// By today's mapping and code lists; the file stays what it was.
core::Result<std::string> extent_today(std::string_view extent, const std::vector<fs::path>& config_folders) {
  if (is_of_no_file(extent)) return std::string(extent);
  auto today = SLUSS_TRY(parse_extent(extent));
  auto mapping = read_mapping(today.mapping.id, config_folders);
  if (!mapping) return std::unexpected(first_of(mapping.error()));
  today.mapping = *std::move(mapping);
  today.codelists = SLUSS_TRY(read_codelists(today.mapping, config_folders));
  return extent_text(today);
}

MachineCheck ill(std::string what, std::string remedy) {
  return {.subject = "folder", .well = false, .what = std::move(what), .remedy = std::move(remedy)};
}

std::vector<MachineCheck> check_machine(const core::config::Table& source) {
  if (source.text("path").empty()) return {};
  const auto folder = inbox_of(source).folder();
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return {ill(folder.string() + " is no folder that is there" + (error ? ": " + error.message() : ""),
                "Make it, or see that its share is mounted.")};
  }
  const auto may = [&](int what) { return ::faccessat(AT_FDCWD, folder.c_str(), what, AT_EACCESS) == 0; };
  if (!may(R_OK | X_OK)) {
    return {ill(folder.string() + " cannot be read by this user",
                "Let the user that sluss runs as list and read it (chmod, chown, the share's rights).")};
  }
  const auto what = folder.string() + (may(W_OK) ? " can be read, and files are moved to done/ and rejected/ in it"
                                                 : " can be read, and not be changed: files stay where they are");
  return {{.subject = "folder", .well = true, .what = what, .remedy = ""}};
}

}  // namespace

constinit const Kind kind{.name = "register",
                          .origin = "register",
                          .title = "Filer",
                          .publisher = "",
                          .attribution = "",
                          .source_keys = source_keys,
                          .job_keys = job_keys,
                          .announces = events,
                          .resumes = true,
                          .discarded_bars = false,
                          .check_source = check_source,
                          .check_job_files = check_job_files,
                          .check_jobs = warnings_of_jobs,
                          .check_places = check_places,
                          .quoted = quoted,
                          .interest = interest,
                          .open = open_source,
                          .read_again = make_reader,
                          .extent_today = extent_today,
                          .check_machine = check_machine,
                          .watch = watch_folder,
                          .try_file = try_file,
                          .example = {.source = "# Files that are put in a folder, read by a mapping:\n"
                                                "# [source.hemtjanst]\n"
                                                "# kind = \"register\"\n",
                                      .job = "# [[job]]\n"
                                             "# name = \"hemtjanstindex\"\n"
                                             "# source = \"hemtjanst\"\n"
                                             "# on = \"file\"\n"}};

}  // namespace sluss::connectors::registers
