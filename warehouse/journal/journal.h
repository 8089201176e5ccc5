#pragma once
// The journal: what comes from no source (releases, discards, accepted findings, deliveries, purges) and which runs
// were committed. <state>/journal.jsonl: one JSON object a line, append-only, each fsynced before append_one() returns,
// each carrying the SHA-256 of its own text chained to the line before ("prev" and "hash"). With the archive it is the
// truth that a warehouse is rebuilt from. What reads a few entries of it reads them by its index (index.h).

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
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

using EntryConsumer = std::function<core::Result<>(Entry&&)>;

/// Adds one entry without reading the journal through: the last line's own hash is checked, and it is chained to that.
/// A line that a power cut tore is cut off first, and logged: it was never acknowledged. Threads
/// and processes take turns (a lock on the file over reading the last line and writing the next). Errors: busy class
/// "journal.locked" after ten seconds, data class "journal.broken", config class "journal.bad_body".
[[nodiscard]] core::Result<Entry> append_one(core::Files& files, const std::filesystem::path& file, core::Instant at,
                                             std::string_view kind, std::string_view who, std::string_view body);

struct ChainState {
  std::int64_t entries = 0;
  std::string head;         ///< the last entry's hash; empty when there is none
  std::uint64_t bytes = 0;  ///< up to and with the last whole line
  bool torn = false;        ///< an unfinished line follows it
};
/// Reads and checks the chain, changes nothing, and keeps one entry in memory at a time. No file is an empty journal.
/// Only the first `bytes` of it, when given.
[[nodiscard]] core::Result<ChainState> read_through(core::Files& files, const std::filesystem::path& file,
                                                    const EntryConsumer& entry,
                                                    std::optional<std::uint64_t> bytes = {});
/// The same from the end of what another reading has checked, up to byte `size`; `consumer` gets the line's length too.
[[nodiscard]] core::Result<ChainState> read_on(
    core::Files& files, const std::filesystem::path& file, const ChainState& checked, std::uint64_t size,
    const std::function<core::Result<>(Entry&&, std::uint64_t length)>& consumer);

}  // namespace sluss::warehouse::journal
