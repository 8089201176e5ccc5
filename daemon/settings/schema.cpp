#include "daemon/settings/schema.h"

#include <algorithm>
#include <array>
#include <deque>

#include "connectors/registry.h"
#include "daemon/settings/schema_tables.h"

namespace sluss::daemon::settings {
namespace {

using core::config::Type;

struct OwnTable {
  Table table;
  std::span<const OwnKey> (*keys)();
};

constexpr auto own_tables = std::to_array<OwnTable>({
    {{"", "", "Whose figures, and where everything is kept."}, top_table},
    {{"warehouse", "[warehouse]", "The embedded warehouse: a folder of generations, of which `current` is read."},
     warehouse_table},
    {{"archive", "[archive]", "Raw answers as they came, compressed and named by their SHA-256."}, archive_table},
    {{"log", "[log]", "What the program writes to standard error."}, log_table},
    {{"daemon", "[daemon]", "What `sluss serve` does on this machine."}, daemon_table},
    {{"mail", "[mail]", "The server that notifications by mail go through."}, mail_table},
    {{"http", "[http]", "The one HTTP client that all sources share."}, http_table},
    {{"gates", "[gates]", "When a series is held for a person to look at, instead of being committed."}, gates_table},
    {{"control", "[control]",
      "How people and machines reach the daemon. docs/api.md explains identities, roles and the reverse proxy."},
     control_table},
    {{"source", "[source.NAME]", "Where figures come from. A source named `{kind}` needs no table of its own."},
     source_table},
    {{"job", "[[job]]", "What to load from a source, and how often. One table a job."}, job_table},
    {{"delivery", "[delivery]",
      "How long a delivery to another machine may take. What was not delivered is made good by the next run."},
     delivery_table},
    {{"target", "[target.NAME]",
      "A database that datasets are delivered to, with `to = \"odbc:NAME\"`. docs/delivery.md has an example for each "
      "kind."},
     target_table},
    {{"publish", "[[publish]]",
      "Datasets that are delivered to a folder, a server or a table after each run that changed them."},
     publish_table},
    {{"deadline", "[[deadline]]",
      "A day by which something is to be reported: shown in the calendar, and notified before it comes."},
     deadline_table},
    {{"notify", "[[notify]]",
      "Who is notified when something fails, is late, waits or is new: people by mail, machines by a webhook. One "
      "table a "
      "recipient."},
     notify_table},
});

std::span<const core::config::Key> keys_of(const connectors::Kind& kind, std::string_view table) {
  if (table == "source") return kind.source_keys;
  if (table == "job") return kind.job_keys;
  return {};
}

bool announces_something(const connectors::Kind& kind) {
  return !kind.announces.empty();
}

bool announces_publications(const connectors::Kind& kind) {
  return connectors::find_event(kind, connectors::publication) != nullptr;
}

std::string name_of_event(const connectors::Event& event) {
  return std::string(event.name);
}

std::string meaning_of(const connectors::Event& event) {
  return "`" + std::string(event.name) + "`: " + std::string(event.description);
}

/// All of it, put together once.
class Schema {
 public:
  static const Schema& whole() {
    static const Schema schema;
    return schema;
  }

  std::vector<Table> tables;
  std::vector<Key> keys;

 private:
  Schema() {
    for (const auto& own : own_tables) {
      tables.push_back(own.table);
      tables.back().description = filled(own.table.description);
      for (const auto& key : own.keys()) add_own(own.table.name, key);
      // Tables of names are last: in TOML a table within a table may only stand behind its plain keys.
      add_kinds(own.table.name, [](Type type) { return type != Type::names; });
      add_kinds(own.table.name, [](Type type) { return type == Type::names; });
    }
  }

  void add_own(std::string_view table, const OwnKey& own) {
    Key key{own.key};
    key.table = table;
    key.announces = own.announces;
    key.set = own.set;
    key.description = filled(key.description);
    key.example = filled(key.example);
    key.words = filled(key.words);
    if (key.announces == Announces::something) key.kind = kept(names_of(announces_something, " or "));
    if (key.announces == Announces::publications) key.kind = kept(names_of(announces_publications, " or "));
    keys.push_back(key);
  }

