#pragma once
// What the index keeps of an entry: 96 bytes with its position, what it is about and the position of the entry of its
// group before it, so that the latest of a group are found without reading the journal.
//
// Bytes of a record, little-endian; record n of the index is entry n's, record 0 its head ("SLUSSJX1", zeros):
//   0 byte 8 · 8 length 4 · 12 group 1 · 13 zeros 3 · 16 at 8 · 24 run 8 · 32 most_run 8 · 40 job 8 · 48 before 3 × 4
//   60 counts 3 × 4 · 72 hash 16 · 88 checksum 8 (XXH3 of the number and the bytes before)

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/time.h"
#include "warehouse/journal/journal.h"

namespace sluss::warehouse::journal {

/// What entries are looked up by. `committed`: a run, replay, release or discard.
enum class Group : std::uint8_t { committed, failed, delivery, other };
inline constexpr std::size_t chained_groups = 3;  ///< all but `other`

[[nodiscard]] Group group_of(std::string_view kind);
/// A job's name as marks hold it; 0: none.
[[nodiscard]] std::uint64_t job_key(std::string_view job);
/// Where a delivery goes as marks hold it; never 0.
[[nodiscard]] std::uint64_t place_key(std::string_view dataset, std::string_view to);

struct Mark {
  std::int64_t number = 0;   ///< of the entry
  std::uint64_t byte = 0;    ///< where its line begins
  std::uint32_t length = 0;  ///< of the line, with its line feed
  Group group = Group::other;
  core::Instant at;
  core::RunId run;        ///< committed: its number; delivery: after which run; else 0
  core::RunId most_run;   ///< the greatest number of a committed run up to and with this entry
  std::uint64_t job = 0;  ///< committed, failed: job_key(); delivery: place_key(), 0 where an older program wrote it
  std::array<std::uint32_t, chained_groups> before{};  ///< the latest entry of each group before this one; 0: none
  std::array<std::uint32_t, chained_groups> counts{};  ///< of each group, up to and with this entry
  std::array<std::uint8_t, 16> hash{};                 ///< the first half of the entry's

  [[nodiscard]] std::uint64_t end() const { return byte + length; }
  /// The latest entry of the group up to and with this one; 0: none.
  [[nodiscard]] std::uint32_t latest(Group of) const;
  /// True when `hex` is the hash of which this has the first half.
  [[nodiscard]] bool is_of(std::string_view hex) const;
  bool operator==(const Mark&) const = default;
};

/// The mark of the entry that follows the one that `before` is of (number 0: of the first).
[[nodiscard]] Mark next_mark(const Mark& before, const Entry& entry, std::uint64_t byte, std::uint64_t length);

inline constexpr std::size_t mark_size = 96;
[[nodiscard]] std::string encode(const Mark& mark);
/// Nothing when it is not what encode() wrote for that number.
[[nodiscard]] std::optional<Mark> decode_mark(std::string_view record, std::int64_t number);
[[nodiscard]] std::string index_head();

}  // namespace sluss::warehouse::journal
