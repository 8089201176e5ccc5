#pragma once
// The folder of generations: which one is current, whether each is whole, and how a new one becomes current.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/finding.h"

namespace sluss::warehouse::duckdb {

using Pace = std::function<core::Result<>(std::uint64_t bytes)>;

/// Not thread safe. Everything that changes the folder is called by the holder of the writer's lock.
class Generations {
 public:
  Generations(core::Files& files, std::filesystem::path folder, std::size_t keep);

  /// The number that `current` names; nothing when there is no such link.
  [[nodiscard]] std::optional<int> current() const;
  [[nodiscard]] std::filesystem::path file_of(int number) const;
  /// Compares size and XXH3-128 with the sidecar. Storage class "warehouse.damaged".
  /// `pace` is called after each block with its bytes; its error ends the reading.
  [[nodiscard]] core::Result<> check(int number, const Pace& pace = {});
  /// Falls back from a damaged current generation, removes orphans.
  [[nodiscard]] core::Result<std::vector<core::Finding>> recover();
  /// One more than any number in the folder.
  [[nodiscard]] core::Result<int> next();
  /// Syncs the file, writes its sum, moves `current`, syncs the folder, removes what is older than is kept.
  [[nodiscard]] core::Result<> publish(int number);
  /// Removes an unpublished generation.
  void abandon(int number);
  /// Of all generations, ascending.
  [[nodiscard]] core::Result<std::vector<int>> numbers();

 private:
  [[nodiscard]] std::filesystem::path sum_of(int number) const;
  [[nodiscard]] core::Result<std::string> sum_text(int number, const Pace& pace = {});
  [[nodiscard]] core::Result<> write_sum(int number);
  [[nodiscard]] core::Result<> point_at(int number);
  [[nodiscard]] core::Result<std::optional<int>> newest_whole(int below);
  [[nodiscard]] core::Result<> remove_orphans(std::optional<int> current);
  void prune(int current);

  core::Files& files_;
  std::filesystem::path folder_;
  std::size_t keep_;
};

}  // namespace sluss::warehouse::duckdb
