#pragma once
// Readers of the present that stay open between uses. A reader of a small warehouse costs its opening (an instance, the
// catalogue, the views: 30 ms of a core) and little else, and a run of one file asks for ten of them.

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "core/error.h"
#include "warehouse/duckdb/duckdb_warehouse.h"
#include "warehouse/duckdb/reader.h"

namespace sluss::warehouse::duckdb {

/// While somebody keeps, a reader that is given back is there for the next who asks of the same generation; what the
/// last keeper leaves is closed. Nothing is kept of a generation of more than 64 MiB (an idle instance holds what it
/// has read of it in memory), nor one whose statement failed. Thread safe; outlived by what it gave out.
class KeptReaders : public std::enable_shared_from_this<KeptReaders> {
 public:
  /// Errors: those of open_reader().
  [[nodiscard]] core::Result<std::unique_ptr<Reader>> open(const std::filesystem::path& generation,
                                                           const Options& options, const ReadOptions& read);
  void begin_keeping();
  void end_keeping();

  /// A file that is never written again, told from one that came in its place.
  struct Identity {
    std::uintmax_t device = 0, number = 0, size = 0;
    std::int64_t changed = 0;  ///< nanoseconds
    bool operator==(const Identity&) const = default;
  };
  void give_back(std::unique_ptr<ReusableReader> reader, const Identity& generation);

 private:
  [[nodiscard]] bool is_keeping();
  [[nodiscard]] std::unique_ptr<ReusableReader> take(const Identity& generation);

  struct Idle {
    Identity generation;
    std::unique_ptr<ReusableReader> reader;
  };
  std::mutex mutex_;
  int keepers_ = 0;
  std::vector<Idle> idle_;  ///< of one generation
};

}  // namespace sluss::warehouse::duckdb
