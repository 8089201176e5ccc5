#pragma once
// The staging of a run: facts in as they come, out in blocks of whole indicators, in bounded memory at any volume.
//
// Facts are appended to chunks. When these reach the memory limit they are ordered by indicator and written to a file
// as one sorted part; the last part stays in memory. A block is a range of indicator numbers and therefore one
// stretch of each part, whatever the order that the facts came in. It is not the truth: nothing is synced, and the
// file is gone with the process.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/fact.h"
#include "daemon/run/staging/spill_file.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::staging {

struct Options {
  std::uint64_t memory_bytes = 64ULL << 20;  ///< of staged facts; a block that is read comes on top
  std::size_t block_facts = 300'000;         ///< a block is larger only when a single indicator is
};

/// Not thread safe. Not to be moved: the facts refer to its names.
class Staging final : public warehouse::StagedFacts {
 public:
  /// Makes the folder. `token` is the run's.
  [[nodiscard]] static core::Result<std::unique_ptr<Staging>> open(const std::filesystem::path& folder,
                                                                   std::string_view token, Options options = {});
  ~Staging() override;

  /// Dictionaries to number facts with.
  [[nodiscard]] core::FactNames& names() { return names_; }
  [[nodiscard]] const core::FactNames& names() const override { return names_; }

  /// Errors: storage class "disk.full" and others when it must write; it cannot be used after one.
  core::Result<> add(std::span<const core::Fact> facts);
  /// No more facts come; blocks can be read, in any order and more than once.
  core::Result<> finalise();

  [[nodiscard]] std::size_t blocks() const override { return blocks_.size(); }
  [[nodiscard]] core::Result<std::vector<core::Fact>> block(std::size_t index) override;

  [[nodiscard]] std::uint64_t facts() const { return facts_; }
  /// Facts that had to be written to the file.
  [[nodiscard]] std::uint64_t spilled() const { return file_ ? file_->facts() : 0; }

 private:
  /// Facts ordered by indicator: those of indicator i are at [starts[i], starts[i+1]).
  struct Part {
    std::uint64_t offset = 0;  ///< in the file
    std::vector<std::uint32_t> starts;
  };
  struct Block {
    std::uint32_t first = 0;  ///< indicator numbers [first, end)
    std::uint32_t end = 0;
    std::uint64_t facts = 0;
  };

  Staging(std::filesystem::path folder, std::string_view token, Options options);
  [[nodiscard]] const core::Fact& in_memory(std::size_t at) const {
    return chunks_[at / chunk_facts][at % chunk_facts];
  }
  /// Orders the facts in memory by indicator, in order_.
  [[nodiscard]] Part order_in_memory();
  core::Result<> spill();
  void cut_into_blocks();
  [[nodiscard]] static std::pair<std::uint32_t, std::uint32_t> stretch(const Part& part, const Block& block);

  static constexpr std::size_t chunk_facts = 16'384;

  const std::filesystem::path folder_;
  const std::string token_;
  const Options options_;
  const std::size_t memory_facts_;
  core::FactNames names_;
  std::vector<std::unique_ptr<core::Fact[]>> chunks_;  ///< reused when emptied
  std::size_t in_memory_ = 0;                          ///< facts in chunks_
  std::vector<std::uint32_t> order_;
  std::optional<SpillFile> file_;
  std::vector<Part> parts_;            ///< in the file
  Part last_;                          ///< in memory
  std::vector<std::uint64_t> totals_;  ///< by indicator number
  std::vector<Block> blocks_;
  std::uint64_t facts_ = 0;
  bool final_ = false;
};

}  // namespace sluss::daemon::staging
