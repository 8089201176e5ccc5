#pragma once
// The one table of configuration keys. Validation, docs/configuration.md, config/sluss.toml and completion come from
// it.

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

enum class ValueType : std::uint8_t {
  text,
  integer,
  number,
  boolean,
  duration,     ///< "30d", "10min"
  size,         ///< "512MB"
  texts,        ///< ["a", "b"]
  names,        ///< a table of name = "text"
  full_reload,  ///< "always" or a duration
};

/// A value that has its key's type and lies within its bounds.
struct Value {
  std::string text;
  std::int64_t integer = 0;
  double number = 0;
  bool boolean = false;
  std::chrono::milliseconds duration{0};
  std::uint64_t size = 0;
  std::vector<std::string> texts;
  std::vector<std::pair<std::string, std::string>> names;
};

/// What a key's setter may write to.
struct Target {
  Settings& settings;
  Source* source = nullptr;    ///< within [source.NAME]
  Job* job = nullptr;          ///< within [[job]]
  Publish* publish = nullptr;  ///< within [[publish]]
  Deadline* deadline = nullptr;
  Notify* notify = nullptr;
  Database* database = nullptr;  ///< within [target.NAME]
};

struct Key {
  std::string_view table;  ///< "", "http", "source", "job", …
  std::string_view name;
  ValueType type;
  std::string_view standard;     ///< the default as TOML; empty: none
  bool required;                 ///< an error when it is not there
  std::string_view measure;      ///< "seconds", "0..1"; for people
  std::string_view description;  ///< one or two sentences
  std::string_view words;        ///< the only values: "a|b"; empty: any
  double least;                  ///< of integer, number, duration (ms), size
  double most;
  std::string_view kind;     ///< only for sources (and jobs of sources) of this kind; empty: all
  std::string_view example;  ///< TOML, when it tells more than the default
  std::string_view since;
  void (*set)(Target& target, const Value& value);
};

struct Table {
  std::string_view name;     ///< "http"
  std::string_view heading;  ///< "[http]", "[source.NAME]", "[[job]]"
  std::string_view description;
};

[[nodiscard]] std::span<const Key> keys();
[[nodiscard]] std::span<const Table> tables();
[[nodiscard]] std::string_view name_of(ValueType type);
/// As it may be written: "state = \"/var/lib/sluss\"".
[[nodiscard]] std::string shown_key(const Key& key);
/// Whether the key's text may not be empty: it is required, and an empty one never served. Other keys' empty texts are
/// as if they were not there, which `check` warns of.
[[nodiscard]] bool needs_words(const Key& key);

/// docs/configuration.md
[[nodiscard]] std::string reference_markdown();
/// config/sluss.toml: every key with its default, commented.
[[nodiscard]] std::string example_toml();
/// One key path a line: "http.attempts".
[[nodiscard]] std::string completion_words();

}  // namespace sluss::daemon::settings
