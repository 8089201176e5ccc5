#include "daemon/settings/read_text.h"

#include <algorithm>

#include "core/text.h"
#include "core/time.h"
#include "core/toml.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/plain_secrets.h"
#include "daemon/settings/read_value.h"
#include "daemon/settings/schema.h"
#include "daemon/settings/syntax.h"

namespace sluss::daemon::settings {
namespace {

using core::config::Type;
using core::config::Value;

constexpr std::size_t longest_shown = 60;  // letters of a key that is not known

bool is_table(std::string_view name) {
  return !name.empty() && std::ranges::any_of(tables(), [&](const Table& t) { return t.name == name; });
}

/// The table that is being read.
struct CurrentTable {
  std::string_view table;  ///< "", "http", "source"
  std::string path;        ///< "http", "source.kolada"; of a key itself: "http.attempts"
  Target target;
  std::string kind = {};                  ///< of a source, or of a job's
  core::config::Table* values = nullptr;  ///< for the keys of kinds
};

class Reader {
 public:
  Reader(const Text& text, Draft& draft) : text_(text), draft_(draft) {}

  void root(const toml::table& root) {
    for (const auto& [key, node] : root) {
      const std::string name(key.str());
      if (!is_table(name)) {
        one(key, node, {.table = "", .path = name, .target = Target{draft_.settings}});
      } else if (name == "source") {
        sources(key, node);
      } else if (name == "target") {
        databases(key, node);
      } else if (name == "job" || name == "publish" || name == "deadline" || name == "notify") {
        array_of(key, node, name);
      } else if (const auto* table = expect_table(key, node, "[" + name + "]")) {
        draft_.places.insert_or_assign(name, place_of(text_, key.source(), name));
        each(*table, {.table = name, .path = name, .target = Target{draft_.settings}});
      }
    }
  }

 private:
  void fail(std::string_view code, std::string what, std::string remedy, const toml::source_region& where,
            std::string field) {
    draft_.fail(code, std::move(what), std::move(remedy), place_of(text_, where, std::move(field)));
  }

  const toml::table* expect_table(const toml::key& key, const toml::node& node, const std::string& heading) {
    if (const auto* table = node.as_table()) return table;
    fail("config.type", std::string(key.str()) + " is " + type_name(node) + " where a table belongs",
         "Write it as " + heading + " with its keys below.", key.source(), std::string(key.str()));
    return nullptr;
  }

  void sources(const toml::key& key, const toml::node& node) {
    const auto* all = expect_table(key, node, "[source.NAME]");
    if (all == nullptr) return;
    for (const auto& [name_key, source_node] : *all) {
      const std::string name(name_key.str());
      const std::string path = "source." + name;
      const auto* table = expect_table(name_key, source_node, "[" + path + "]");
      if (table == nullptr) continue;
      auto& sources = draft_.settings.sources;
      auto found = std::ranges::find(sources, name, &Source::name);
      if (found == sources.end()) {
        sources.push_back({});
        found = sources.end() - 1;
        *found = {.name = name, .kind = name, .values = core::config::Table(path)};
      }
      draft_.places.insert_or_assign(path, place_of(text_, name_key.source(), path));
      each(*table, {.table = "source",
                    .path = path,
                    .target = Target{draft_.settings, &*found},
                    .kind = draft_.kind_of(name),
                    .values = &found->values});
    }
  }

  void databases(const toml::key& key, const toml::node& node) {
    const auto* all = expect_table(key, node, "[target.NAME]");
    if (all == nullptr) return;
    for (const auto& [name_key, database_node] : *all) {
      const std::string name(name_key.str());
      const std::string path = "target." + name;
      const auto* table = expect_table(name_key, database_node, "[" + path + "]");
      if (table == nullptr) continue;
      auto& databases = draft_.settings.databases;
      auto found = std::ranges::find(databases, name, &Database::name);
      if (found == databases.end()) {
        databases.push_back({.name = name});
        found = databases.end() - 1;
      }
      draft_.places.insert_or_assign(path, place_of(text_, name_key.source(), path));
      Target target{draft_.settings};
      target.database = &*found;
      each(*table, {.table = "target", .path = path, .target = target});
    }
  }

  void array_of(const toml::key& key, const toml::node& node, const std::string& name) {
    const auto* list = node.as_array();
    if (list == nullptr || !std::ranges::all_of(*list, [](const toml::node& n) { return n.is_table(); })) {
      fail("config.type", name + " is not a list of tables", "Write [[" + name + "]] with two brackets, once for each.",
           key.source(), name);
      return;
    }
    for (const auto& element : *list) one_of_many(element, *element.as_table(), name);
  }

  void one_of_many(const toml::node& element, const toml::table& table, const std::string& name) {
    auto& settings = draft_.settings;
    CurrentTable where{.table = name, .path = name + ".", .target = Target{settings}};
    const auto place = place_of(text_, element.source(), name);
    if (name == "job") {
      where.path += std::to_string(settings.jobs.size());
      auto& job = settings.jobs.emplace_back();
      job.line = static_cast<int>(place.line);
      job.values = core::config::Table(where.path);
      where.target.job = &job;
      where.values = &job.values;
      where.kind = draft_.kind_of(table["source"].value_or(std::string()));
    } else if (name == "deadline") {
      where.path += std::to_string(settings.deadlines.size());
      where.target.deadline = &settings.deadlines.emplace_back();
    } else if (name == "notify") {
      where.path += std::to_string(settings.notify.size());
      where.target.notify = &settings.notify.emplace_back();
    } else {
      where.path += std::to_string(draft_.publish.size());
      where.target.publish = &draft_.publish.emplace_back();
    }
    draft_.places.insert_or_assign(where.path, place);
    each(table, where);
  }

