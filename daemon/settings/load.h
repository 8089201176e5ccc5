#pragma once
// From files to Settings, or to all that is wrong with them.

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

/// sluss.toml and conf.d/*.toml beside it, in the order of their names; a key said later wins, [[job]] and [[publish]]
/// append. All errors at once, each with file, line, column and the mend.
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
/// What lies in conf.d with a name like a part's and is none: "mail.toml~", "mail.toml.dpkg-old", a link that leads
/// nowhere. Names that begin with a dot are nobody's business.
[[nodiscard]] std::vector<std::filesystem::path> passed_over(const std::filesystem::path& file);

/// Of a configuration that has errors what can be read all the same, unchecked: for a command that asks the daemon and
/// needs `state` and `control.socket`. Of a file that is not TOML, what stands before the fault.
[[nodiscard]] Settings what_can_be_read(const std::filesystem::path& file);

}  // namespace sluss::daemon::settings
