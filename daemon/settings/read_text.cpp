#include "daemon/settings/read_text.h"

#include <algorithm>
#include <cmath>

#include "core/duration.h"
#include "core/text.h"
#include "core/time.h"
#include "core/toml.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/schema.h"
#include "daemon/settings/secret_ways.h"
#include "daemon/settings/size.h"
#include "daemon/settings/syntax.h"

namespace sluss::daemon::settings {
namespace {

using core::config::Type;
using core::config::Value;

constexpr std::size_t longest_shown = 60;  // letters of a key that is not known

core::Place place_of(const Text& text, const toml::source_region& region, std::string field) {
  return {text.file.string(), region.begin.line, region.begin.column, std::move(field)};
}

bool is_table(std::string_view name) {
  return !name.empty() && std::ranges::any_of(tables(), [&](const Table& t) { return t.name == name; });
}

std::string shown_type(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

/// The table that is being read.
struct Where {
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
    fail("config.type", std::string(key.str()) + " is " + shown_type(node) + " where a table belongs",
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
    Where where{.table = name, .path = name + ".", .target = Target{settings}};
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

  void each(const toml::table& table, const Where& where) {
    for (const auto& [key, node] : table) {
      auto at = where;
      at.path += "." + std::string(key.str());
      one(key, node, at);
    }
  }

  void one(const toml::key& key, const toml::node& node, const Where& where) {
    const auto& path = where.path;
    const Key* known = find_key(where.table, key.str(), where.kind);
    if (known == nullptr) {
      unknown(key, where.table, where.kind, path);
      return;
    }
    Value value;
    draft_.places.insert_or_assign(path, place_of(text_, node.source(), path));
    draft_.blank.erase(path);
    draft_.right.erase(path);
    const auto words = words_for(*known, where.kind);
    Key declared = *known;
    declared.words = words;
    if (!convert(declared, node, path, value)) return;
    const bool blank = known->type == Type::text && core::trimmed(value.text).empty();
    const bool right = !blank || !needs_words(*known);
    if (blank) draft_.blank.emplace(path, known);
    if (right) draft_.right.insert(path);
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
      if (key.table != table || key.holds != core::config::Holds::secret_name || !concerns(key, kind)) continue;
      return "Write the secret alone to a file credentials/NAME beside sluss.toml (chmod 600), or give it by systemd's "
             "LoadCredential=, and put the file's name here instead: " +
             shown_key(key);
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
    // Anything may stand there, also what is no key at all.
    const auto shown = core::shortened(core::one_line(key.str()), longest_shown);
    const auto above = std::string_view(path).substr(0, path.size() - key.str().size());
    fail("config.unknown_key",
         "unknown key '" + shown + "'" + (secret ? ": a secret never stands in the configuration" : ""),
         std::move(remedy), key.source(), std::string(above) + shown);
  }

  static std::string heading_of(std::string_view table) {
    const auto all = tables();
    const auto found = std::ranges::find(all, table, &Table::name);
    return std::string(found == all.end() ? table : found->heading);
  }

  bool wrong_type(const core::config::Key& key, const toml::node& node, const std::string& path) {
    std::string remedy = "Write a " + type_words(key) + ".";
    const auto sample = key.example.empty() ? key.standard : key.example;
    if (!sample.empty()) remedy = "For example: " + std::string(key.name) + " = " + std::string(sample);
    fail("config.type", path + " is " + shown_type(node) + ", not a " + type_words(key), std::move(remedy),
         node.source(), path);
    return false;
  }

  bool within(const core::config::Key& key, double given, const toml::node& node, const std::string& path) {
    if (key.least == 0 && key.most == 0) return true;
    if (std::isfinite(given) && given >= key.least && given <= key.most) return true;
    fail("config.bounds", path + " is outside its bounds",
         "Write a value from " + bound(key, key.least) + " to " + bound(key, key.most) + ".", node.source(), path);
    return false;
  }

  static std::string bound(const core::config::Key& key, double value) {
    if (key.type == Type::duration) return core::to_text(std::chrono::milliseconds(static_cast<std::int64_t>(value)));
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return key.type == Type::size ? text + " bytes" : text;
  }

  bool one_of(const core::config::Key& key, const std::string& word, const toml::source_region& where,
              const std::string& path) {
    if (key.words.empty()) return true;
    const auto words = core::config::words_of(key);
    std::string list;
    for (const auto& one : words) list += (list.empty() ? "" : ", ") + one;
    if (std::ranges::find(words, word) != words.end()) return true;
    const auto near = nearest(word, words);
    fail("config.word", "'" + word + "' is not known for " + path,
         near.empty() ? "Write one of: " + list + "." : "Did you mean '" + near + "'? The words are: " + list + ".",
         where, path);
    return false;
  }

 public:
  /// False and an error when it is not of the key's type, or out of its bounds.
  bool convert(const core::config::Key& key, const toml::node& node, const std::string& path, Value& value) {
    switch (key.type) {
      case Type::text:
      case Type::duration:
      case Type::size:
        return convert_text(key, node, path, value);
      case Type::integer:
        if (!node.is_integer()) return wrong_type(key, node, path);
        value.integer = *node.value<std::int64_t>();
        return within(key, static_cast<double>(value.integer), node, path);
      case Type::number:
        if (!node.is_number()) return wrong_type(key, node, path);
        value.number = *node.value<double>();
        return within(key, value.number, node, path);
      case Type::boolean:
        if (!node.is_boolean()) return wrong_type(key, node, path);
        value.boolean = *node.value<bool>();
        return true;
      case Type::texts:
        return convert_texts(key, node, path, value);
      case Type::names:
        return convert_names(key, node, path, value);
    }
    return false;
  }

 private:
  bool convert_text(const core::config::Key& key, const toml::node& node, const std::string& path, Value& value) {
    if (!node.is_string()) return wrong_type(key, node, path);
    value.text = *node.value<std::string>();
    if (value.text.find('\0') != std::string::npos) {
      fail("config.value", path + " holds a NUL character", "Remove it.", node.source(), path);
      return false;
    }
    if (key.type == Type::text) return one_of(key, value.text, node.source(), path);
    if (const auto words = core::config::words_of(key); std::ranges::find(words, value.text) != words.end())
      return true;
    if (key.type == Type::size) {
      auto size = parse_size(value.text);
      if (!size) return pass_on(std::move(size).error(), node, path);
      value.size = *size;
      return within(key, static_cast<double>(value.size), node, path);
    }
    auto duration = core::parse_duration(value.text);
    if (!duration) return pass_on(std::move(duration).error(), node, path);
    value.duration = *duration;
    return within(key, static_cast<double>(value.duration.count()), node, path);
  }

  bool pass_on(core::Error error, const toml::node& node, const std::string& path) {
    fail(error.code, path + ": " + error.what, std::move(error.remedy), node.source(), path);
    return false;
  }

  bool convert_texts(const core::config::Key& key, const toml::node& node, const std::string& path, Value& value) {
    const auto* list = node.as_array();
    if (list == nullptr) return wrong_type(key, node, path);
    bool good = true;
    for (const auto& element : *list) {
      const auto element_path = path + "." + std::to_string(value.texts.size());
      if (!element.is_string()) {
        fail("config.type", path + " holds " + shown_type(element) + " among its texts",
             "Put quotation marks around it: codes are texts, so that their zeros stay.", element.source(), path);
        good = false;
        continue;
      }
      value.texts.push_back(*element.value<std::string>());
      draft_.places.insert_or_assign(element_path, place_of(text_, element.source(), path));
      good = one_of(key, value.texts.back(), element.source(), path) && good;
    }
    return good;
  }

  bool convert_names(const core::config::Key& key, const toml::node& node, const std::string& path, Value& value) {
    const auto* table = node.as_table();
    if (table == nullptr) return wrong_type(key, node, path);
    bool good = true;
    for (const auto& [name, element] : *table) {
      if (!element.is_string()) {
        good = wrong_type(key, element, path + "." + std::string(name.str()));
        continue;
      }
      value.names.emplace_back(std::string(name.str()), *element.value<std::string>());
    }
    return good;
  }

  const Text& text_;
  Draft& draft_;
};

}  // namespace

void note_kinds(const Text& text, Draft& draft) {
  const auto parsed = toml::parse(std::string_view(text.content), text.file.string());
  if (!parsed) return;  // read_text() tells
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
  if (parsed) Reader(text, draft).convert(key, *parsed.table().get("standard"), std::string(key.name), value);
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
