#pragma once
// Between the text and the settings: what has been read so far, the place of each value, and all errors.

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

struct Key;

/// A [[publish]] as it is written: what its keys mean depends on the kind of `to`, which read_publish() finds.
struct WrittenPublish {
  Publish publish;  ///< what all kinds have
  std::string to, host_key, credential, key, group, table, mode;
  std::vector<std::string> keys;
};

struct Draft {
  Settings settings;
  std::vector<WrittenPublish> publish;  ///< each becomes one of settings.publish
  /// By path: "http.attempts", "source.kolada.url", "job.0.name", "job.0.indicators.2".
  std::map<std::string, core::Place, std::less<>> places;
  /// Paths whose value has its type and is within its bounds.
  std::set<std::string, std::less<>> valid;
  /// Texts that are written and empty, or only spaces.
  std::map<std::string, const Key*, std::less<>> blank;
  /// The kinds of sources that name theirs: filled by note_kinds().
  std::map<std::string, std::string, std::less<>> kinds;
  std::vector<core::Error> errors;

  /// Of a source by its name.
  [[nodiscard]] std::string kind_of(std::string_view source) const {
    const auto found = kinds.find(source);
    return found == kinds.end() ? std::string(source) : found->second;
  }
  /// The files have it, valid or not: it is not missing.
  [[nodiscard]] bool is_written(std::string_view path) const { return places.contains(path); }
  /// It has a value that can be checked further.
  [[nodiscard]] bool is_valid(std::string_view path) const { return valid.contains(path); }
  /// The place of a path, or of the nearest one above it.
  [[nodiscard]] core::Place place(std::string_view path) const;
  void fail(std::string_view code, std::string what, std::string remedy, core::Place where);
};

/// The nearest of `words`; empty when none is near enough to be meant.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& words);

}  // namespace sluss::daemon::settings
