#pragma once
// Between the text and the settings: what has been read so far, where each value stands, and all that is wrong.

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

struct Key;

struct Draft {
  Settings settings;
  /// By path: "http.attempts", "source.kolada.url", "job.0.name", "job.0.indicators.2".
  std::map<std::string, core::Place, std::less<>> places;
  /// Paths whose value has its type and lies within its bounds.
  std::set<std::string, std::less<>> right;
  /// Texts that stand there and are empty, or spaces only.
  std::map<std::string, const Key*, std::less<>> blank;
  std::vector<core::Error> errors;

  /// It stands there, right or wrong: it is not missing.
  [[nodiscard]] bool said(std::string_view path) const { return places.contains(path); }
  /// It has a value that more can be asked of.
  [[nodiscard]] bool given(std::string_view path) const { return right.contains(path); }
  /// The place of a path, or of the nearest one above it.
  [[nodiscard]] core::Place place(std::string_view path) const;
  void fail(std::string_view code, std::string what, std::string remedy, core::Place where);
};

/// sluss.toml, then conf.d beside it in the order of their names, as far as they can be read.
struct ReadFiles {
  std::vector<Text> texts;
  std::vector<core::Error> errors;
};
[[nodiscard]] ReadFiles read_files(const std::filesystem::path& file);

/// Of a configuration that has errors what can be read all the same, unchecked: for a command that asks the daemon and
/// needs `state` and `control.socket`. Of a file that is not TOML, what stands before the fault.
[[nodiscard]] Settings what_can_be_read(const std::filesystem::path& file);

/// Parses one text and sets what it says. Syntax, unknown keys, types and bounds.
void read_text(const Text& text, Draft& draft);

/// What no single key can tell: names, references, what belongs together.
void validate(Draft& draft);
/// The same of [control].
void validate_control(Draft& draft);

/// The nearest of `words`, or nothing when none is near enough to be meant.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& words);

}  // namespace sluss::daemon::settings
