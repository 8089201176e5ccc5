#pragma once
// One lock for a whole state folder, over all processes: shared by each that may write in it, exclusive for what takes
// it as a whole (restore, rebuild, migrate). It is held for as long as the process may write, its last entry in the
// journal included. The locks within (a job's claim, the warehouse's writer, the journal's) order those who share it.

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.h"
#include "warehouse/file_lock.h"

namespace sluss::daemon::run {

/// In the state folder. Neither backed up nor moved aside by a restore: whoever waits for it has the same file open.
inline constexpr std::string_view state_lock_name = "state.lock";
inline constexpr std::string_view serve_lock_name = "serve.lock";

class StateLock {
 public:
  enum class Use : std::uint8_t { shared, exclusive };

  /// The folder is there. `who`: "restore by anna", for those who come meanwhile. Errors: busy class "state.busy" (who
  /// holds it, since when), storage class "disk.…". While it is exclusive, no daemon serves the folder either.
  [[nodiscard]] static core::Result<StateLock> take(
      const std::filesystem::path& state, Use use, std::string_view who,
      std::chrono::milliseconds patience = std::chrono::milliseconds(500));

  /// Of a daemon, which holds serve.lock: its shared lock becomes exclusive, and shared again. After an error of
  /// make_exclusive() it is shared as before, or, as after one of share(), released: share() again until it is shared.
  [[nodiscard]] core::Result<> make_exclusive(std::string_view who, std::chrono::milliseconds patience);
  [[nodiscard]] core::Result<> share();

  [[nodiscard]] Use use() const { return use_; }

 private:
  StateLock(std::filesystem::path file, warehouse::FileLock lock, Use use)
      : file_(std::move(file)), lock_(std::move(lock)), use_(use) {}
  std::filesystem::path file_;
  warehouse::FileLock lock_;
  Use use_;
};

/// One daemon serves a folder: it holds this lock for as long as it does. Errors: busy class "serve.running", storage
/// class "disk.…".
[[nodiscard]] core::Result<warehouse::FileLock> take_serve_lock(const std::filesystem::path& state);
/// The same errors, and nothing is taken.
[[nodiscard]] core::Result<> check_not_served(const std::filesystem::path& state);
/// A daemon holds the folder's serve.lock. Errors: storage class "disk.…".
[[nodiscard]] core::Result<bool> is_served(const std::filesystem::path& state);

/// Who holds a lock file, as far as the kernel shows: "process 12 (sluss run), since 2026-…Z"; "" when no one is seen.
[[nodiscard]] std::string holders_of(const std::filesystem::path& file);

/// Root that works in a state folder of another user leaves files there that its owner cannot write.
struct Caller {
  uid_t user = 0;            ///< effective
  std::string command_line;  ///< "sluss run kolada": what the remedy runs as the owner
};
/// Errors: config class "state.other_owner", with the command to use. Well when the folder is not there.
[[nodiscard]] core::Result<> check_owner(const std::filesystem::path& state, uid_t owner, const Caller& caller);
/// Of the folder as it is.
[[nodiscard]] core::Result<> check_owner(const std::filesystem::path& state, const Caller& caller);

}  // namespace sluss::daemon::run
