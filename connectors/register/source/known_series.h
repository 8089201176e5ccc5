#pragma once
// What earlier runs know of a series: its loads, what became of each, and the files that were refused. By it a file
// that waits is the same as one, older than one, or read. Pure but for of(); one thread.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "connectors/register/source/choose.h"
#include "connectors/register/source/run_file.h"
#include "connectors/source.h"
#include "core/error.h"
#include "core/load_fate.h"

namespace sluss::connectors::registers {

/// A load of an earlier run.
struct KnownLoad {
  LastLoaded what;
  core::LoadFate fate;
  [[nodiscard]] Became became() const {
    if (fate.waits) return Became::waits;
    return fate.discarded ? Became::discarded : Became::loaded;
  }
};

struct KnownSeries {
  /// `moves`: files are put away once they were read. Errors: those of the sink.
  [[nodiscard]] static core::Result<KnownSeries> of(const std::string& query, bool moves, Sink& sink);

  std::vector<KnownLoad> loads;      ///< the earliest first
  std::optional<std::size_t> last;   ///< of those that stand: the one that the others come before
  std::vector<RefusedFile> refused;  ///< the latest first

  /// Null: nothing stands.
  [[nodiscard]] const KnownLoad* last_one() const { return last ? &loads[*last] : nullptr; }
  /// The load that the file is compared with byte by byte: the last of its own place in the order, else the last one.
  [[nodiscard]] const KnownLoad* compared_with(const WaitingFile& file) const;
  /// Because of which an older file is not needed: one that applies is named where it is reason enough. There is a last
  /// one.
  [[nodiscard]] const KnownLoad& reason_to_leave(const WaitingFile& file, bool by_time) const;
  /// One of its place in the order was rejected, waits or was discarded, and nothing of that place is there.
  [[nodiscard]] bool lacks(const WaitingFile& file) const;
};

}  // namespace sluss::connectors::registers
