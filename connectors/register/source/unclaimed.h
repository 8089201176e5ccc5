#pragma once
// Files of a watched place whose names no job takes (names_taken.h): which they are, and a "läs mig" beside each of the
// first ones. Of several jobs that watch one place the first tells of them. One thread.

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/source/names_taken.h"
#include "connectors/watcher.h"
#include "core/files.h"
#include "core/time.h"

namespace sluss::connectors::registers {

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
