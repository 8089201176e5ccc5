#pragma once
// From files to Settings, or to all their errors.

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

/// sluss.toml and conf.d/*.toml beside it, in the order of their names; a later key wins, [[job]] and [[publish]]
/// append. All errors at once, each with file, line, column and the remedy.
[[nodiscard]] std::expected<Settings, std::vector<core::Error>> load(const std::filesystem::path& file);

/// The same from texts: what load() does once it has read the files. For tests and fuzzing.
struct Text {
  std::filesystem::path file;
  std::string content;
};
[[nodiscard]] std::expected<Settings, std::vector<core::Error>> load_texts(const std::vector<Text>& texts);

/// sluss.toml, then conf.d beside it in the order of their names, as far as they can be read.
struct ReadFiles {
  std::vector<Text> texts;
  std::vector<core::Error> errors;
};
[[nodiscard]] ReadFiles read_files(const std::filesystem::path& file);
/// Files in conf.d that are not read though their name suggests it: "mail.toml~", "mail.toml.dpkg-old", a link that
/// leads nowhere. Names that begin with a dot are not among them.
[[nodiscard]] std::vector<std::filesystem::path> ignored_files(const std::filesystem::path& file);

/// What can be read of a configuration that has errors, unchecked: for a command that calls the daemon and needs
/// `state` and `control.socket`. Of a file that is not TOML, the lines before the fault.
[[nodiscard]] Settings read_despite_errors(const std::filesystem::path& file);

}  // namespace sluss::daemon::settings
