#pragma once
// A folder, or one path, in which people put files for Sluss: local or a mounted share, where others write, rename and
// remove at any time. A file is taken as a copy whose bytes nobody changes any more; what was taken is put away in
// done/ or rejected/ beside. Nothing is reached through a link, nothing is ever replaced, and of two processes that
// work on one folder at once each ends well. Units: bytes, UTC.
//
// Errors carry a file's name without identities; class transient where trying later may do: "inbox.no_folder",
// "inbox.gone", "inbox.changing", "inbox.locked"; config "inbox.unreadable" (who runs this may not read it;
// transient where the disk or the share fails), "inbox.not_a_file"; data "inbox.too_large"; storage "inbox.move", and
// those of core::Files for the scratch folder; cancelled "inbox.cancelled". One object belongs to one thread.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"

namespace sluss::connectors::registers {

/// What Sluss writes beside a file has its name, and then this.
inline constexpr std::string_view readme_ending = " – läs mig.xlsx";

/// A file by this name may be taken: it is neither hidden, nor on its way ("~$…", ".part", ".tmp", ".crdownload", …),
/// nor a system's own (Thumbs.db), nor what Sluss wrote itself ("NAME – läs mig.xlsx", also as a copy of it). Names are
/// bytes, in whatever normalisation of Unicode.
[[nodiscard]] bool may_be_taken(std::string_view name);

/// By which it is known whether a file is still the one that it was.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t bytes = 0;
  std::int64_t modified_nanos = 0;  ///< since 1970
  bool operator==(const FileStamp&) const = default;
};

struct InboxFile {
  std::string name;  ///< its bytes in the folder, well-formed or not
  FileStamp stamp;
};

/// A name for people: well-formed, on one line, without identities.
[[nodiscard]] std::string shown_name(std::string_view name);

/// A copy of a file in the scratch folder; it is removed with the object.
class CopiedFile {
 public:
  CopiedFile(InboxFile file, std::filesystem::path copy, core::Sha256 sha256)
      : file_(std::move(file)), copy_(std::move(copy)), sha256_(sha256) {}
  CopiedFile(CopiedFile&& other) noexcept;
  CopiedFile& operator=(CopiedFile&&) = delete;
  CopiedFile(const CopiedFile&) = delete;
  CopiedFile& operator=(const CopiedFile&) = delete;
  ~CopiedFile();

  [[nodiscard]] const InboxFile& file() const { return file_; }
  [[nodiscard]] const std::filesystem::path& copy() const { return copy_; }
  [[nodiscard]] const core::Sha256& sha256() const { return sha256_; }

 private:
  InboxFile file_;
  std::filesystem::path copy_;
  core::Sha256 sha256_;
};

/// What has a name that would be taken, and is not.
struct PassedOver {
  enum class Why : std::uint8_t { link, special, unreadable };  ///< special: a pipe, a socket, a device
  std::string name;                                             ///< its bytes in the folder
  Why why = Why::special;
};

enum class Away : std::uint8_t { done, rejected };

enum class PutAwayOutcome : std::uint8_t {
  moved,
  left_in_place,  ///< the folder is not ours to write
  replaced,       ///< another file has the name now, which stays to be taken
  gone,           ///< somebody, or another process of ours, was faster
};

struct PutAway {
  PutAwayOutcome outcome = PutAwayOutcome::gone;
  std::filesystem::path path;  ///< where it is, when it was moved
};

/// Called between the steps of taking and putting away, so that a test can act there.
struct InboxSteps {
  std::function<void()> copied;    ///< the bytes were read, the file was not compared again
  std::function<void()> compared;  ///< the file is the one that was taken, and was not moved
};

struct InboxOptions {
  std::filesystem::path path;  ///< a folder, or one file in a folder, whether it is there or not
  bool one_file = false;       ///< `path` is a file's
  std::uint64_t most_bytes = 20'000'000'000;
  /// Of a folder's files those by such names alone; empty: all that may be taken. Not of one file.
  std::function<bool(std::string_view name)> wanted = {};
  InboxSteps steps;

  [[nodiscard]] std::filesystem::path folder() const { return one_file ? path.parent_path() : path; }
  /// The one file's name; empty: it is a folder.
  [[nodiscard]] std::string only() const { return one_file ? path.filename().string() : std::string(); }
};

/// Why a file could not be put away, as far as it can be seen before.
enum class NotAway : std::uint8_t {
  not_a_folder,  ///< done, or rejected, is a file or a link
  full,          ///< the disk or the share has no room for a readme
};

/// Nothing: nothing hinders it. `free`: bytes that the disk of `folder` has left.
[[nodiscard]] std::optional<NotAway> what_hinders(const std::filesystem::path& folder, Away where, std::uint64_t free);

class Inbox {
 public:
  /// `files` outlives it; the scratch folder is written through it.
  Inbox(core::Files& files, InboxOptions options);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Regular files that may be taken, by name; those in folders below are not. A file that cannot be looked at is left
  /// out. Error: "inbox.no_folder".
  [[nodiscard]] core::Result<std::vector<InboxFile>> list() const;
  /// By name; nothing of it is opened. Folders are not among it. Error: "inbox.no_folder".
  [[nodiscard]] core::Result<std::vector<PassedOver>> passed_over() const;
  /// Of what lies in rejected/, by names for people: also the name that each had before it was numbered there. Nothing
  /// where the folder cannot be listed, or is empty: its share may not be mounted.
  [[nodiscard]] std::optional<std::vector<std::string>> rejected_names() const;
  /// Copies it to `scratch`, which is there. The file was the same before and after, no lock was on it, and where the
  /// system can say so, nobody had it open for writing.
  [[nodiscard]] core::Result<CopiedFile> take(const InboxFile& file, const std::filesystem::path& scratch,
                                              const std::stop_token& stop) const;
  /// To done/ or rejected/ in the folder, made where it is missing; "NAME (2).csv" where the name is taken there. Only
  /// if the file at the path has the bytes that were taken, and is the same by inode or time (some shares give a file
  /// another inode after a while).
  [[nodiscard]] core::Result<PutAway> put_away(const CopiedFile& taken, Away where) const;
  [[nodiscard]] std::optional<NotAway> what_hinders(Away where) const;

 private:
  core::Files& files_;
  InboxOptions options_;
  std::filesystem::path folder_;
};

}  // namespace sluss::connectors::registers