  void add_kinds(std::string_view table, bool (*wanted)(Type)) {
    for (const auto* kind : connectors::kinds()) {
      for (const auto& declared : keys_of(*kind, table)) {
        if (!wanted(declared.type)) continue;
        Key key{declared};
        key.table = table;
        key.kind = kind->name;
        key.of = kind;
        keys.push_back(key);
      }
    }
  }

  static std::string names_of(bool (*wanted)(const connectors::Kind&), std::string_view between) {
    std::string names;
    for (const auto* kind : connectors::kinds()) {
      if (wanted(*kind)) names += (names.empty() ? "" : std::string(between)) + std::string(kind->name);
    }
    return names;
  }

  /// Each once, in the order of the kinds.
  static std::string texts_of_events(std::string (*text)(const connectors::Event&), std::string_view between) {
    std::string texts;
    for (const auto* kind : connectors::kinds()) {
      for (const auto& event : kind->announces) {
        if (connectors::find_event(event.name) != &event) continue;
        texts += (texts.empty() ? "" : std::string(between)) + text(event);
      }
    }
    return texts;
  }

  std::string_view kept(std::string text) { return texts_.emplace_back(std::move(text)); }

  std::string_view filled(std::string_view text) {
    const auto open = text.find('{');
    if (open == std::string_view::npos) return text;
    for (const auto& [mark, words] :
         {std::pair{std::string_view("{kinds}"), names_of([](const connectors::Kind&) { return true; }, "|")},
          std::pair{std::string_view("{kind}"), std::string(connectors::kinds().front()->name)},
          std::pair{std::string_view("{events}"), texts_of_events(name_of_event, "|")},
          std::pair{std::string_view("{when}"), texts_of_events(meaning_of, " ")}}) {
      const auto at = text.find(mark);
      if (at == std::string_view::npos) continue;
      return kept(std::string(text.substr(0, at)) + words + std::string(text.substr(at + mark.size())));
    }
    return text;
  }

  std::deque<std::string> texts_;  ///< that views point to
};

std::string_view name_of(Type type) {
  switch (type) {
    case Type::text:
      return "text";
    case Type::integer:
      return "integer";
    case Type::number:
      return "number";
    case Type::boolean:
      return "true or false";
    case Type::duration:
      return "duration";
    case Type::size:
      return "size";
    case Type::texts:
      return "list of texts";
    case Type::names:
      return "table of texts";
  }
  return "";
}

}  // namespace

std::span<const Key> keys() {
  return Schema::whole().keys;
}
std::span<const Table> tables() {
  return Schema::whole().tables;
}

const Key* find_key(std::string_view table, std::string_view name, std::string_view kind) {
  const Key* found = nullptr;
  for (const auto& key : keys()) {
    if (key.table != table || key.name != name) continue;
    if (key.of == nullptr || key.of->name == kind) return &key;
    if (found == nullptr) found = &key;
  }
  return found;
}

bool concerns(const Key& key, std::string_view kind) {
  if (key.of != nullptr) return key.of->name == kind;
  if (key.announces == Announces::nothing) return true;
  const auto* known = connectors::find_kind(kind);
  if (known == nullptr) return false;
  return key.announces == Announces::something ? announces_something(*known) : announces_publications(*known);
}

std::string words_for(const Key& key, std::string_view kind) {
  if (key.announces != Announces::something) return std::string(key.words);
  const auto* known = connectors::find_kind(kind);
  std::string words;
  if (known == nullptr) return words;
  for (const auto& event : known->announces) words += (words.empty() ? "" : "|") + std::string(event.name);
  return words;
}

std::string example_line(const Key& key) {
  return std::string(key.name) + " = " + std::string(key.example.empty() ? key.standard : key.example);
}

bool must_not_be_empty(const Key& key) {
  const bool only_displayed = key.name == "name" && (key.table == "deadline" || key.table == "notify");
  // unixODBC's own, where somebody has made one
  const bool default_source = key.meaning == core::config::TextMeaning::connection_string;
  return key.type == Type::text && key.required && !only_displayed && !default_source;
}

std::string type_words(const core::config::Key& key) {
  std::string text(name_of(key.type));
  if (key.type != Type::duration) return text;
  for (const auto& word : core::config::words_of(key)) text += " or \"" + word + "\"";
  return text;
}

}  // namespace sluss::daemon::settings
