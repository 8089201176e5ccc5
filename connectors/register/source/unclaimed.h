#pragma once
// Files of a watched place whose names no job takes: which they are, and a "läs mig" beside each of the first ones. Of
// several jobs that watch one place the first tells of them. One thread.

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/kind.h"
#include "connectors/register/inbox/inbox.h"
#include "connectors/register/mapping/pattern.h"
#include "connectors/watcher.h"
#include "core/files.h"
#include "core/time.h"

namespace sluss::connectors::registers {

/// What all jobs of one folder or server take, together.
class NamesTaken {
 public:
  /// Of the setup's job. Nothing: another job tells of the place, or the mapping of one of its jobs cannot be read, and
  /// nobody knows what that one takes.
  [[nodiscard]] static std::optional<NamesTaken> at_place_of(const Setup& setup);

  /// As the name is in its folder.
  [[nodiscard]] bool takes(std::string_view name) const;
  /// It is named as data, or has the ending of a name that a job takes: a note ("läs detta.txt") is nobody's fault
  /// where no job takes texts.
  [[nodiscard]] bool resembles(std::string_view name) const;
  /// Names by example, each once, at most `most`: the first of each job, in their order, then the second of each. Of
  /// more jobs than that one each.
  [[nodiscard]] std::vector<std::string> examples(int year, std::size_t most) const;

  struct OfJob {
    std::string job;
    std::string mapping;
    std::string title;  ///< of the mapping
    std::vector<std::string> names;
    Patterns patterns;
    std::string ending = {};              ///< of an example: "xlsx"
    std::vector<std::string> words = {};  ///< of its tables' own files: "hela", "start"
    std::string one_file;                 ///< the source's only name; empty: it has a folder
    /// As the name is in its folder.
    [[nodiscard]] bool takes(std::string_view name) const;
  };
  [[nodiscard]] const std::vector<OfJob>& jobs() const { return jobs_; }

 private:
  std::vector<OfJob> jobs_;
};

/// Jobs whose sources are one local folder and whose mappings take one name, as far as their patterns' examples tell:
/// whichever runs first moves the file away, and the other never sees it. Warnings "config.same_files", each at the
/// later job. A job whose mapping cannot be read has an error of its own.
[[nodiscard]] std::vector<core::Error> jobs_of_same_files(std::span<const JobOfKind> jobs,
                                                          const std::vector<std::filesystem::path>& config_folders);

/// Jobs whose mappings have breaks, which nothing asks for yet. Warnings "mapping.break", each at its job.
[[nodiscard]] std::vector<core::Error> breaks_without_effect(std::span<const JobOfKind> jobs,
                                                             const std::vector<std::filesystem::path>& config_folders);

/// Both.
[[nodiscard]] std::vector<core::Error> warnings_of_jobs(std::span<const JobOfKind> jobs,
                                                        const std::vector<std::filesystem::path>& config_folders);

class UnclaimedFiles {
 public:
  /// `place`: as people know it. `clock` outlives it.
  UnclaimedFiles(NamesTaken taken, std::string place, const core::Clock& clock)
      : taken_(std::move(taken)), place_(std::move(place)), clock_(clock) {}

  /// By this name a file is told of.
  [[nodiscard]] bool is_unclaimed(std::string_view name) const {
    return may_be_taken(name) && taken_.resembles(name) && !taken_.takes(name);
  }
  /// All that are there now. One that has stood still for two minutes is told of until it is gone.
  void look(const std::vector<InboxFile>& files);
  [[nodiscard]] Unclaimed told() const;
  /// Writes a "läs mig" beside the first ten that are told of, once while what it says is the same, and removes those
  /// of files that are no longer there, or that a job takes now. Where the folder is not ours to write nothing is; what
  /// fails is tried again by the next call.
  void write_readmes(core::Files& files, const std::filesystem::path& folder);

 private:
  struct Seen {
    std::uint64_t bytes = 0;
    std::int64_t modified_nanos = 0;
    core::Instant since;
    bool told = false;
  };
  /// Names, those that have been there the longest first.
  [[nodiscard]] std::vector<std::string> standing() const;
  void write_readme_of(core::Files& files, const std::filesystem::path& folder, const std::string& name,
                       std::int64_t others);
  void remove_others(core::Files& files, const std::filesystem::path& folder);

  NamesTaken taken_;
  std::string place_;
  const core::Clock& clock_;
  std::map<std::string, Seen> seen_;                         ///< by name
  std::map<std::string, std::string> written_;               ///< by name: what its readme says
  std::set<std::pair<std::string, std::int64_t>> not_ours_;  ///< readmes of other outcomes: name, time of change
};

}  // namespace sluss::connectors::registers
