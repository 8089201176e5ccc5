#pragma once
// A small file of the daemon's own in the state folder (core/replace_file.h), written when its text has changed.

#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/files.h"

namespace sluss::daemon::serve {

/// Nothing is written when it is what was written last.
class StateFile {
 public:
  StateFile(core::Files& files, std::filesystem::path path) : files_(files), path_(std::move(path)) {}

  /// "" when it is not there.
  [[nodiscard]] core::Result<std::string> read();
  [[nodiscard]] core::Result<> write(std::string_view text);
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  core::Files& files_;
  std::filesystem::path path_;
  std::string last_;
};

}  // namespace sluss::daemon::serve
