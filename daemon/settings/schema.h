#pragma once
// The one list of configuration keys: the settings' own (schema_*.cpp) and those of the kinds of sources, each declared
// in its folder. Validation, docs/configuration.md, config/sluss.toml and completion come from it.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "connectors/kind.h"
#include "core/config.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

struct WrittenPublish;

/// What a key's setter may write to.
struct Target {
  Settings& settings;
  Source* source = nullptr;           ///< within [source.NAME]
  Job* job = nullptr;                 ///< within [[job]]
  WrittenPublish* publish = nullptr;  ///< within [[publish]]
  Deadline* deadline = nullptr;
  Notify* notify = nullptr;
  Database* database = nullptr;  ///< within [target.NAME]
};

/// What the kind of a job's source must announce so that the job may have a key.
enum class Announces : std::uint8_t { nothing, something, publications };

struct Key : core::config::Key {
  std::string_view table;  ///< "", "http", "source", "job", …
  std::string_view kind;   ///< for people: only for sources (and jobs of sources) of this kind; empty: all
  const connectors::Kind* of = nullptr;  ///< the kind that declares it
  Announces announces = Announces::nothing;
  void (*set)(Target& target, const core::config::Value& value) = nullptr;  ///< null: of a kind, among its values
};

struct Table {
  std::string_view name;     ///< "http"
  std::string_view heading;  ///< "[http]", "[source.NAME]", "[[job]]"
  std::string_view description;
};

[[nodiscard]] std::span<const Key> keys();
[[nodiscard]] std::span<const Table> tables();
/// The key of that name in a table, of the kind where several have one; null when there is none.
[[nodiscard]] const Key* find_key(std::string_view table, std::string_view name, std::string_view kind = {});
/// Whether a table of a source of this kind (a name, maybe of none) may have the key; with no kind, any table.
[[nodiscard]] bool concerns(const Key& key, std::string_view kind);
/// "integer", "list of texts"
[[nodiscard]] std::string type_words(const core::config::Key& key);
/// As it may be written: "state = \"/var/lib/sluss\"".
[[nodiscard]] std::string example_line(const Key& key);
/// The only values that a table of a source of this kind may give it: of `on` what the kind announces. Empty: any.
[[nodiscard]] std::string words_for(const Key& key, std::string_view kind);
/// Whether the key's text may not be empty: it is required, and an empty one was never accepted. Other keys' empty
/// texts are as if they were not there, which `check` warns of.
[[nodiscard]] bool must_not_be_empty(const Key& key);

}  // namespace sluss::daemon::settings
