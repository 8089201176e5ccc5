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

/// A [[publish]] as it is written: what its keys mean depends on where `to` leads, which read_publish() finds.
struct WrittenPublish {
  Publish publish;  ///< what all have
  std::string to, host_key, credential, key, group, table, mode;
  std::vector<std::string> keys;
};

struct Draft {
  Settings settings;
  std::vector<WrittenPublish> publish;  ///< each becomes one of settings.publish
  /// By path: "http.attempts", "source.kolada.url", "job.0.name", "job.0.indicators.2".
  std::map<std::string, core::Place, std::less<>> places;
  /// Paths whose value has its type and lies within its bounds.
  std::set<std::string, std::less<>> right;
  /// Texts that stand there and are empty, or spaces only.
  std::map<std::string, const Key*, std::less<>> blank;
  /// The kinds of sources that say theirs: what note_kinds() found.
  std::map<std::string, std::string, std::less<>> kinds;
  std::vector<core::Error> errors;

  /// Of a source by its name.
  [[nodiscard]] std::string kind_of(std::string_view source) const {
    const auto found = kinds.find(source);
    return found == kinds.end() ? std::string(source) : found->second;
  }
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
/// What lies in conf.d with a name like a part's and is none: "mail.toml~", "mail.toml.dpkg-old", a link that leads
/// nowhere. Names that begin with a dot are nobody's business.
[[nodiscard]] std::vector<std::filesystem::path> passed_over(const std::filesystem::path& file);

/// Of a configuration that has errors what can be read all the same, unchecked: for a command that asks the daemon and
/// needs `state` and `control.socket`. Of a file that is not TOML, what stands before the fault.
[[nodiscard]] Settings what_can_be_read(const std::filesystem::path& file);

/// Which kind each source is of, as far as a text says: before any text is read, for the type of a key is its kind's.
void note_kinds(const Text& text, Draft& draft);
/// A key's default as its own reader reads it.
[[nodiscard]] core::config::Value standard_of(const core::config::Key& key);

/// Parses one text and sets what it says. Syntax, unknown keys, types and bounds.
void read_text(const Text& text, Draft& draft);

/// What no single key can tell: names, references, what belongs together.
void validate(Draft& draft);
/// The same of [control].
void validate_control(Draft& draft);

/// The nearest of `words`, or nothing when none is near enough to be meant.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& words);

}  // namespace sluss::daemon::settings
