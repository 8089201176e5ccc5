#pragma once
// The folder of generations: which one is current, whether each is whole, and how a new one becomes current.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/finding.h"
#include "warehouse/upkeep.h"

namespace sluss::warehouse::duckdb {

/// A generation is written as NNNNNN.writing and gets its name when it is whole; from then on it is read only.
/// Not thread safe. Everything that changes the folder is called by the holder of the writer's lock.
class Generations {
 public:
  /// New ones get numbers higher than `above`.
  Generations(core::Files& files, std::filesystem::path folder, std::size_t keep, int above = 0);

  /// The number that `current` names; nothing when there is no such link.
  [[nodiscard]] std::optional<int> current() const;
  [[nodiscard]] std::filesystem::path file_of(int number) const;
  /// Where it is written before it is committed.
  [[nodiscard]] std::filesystem::path draft_of(int number) const;
  /// Compares size and XXH3-128 with the sidecar. Storage class "warehouse.damaged".
  /// `pace` is called after each block with its bytes; its error ends the reading.
  [[nodiscard]] core::Result<> check(int number, const Pace& pace = {});
  /// Falls back from a damaged current generation, removes what writers left. Without a link that can be trusted, what
  /// its sum does not prove whole is kept aside (NNNNNN.damaged, beside its sum) before the link is moved, with a
  /// finding: it may be the last copy. Nothing removes it.
  [[nodiscard]] core::Result<std::vector<core::Finding>> recover();
  /// One more than any number in the folder.
  [[nodiscard]] core::Result<int> next();
  /// The highest number in the folder, whatever happened to that generation; 0 when there is none.
  [[nodiscard]] core::Result<int> highest() const;
  /// Syncs the draft, writes its sum, gives it its name, moves `current`, syncs the folder, removes what is older than
  /// is kept.
  [[nodiscard]] core::Result<> commit(int number);
  /// Removes an uncommitted generation.
  void abandon(int number);
  /// Of all generations, ascending.
  [[nodiscard]] core::Result<std::vector<int>> numbers();

 private:
  [[nodiscard]] std::filesystem::path sum_of(int number) const;
  [[nodiscard]] std::filesystem::path aside_of(int number) const;
  [[nodiscard]] core::Result<std::string> sum_text(const std::filesystem::path& file, const Pace& pace = {});
  [[nodiscard]] core::Result<> write_sum(int number);
  [[nodiscard]] core::Result<> point_at(int number);
  [[nodiscard]] core::Result<std::optional<int>> newest_whole(std::optional<int> except);
  [[nodiscard]] core::Result<> keep_aside(std::optional<int> taken, std::optional<int> reported,
                                          std::vector<core::Finding>& findings);
  void protect_all();
  [[nodiscard]] core::Result<> remove_orphans(std::optional<int> current);
  void prune(int current);

  core::Files& files_;
  std::filesystem::path folder_;
  std::size_t keep_;
  int above_;
};

}  // namespace sluss::warehouse::duckdb
