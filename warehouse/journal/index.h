#pragma once
// The journal's index, <journal>.index (<state>/journal.index): a mark of fixed size for each entry (mark.h), by which
// a few entries are found and read without the rest. A convenience and never the truth: appending adds to it, and it is
// silently rebuilt from the journal when it is missing, out of date, damaged, of another format or of another journal
// (its last mark must name the hash and the end of that entry's line). What is read by it is checked by the entry's own
// hash. Backups leave it out. Where it cannot be written, its marks are kept in memory.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "warehouse/journal/journal.h"
#include "warehouse/journal/mark.h"

namespace sluss::warehouse::journal {

/// The journal as it was when it was opened. One thread at a time.
/// Errors of all functions: data class "journal.broken", storage class "disk.…".
class Index {
 public:
  /// Reads what the index lacks from the journal: usually nothing. No file is an empty journal.
  [[nodiscard]] static core::Result<Index> open(core::Files& files, const std::filesystem::path& journal);

  [[nodiscard]] std::int64_t entries() const { return last_.number; }
  [[nodiscard]] core::RunId most_run() const { return last_.most_run; }
  /// Not of Group::other.
  [[nodiscard]] std::int64_t count(Group group) const;

  /// `number`: 1 to entries().
  [[nodiscard]] core::Result<Mark> mark(std::int64_t number);
  /// The marks of these groups (not Group::other), latest first, until `consumer` returns false. Reads no byte of the
  /// journal.
  core::Result<> latest_first(std::initializer_list<Group> groups,
                              const std::function<core::Result<bool>(const Mark&)>& consumer);
  /// One line of the journal, checked by its own hash.
  [[nodiscard]] core::Result<Entry> read(const Mark& mark);
  /// Every entry from `number` on, chained to the one before.
  core::Result<> read_from(std::int64_t number, const EntryConsumer& consumer);

 private:
  Index(core::Files& files, const std::filesystem::path& journal);
  core::Result<> catch_up();
  core::Result<> take_stored();
  core::Result<> read_after(Mark from, std::string head, std::uint64_t journal_size);
  core::Result<> rebuild();
  void store();
  core::Result<std::string> hash_at_end_of(const Mark& mark);
  std::optional<Mark> known(std::int64_t number);
  core::Result<Entry> line_of(const Mark& mark);

  core::Files* files_;
  std::filesystem::path journal_;
  std::filesystem::path file_;
  Mark last_;
  std::string head_;            ///< the last entry's hash
  std::int64_t stored_ = 0;     ///< how many marks the file has
  std::string unstored_;        ///< records of those that do not
  std::int64_t window_at_ = 0;  ///< number of the first record in window_
  std::string window_;
};

/// For append_one(), under its lock: the mark of the entry that it wrote, when the index ends with the entry before.
/// Fails silently: the next opening of the index adds it.
void add_to_index(core::Files& files, const std::filesystem::path& journal, const Entry& entry, std::uint64_t byte,
                  std::uint64_t length, std::string_view prev);

}  // namespace sluss::warehouse::journal
