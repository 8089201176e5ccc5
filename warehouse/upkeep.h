#pragma once
// What a warehouse offers beside reading and writing: whether it is whole, how large it is, which state
// readers see, what a new schema would do to it, and a copy of it for a backup. Values only; Warehouse returns them.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "warehouse/pinned_file.h"

namespace sluss::warehouse {

/// Called after each block of a long reading with its bytes. It may wait; its error ends the reading.
using Pace = std::function<core::Result<>(std::uint64_t bytes)>;

/// Called with what begins: "copying the warehouse", "migration 002-audit", …
using Steps = std::function<void(std::string_view step)>;

/// Which state readers see.
struct Revision {
  std::string token;        ///< opaque; another one: read again. Empty before the first
  std::int64_t number = 0;  ///< rises with each
};

struct Bytes {
  std::optional<std::uint64_t> newest;  ///< of the state that readers see; nothing before the first
  std::uint64_t all = 0;                ///< of everything that is kept
};

struct Verification {
  std::int64_t states = 0;           ///< that are kept and were read through
  std::vector<core::Error> damaged;  ///< one for each that is; with its place
};

struct MigrationTrial {
  std::vector<std::string> pending;  ///< names, in order; empty: nothing is to be done
  bool loaded = false;               ///< false: there is no warehouse yet
  std::int64_t facts = 0;            ///< versions; the same before and after
  std::chrono::milliseconds took{};
};

/// What a file in a warehouse's folder is, by its name alone.
enum class FileKind : std::uint8_t {
  other,
  draft,      ///< a state that is written, or finished and not yet committed
  committed,  ///< a state: read only from then on, and its group's to read
  aside,      ///< a damaged state that was set aside
};

/// As long as it exists no one writes the warehouse. It outlives the Warehouse that gave it.
class WriteLock {
 public:
  WriteLock() = default;
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;
  virtual ~WriteLock() = default;
};

/// The state that readers see, to be kept elsewhere. Its files stay readable when newer states have taken its place.
struct Snapshot {
  struct Part {
    std::string name;  ///< of the file that it is put back as
    PinnedFile file;
  };
  std::string name;  ///< by which Warehouse::adopt() takes it; empty when there is none
  std::vector<Part> parts;
  std::string absent;                  ///< why there is none, in the system's words
  std::optional<core::Error> damaged;  ///< it is not what was committed, and can be kept all the same
};

}  // namespace sluss::warehouse
