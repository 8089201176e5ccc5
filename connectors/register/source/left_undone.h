#pragma once
// What could not be done with a file after its run: it could not be moved away, or "läs mig" could not be written
// beside it. By the folder of its source: the next run, or whoever watches the folder, writes what is owed. Any thread.

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/register/readme/readme.h"
#include "core/error.h"
#include "core/files.h"

namespace sluss::connectors::registers {

/// A "läs mig" that is owed to the file `name` in `beside`.
struct OwedReadme {
  std::filesystem::path beside;
  std::string name;
  Readme readme;
  bool newly_there = false;  ///< as ReadmeOptions::newly_there
};

class LeftUndone {
 public:
  void owe_readme(const std::filesystem::path& folder, OwedReadme owed, const core::Error& why);
  /// The file `name` of the folder could not be moved; nothing: it could.
  void note_move(const std::filesystem::path& folder, const std::string& name, const core::Result<>& moved);
  /// Writes what is owed in the folder; what fails stays owed. A file that somebody has taken away is owed nothing.
  void write_owed_readmes(core::Files& files, const std::filesystem::path& folder);
  /// What is left of it, if anything: "register.left_lying" or "register.no_readme", with the first error's own words,
  /// without identities.
  [[nodiscard]] std::optional<core::Error> of(const std::filesystem::path& folder);

 private:
  struct Owed {
    OwedReadme readme;
    core::Error why;
  };
  struct OfFolder {
    std::vector<Owed> readmes;
    std::map<std::string, core::Error> unmoved;  ///< by name
  };
  std::mutex mutex_;
  std::map<std::string, OfFolder> folders_;
};

}  // namespace sluss::connectors::registers
