#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "core/time.h"
#include "core/toml.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/schema.h"

namespace sluss::daemon::settings {
namespace {

core::Place place_of(const Text& text, const toml::source_region& region, std::string field) {
  return {text.file.string(), region.begin.line, region.begin.column, std::move(field)};
}

const Key* find_key(std::string_view table, std::string_view name) {
  const auto all = keys();
  const auto found = std::ranges::find_if(all, [&](const Key& k) { return k.table == table && k.name == name; });
  return found == all.end() ? nullptr : &*found;
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

class Reader {
 public:
  Reader(const Text& text, Draft& draft) : text_(text), draft_(draft) {}

  void root(const toml::table& root) {
    for (const auto& [key, node] : root) {
      const std::string name(key.str());
      if (!is_table(name)) {
        one(key, node, "", name, Target{draft_.settings});
      } else if (name == "source") {
        sources(key, node);
      } else if (name == "target") {
        databases(key, node);
      } else if (name == "job" || name == "publish" || name == "deadline" || name == "notify") {
        array_of(key, node, name);
      } else if (const auto* table = expect_table(key, node, "[" + name + "]")) {
        for (const auto& [k, n] : *table) one(k, n, name, name + "." + std::string(k.str()), Target{draft_.settings});
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
        found->name = name;
        found->kind = name;
      }
      draft_.places.insert_or_assign(path, place_of(text_, name_key.source(), path));
      for (const auto& [k, n] : *table)
        one(k, n, "source", path + "." + std::string(k.str()), Target{draft_.settings, &*found});
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
      for (const auto& [k, n] : *table) one(k, n, "target", path + "." + std::string(k.str()), target);
    }
  }

  void array_of(const toml::key& key, const toml::node& node, const std::string& name) {
    const auto* list = node.as_array();
    if (list == nullptr || !std::ranges::all_of(*list, [](const toml::node& n) { return n.is_table(); })) {
      fail("config.type", name + " is not a list of tables", "Write [[" + name + "]] with two brackets, once for each.",
           key.source(), name);
      return;
    }
    for (const auto& element : *list) {
      Target target{draft_.settings};
      std::size_t index = 0;
      const auto place = place_of(text_, element.source(), name);
      if (name == "job") {
        index = draft_.settings.jobs.size();
        draft_.settings.jobs.emplace_back();
        target.job = &draft_.settings.jobs.back();
        target.job->line = static_cast<int>(place.line);
      } else if (name == "deadline") {
        index = draft_.settings.deadlines.size();
        target.deadline = &draft_.settings.deadlines.emplace_back();
      } else if (name == "notify") {
        index = draft_.settings.notify.size();
        target.notify = &draft_.settings.notify.emplace_back();
      } else {
        index = draft_.settings.publish.size();
        draft_.settings.publish.emplace_back();
        target.publish = &draft_.settings.publish.back();
      }
      const std::string path = name + "." + std::to_string(index);
      draft_.places.insert_or_assign(path, place);
      for (const auto& [k, n] : *element.as_table()) one(k, n, name, path + "." + std::string(k.str()), target);
    }
  }

  void one(const toml::key& key, const toml::node& node, std::string_view table, const std::string& path,
           Target target) {
    const Key* known = find_key(table, key.str());
    if (known == nullptr) {
      unknown(key, table, path);
      return;
    }
    Value value;
    draft_.places.insert_or_assign(path, place_of(text_, node.source(), path));
    draft_.blank.erase(path);
    draft_.right.erase(path);
    if (!convert(*known, node, path, value)) return;
    known->set(target, value);
    const bool blank = known->type == ValueType::text && core::trimmed(value.text).empty();
    if (blank) draft_.blank.emplace(path, known);
    if (!blank || !needs_words(*known)) draft_.right.insert(path);
  }

  void unknown(const toml::key& key, std::string_view table, const std::string& path) {
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
    std::string remedy;
    if (!near.empty()) {
      remedy = "Did you mean '" + near + "'?";
    } else if (!elsewhere.empty()) {
      remedy = "It belongs in " + heading_of(elsewhere) + ".";
    } else {
      remedy = "Remove it; the keys that exist are listed by `sluss config reference`.";
    }
    fail("config.unknown_key", "unknown key '" + std::string(key.str()) + "'", std::move(remedy), key.source(), path);
  }

  static std::string heading_of(std::string_view table) {
    const auto all = tables();
    const auto found = std::ranges::find(all, table, &Table::name);
    return std::string(found == all.end() ? table : found->heading);
  }

  bool wrong_type(const Key& key, const toml::node& node, const std::string& path) {
    std::string remedy = "Write a " + std::string(name_of(key.type)) + ".";
    const auto sample = key.example.empty() ? key.standard : key.example;
    if (!sample.empty()) remedy = "For example: " + std::string(key.name) + " = " + std::string(sample);
    fail("config.type", path + " is " + shown_type(node) + ", not a " + std::string(name_of(key.type)),
         std::move(remedy), node.source(), path);
    return false;
  }

  bool within(const Key& key, double given, const toml::node& node, const std::string& path) {
    if (key.least == 0 && key.most == 0) return true;
    if (std::isfinite(given) && given >= key.least && given <= key.most) return true;
    fail("config.bounds", path + " is outside its bounds",
         "Write a value from " + bound(key, key.least) + " to " + bound(key, key.most) + ".", node.source(), path);
    return false;
  }

  static std::string bound(const Key& key, double value) {
    if (key.type == ValueType::duration || key.type == ValueType::full_reload)
      return core::to_text(std::chrono::milliseconds(static_cast<std::int64_t>(value)));
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return key.type == ValueType::size ? text + " bytes" : text;
  }

  bool one_of(const Key& key, const std::string& word, const toml::source_region& where, const std::string& path) {
    if (key.words.empty()) return true;
    std::vector<std::string> words;
    std::string list;
    for (std::size_t begin = 0; begin <= key.words.size();) {
      const auto end = std::min(key.words.find('|', begin), key.words.size());
      words.emplace_back(key.words.substr(begin, end - begin));
      list += (list.empty() ? "" : ", ") + words.back();
      begin = end + 1;
    }
    if (std::ranges::find(words, word) != words.end()) return true;
    const auto near = nearest(word, words);
    fail("config.word", "'" + word + "' is not known for " + path,
         near.empty() ? "Write one of: " + list + "." : "Did you mean '" + near + "'? The words are: " + list + ".",
         where, path);
    return false;
  }

  bool convert(const Key& key, const toml::node& node, const std::string& path, Value& value) {
    switch (key.type) {
      case ValueType::text:
      case ValueType::duration:
      case ValueType::size:
      case ValueType::full_reload:
        return convert_text(key, node, path, value);
      case ValueType::integer:
        if (!node.is_integer()) return wrong_type(key, node, path);
        value.integer = *node.value<std::int64_t>();
        return within(key, static_cast<double>(value.integer), node, path);
      case ValueType::number:
        if (!node.is_number()) return wrong_type(key, node, path);
        value.number = *node.value<double>();
        return within(key, value.number, node, path);
      case ValueType::boolean:
        if (!node.is_boolean()) return wrong_type(key, node, path);
        value.boolean = *node.value<bool>();
        return true;
      case ValueType::texts:
        return convert_texts(key, node, path, value);
      case ValueType::names:
        return convert_names(key, node, path, value);
    }
    return false;
  }

  bool convert_text(const Key& key, const toml::node& node, const std::string& path, Value& value) {
    if (!node.is_string()) return wrong_type(key, node, path);
    value.text = *node.value<std::string>();
    if (value.text.find('\0') != std::string::npos) {
      fail("config.value", path + " holds a NUL character", "Remove it.", node.source(), path);
      return false;
    }
    if (key.type == ValueType::text) return one_of(key, value.text, node.source(), path);
    if (key.type == ValueType::full_reload && value.text == "always") return true;
    if (key.type == ValueType::size) {
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

  bool convert_texts(const Key& key, const toml::node& node, const std::string& path, Value& value) {
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

  bool convert_names(const Key& key, const toml::node& node, const std::string& path, Value& value) {
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

void read_text(const Text& text, Draft& draft) {
  const auto parsed = toml::parse(std::string_view(text.content), text.file.string());
  if (!parsed) {
    const auto& error = parsed.error();
    draft.fail("config.syntax", "not TOML: " + std::string(error.description()),
               "Mend the text there; https://toml.io shows the format. Texts stand in quotation marks.",
               place_of(text, error.source(), ""));
    return;
  }
  Reader(text, draft).root(parsed.table());
}

}  // namespace sluss::daemon::settings
