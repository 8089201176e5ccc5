#pragma once
// What could not be done with a file after its run: it could not be moved away, or "läs mig" could not be written
// beside it. By the folder of its source, for as long as the process lives: the next run, or whoever watches the
// folder, writes what is owed. Any thread.

#include <filesystem>
#include <optional>
#include <string>

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

void owe_readme(const std::filesystem::path& folder, OwedReadme owed, const core::Error& why);
/// The file `name` of the folder could not be moved; nothing: it could.
void note_move(const std::filesystem::path& folder, const std::string& name, const core::Result<>& moved);
/// Writes what is owed in the folder; what fails stays owed. A file that somebody has taken away is owed nothing.
void write_owed_readmes(core::Files& files, const std::filesystem::path& folder);
/// What is left of it, if anything: "register.left_lying" or "register.no_readme", with the first error's own words,
/// without identities.
[[nodiscard]] std::optional<core::Error> left_undone(const std::filesystem::path& folder);

}  // namespace sluss::connectors::registers