  void each(const toml::table& table, const CurrentTable& where) {
    for (const auto& [key, node] : table) {
      auto at = where;
      at.path += "." + std::string(key.str());
      one(key, node, at);
    }
  }

  void one(const toml::key& key, const toml::node& node, const CurrentTable& where) {
    const auto& path = where.path;
    const Key* known = find_key(where.table, key.str(), where.kind);
    if (known == nullptr) {
      unknown(key, where.table, where.kind, path);
      return;
    }
    Value value;
    draft_.places.insert_or_assign(path, place_of(text_, node.source(), path));
    draft_.blank.erase(path);
    draft_.valid.erase(path);
    const auto words = words_for(*known, where.kind);
    Key declared = *known;
    declared.words = words;
    if (!ValueReader(text_, draft_).convert(declared, node, path, value)) return;
    const bool blank = known->type == Type::text && core::trimmed(value.text).empty();
    const bool right = !blank || !must_not_be_empty(*known);
    if (blank) draft_.blank.emplace(path, known);
    if (right) draft_.valid.insert(path);
    if (known->set != nullptr) {
      auto target = where.target;
      known->set(target, value);
    } else if (right) {
      put(*known, std::move(value), *where.values);
    }
  }

  /// An empty text is as if it were not there.
  static void put(const Key& key, Value value, core::config::Table& values) {
    if (key.type == Type::text && value.text.empty()) {
      values.remove(key.name);
    } else {
      values.put(key.name, std::move(value));
    }
  }

  /// Names the key of this table that takes the name of a secret.
  static std::string secret_remedy(std::string_view table, std::string_view kind) {
    for (const auto& key : keys()) {
      if (key.table != table || key.meaning != core::config::TextMeaning::secret_name || !concerns(key, kind)) continue;
      return "Write the secret alone to a file credentials/NAME beside sluss.toml (chmod 600), or give it by systemd's "
             "LoadCredential=, and put the file's name here instead: " +
             example_line(key);
    }
    return "Take it away.";
  }

  void unknown(const toml::key& key, std::string_view table, std::string_view kind, const std::string& path) {
    std::vector<std::string> words;
    std::string elsewhere;
    for (const auto& k : keys()) {
      if (k.table == table) words.emplace_back(k.name);
      if (k.table != table && k.name == key.str() && elsewhere.empty()) elsewhere = k.table;
    }
    if (table.empty()) {
      for (const auto& t : tables()) {
        if (!t.name.empty()) words.emplace_back(t.name);
      }
    }
    const auto near = nearest(key.str(), words);
    const bool secret = is_password_key(key.str());
    std::string remedy;
    if (secret) {
      remedy = secret_remedy(table, kind);
    } else if (!near.empty()) {
      remedy = "Did you mean '" + near + "'?";
    } else if (!elsewhere.empty()) {
      remedy = "It belongs in " + heading_of(elsewhere) + ".";
    } else {
      remedy = "Remove it; the keys that exist are listed by `sluss config reference`.";
    }
    // Anything may be written there, also what is no key at all.
    const auto shown = core::shortened(core::one_line(key.str()), longest_shown);
    const auto above = std::string_view(path).substr(0, path.size() - key.str().size());
    fail("config.unknown_key",
         "unknown key '" + shown + "'" + (secret ? ": a secret never belongs in the configuration" : ""),
         std::move(remedy), key.source(), std::string(above) + shown);
  }

  static std::string heading_of(std::string_view table) {
    const auto all = tables();
    const auto found = std::ranges::find(all, table, &Table::name);
    return std::string(found == all.end() ? table : found->heading);
  }

  const Text& text_;
  Draft& draft_;
};

}  // namespace

void note_kinds(const Text& text, Draft& draft) {
  const auto parsed = toml::parse(std::string_view(text.content), text.file.string());
  if (!parsed) return;  // read_text() reports it
  const auto* sources = parsed.table()["source"].as_table();
  if (sources == nullptr) return;
  for (const auto& [name, source] : *sources) {
    const auto* table = source.as_table();
    if (table == nullptr) continue;
    if (const auto kind = (*table)["kind"].value<std::string>())
      draft.kinds.insert_or_assign(std::string(name.str()), *kind);
  }
}

core::config::Value standard_of(const core::config::Key& key) {
  const Text text{.file = {}, .content = "standard = " + std::string(key.standard)};
  const auto parsed = toml::parse(std::string_view(text.content));
  Draft draft;
  Value value;
  if (parsed) ValueReader(text, draft).convert(key, *parsed.table().get("standard"), std::string(key.name), value);
  return value;
}

void read_text(const Text& text, Draft& draft) {
  const auto parsed = toml::parse(std::string_view(text.content), text.file.string());
  if (!parsed) {
    const auto& error = parsed.error();
    auto fault = syntax_fault(text.content, error.description(), error.source().begin.line);
    draft.fail("config.syntax", std::move(fault.what), std::move(fault.remedy), place_of(text, error.source(), ""));
    return;
  }
  Reader(text, draft).root(parsed.table());
}

}  // namespace sluss::daemon::settings
