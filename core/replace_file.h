#pragma once
// A file made anew: written beside, synced and renamed, so that a power cut leaves the old one or the new one. The name
// beside is random and the file behind it new (core/files.h), so the folder may be one where others write.

#include <filesystem>
#include <memory>
#include <string_view>

#include "core/error.h"
#include "core/files.h"

namespace sluss::core {

/// Beside FILE stands FILE.PROCESS-RANDOM.part until the file takes its name; dropped, it is removed. What a process
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
  [[nodiscard]] const std::filesystem::path& temporary() const;  ///< where it stands until then

  /// complete(), take_name() and a sync of the folder: all that most callers need.
  [[nodiscard]] Result<> commit();
  /// The same for a name that must be free: "disk.exists" when it is not.
  [[nodiscard]] Result<> commit_new();

  /// Its content is on disk, under the name beside; closed, as shares do not rename what is open.
  [[nodiscard]] Result<> complete();
  /// The rename alone. When it fails the file is there still, and it may be tried again.
  [[nodiscard]] Result<> take_name();

 private:
  class Beside;
  Replacement(Files& files, std::filesystem::path file, std::unique_ptr<Beside> beside,
              std::unique_ptr<OutputFile> output);
  Files* files_;
  std::filesystem::path file_;
  std::unique_ptr<Beside> beside_;
  std::unique_ptr<OutputFile> output_;
  bool complete_ = false;
};

/// A small one. On disk when it returns.
[[nodiscard]] Result<> replace_file(Files& files, const std::filesystem::path& file, std::string_view text,
                                    FileMode mode = owner_only);

}  // namespace sluss::core
