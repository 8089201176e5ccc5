#pragma once
// Replaces a file: written beside, synced and renamed, so that a power cut leaves the old one or the new one. The
// temporary name is random and its file new (core/files.h), so the folder may be one where others write.

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"

namespace sluss::core {

/// FILE.PROCESS-RANDOM.part is beside FILE until it takes its name; dropped, it is removed. What a process
/// that is gone has left beside the same name goes when the next one begins. One thread.
class Replacement {
 public:
  /// The folder is there. `mode` is of the new file; the one of the file that it replaces does not count.
  [[nodiscard]] static Result<Replacement> begin(Files& files, std::filesystem::path file, FileMode mode = owner_only);
  Replacement(Replacement&&) noexcept;
  Replacement& operator=(Replacement&&) = delete;
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;
  ~Replacement();

  [[nodiscard]] OutputFile& output() { return *output_; }
  [[nodiscard]] const std::filesystem::path& temporary() const;  ///< its path until then

  /// Another name in the same folder than the one that it was begun for.
  void name_instead(const std::string& name);

  /// complete(), take_name() and a sync of the folder: all that most callers need.
  [[nodiscard]] Result<> commit();
  /// The same for a name that must be free: "disk.exists" when it is not.
  [[nodiscard]] Result<> commit_new();

  /// Its content is on disk, under the temporary name, and locked: it is not taken for abandoned before it has its
  /// name.
  [[nodiscard]] Result<> complete();
  /// The rename alone. When it fails the file is still there (maybe no longer locked), and it may be retried.
  [[nodiscard]] Result<> take_name();

 private:
  class TemporaryFile;
  Replacement(Files& files, std::filesystem::path file, std::unique_ptr<TemporaryFile> part,
              std::unique_ptr<OutputFile> output);
  Files* files_;
  std::filesystem::path file_;
  std::unique_ptr<TemporaryFile> temporary_;
  std::unique_ptr<OutputFile> output_;
  bool complete_ = false;
};

/// A temporary name beside FILE: FILE.PROCESS-RANDOM.part; of earlier releases FILE.part, and .FILE.partial-PROCESS of
/// a backup.
struct TemporaryName {
  std::string file;             ///< that was to be replaced
  std::optional<pid_t> writer;  ///< nothing: the name does not contain it
};
[[nodiscard]] std::optional<TemporaryName> parse_temporary_name(std::string_view name);

/// Removes what processes that are gone have left in a folder beside the files that `wanted` takes: regular files of
/// this user's that no process locks. Returns why others stay that are no less abandoned.
[[nodiscard]] std::vector<Error> remove_abandoned(Files& files, const std::filesystem::path& folder,
                                                  const std::function<bool(const TemporaryName&)>& wanted);

/// A small one. On disk when it returns.
[[nodiscard]] Result<> replace_file(Files& files, const std::filesystem::path& file, std::string_view text,
                                    FileMode mode = owner_only);

}  // namespace sluss::core
