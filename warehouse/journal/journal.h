#pragma once
// The journal: what no source told (releases, discards, accepted findings, deliveries, purges) and which runs were
// published. <state>/journal.jsonl: one JSON object a line, append-only, each fsynced before append() returns, each
// carrying the SHA-256 of its own text chained to the line before ("prev" and "hash"). A torn last line (power cut) is
// cut off and told. With the archive it is the truth that a warehouse is rebuilt from.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/finding.h"
#include "core/time.h"

namespace sluss::warehouse::journal {

struct Entry {
  std::int64_t number = 0;  ///< from 1
  core::Instant at;
  std::string kind;  ///< "run", "release", "discard", "delivery", "failed", …
  std::string who;   ///< the operating system's user or the API's identity
  std::string body;  ///< JSON object
  std::string hash;  ///< hex
};

class Journal {
 public:
  /// Reads and checks the chain. data class "journal.broken" with the line, when it does not hold.
  [[nodiscard]] static core::Result<std::unique_ptr<Journal>> open(core::Files& files,
                                                                   const std::filesystem::path& file);
  virtual ~Journal() = default;
  virtual core::Result<Entry> append(core::Instant at, std::string_view kind, std::string_view who,
                                     std::string_view body) = 0;
  [[nodiscard]] virtual const std::vector<Entry>& entries() const = 0;
  /// What opening had to cut off.
  [[nodiscard]] virtual const std::vector<core::Finding>& findings() const = 0;
};

/// Adds one entry without reading the journal through: the last line's own hash is checked, and it is chained to that.
/// Threads and processes take turns (a lock on the file over reading the last line and writing the next). Errors: busy
/// class "journal.locked" after ten seconds, data class "journal.broken".
[[nodiscard]] core::Result<Entry> append_one(core::Files& files, const std::filesystem::path& file, core::Instant at,
                                             std::string_view kind, std::string_view who, std::string_view body);

struct Reading {
  std::int64_t entries = 0;
  std::string head;         ///< the last entry's hash; empty when there is none
  std::uint64_t bytes = 0;  ///< up to and with the last whole line
  bool torn = false;        ///< a line that was not written to its end stands behind it
};
/// Reads and checks the chain, changes nothing, and holds one entry at a time. No file is an empty journal. Only the
/// first `bytes` of it, when given.
[[nodiscard]] core::Result<Reading> read_through(core::Files& files, const std::filesystem::path& file,
                                                 const std::function<core::Result<>(Entry&&)>& entry,
                                                 std::optional<std::uint64_t> bytes = {});

}  // namespace sluss::warehouse::journal
