#pragma once
// What a kind of source finds wrong with a table, kept in the order in which it was found; and tables by hand.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "connectors/kind.h"

namespace sluss::tests {

class KeptProblems final : public connectors::Problems {
 public:
  /// "areas.0 config.selection: 'x' is … | Write …"
  std::vector<std::string> messages;
  /// Sets that are there; another is an error "config.set".
  std::vector<std::pair<std::string, std::vector<std::string>>> sets;

  void fail(std::string_view key, std::string_view code, std::string what, std::string remedy) override {
    messages.push_back(std::string(key) + " " + std::string(code) + ": " + what + " | " + remedy);
  }
  void fail(std::string_view key, const core::Error& error) override {
    fail(key, error.code, error.what, error.remedy);
  }
  [[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& words) const override {
    for (const auto& known : words) {
      if (known.starts_with(word.substr(0, 2))) return known;
    }
    return {};
  }
  [[nodiscard]] const connectors::ExpandSets& expand_sets() const override { return expand_; }

 private:
  core::Result<std::vector<std::string>> expand(const std::vector<std::string>& texts) const {
    std::vector<std::string> all;
    for (const auto& text : texts) {
      if (!text.starts_with("set:")) {
        all.push_back(text);
        continue;
      }
      bool found = false;
      for (const auto& [name, ids] : sets) {
        if (text != "set:" + name) continue;
        all.insert(all.end(), ids.begin(), ids.end());
        found = true;
      }
      if (!found) return core::fail(core::ErrorClass::config, "config.set", "there is no " + text, "Name another.");
    }
    return all;
  }

  connectors::ExpandSets expand_ = [this](const std::vector<std::string>& texts) { return expand(texts); };
};

/// A table at `path` with lists of texts.
inline core::config::Table table_of(
    std::string path, std::initializer_list<std::pair<std::string_view, std::vector<std::string>>> lists) {
  core::config::Table table(std::move(path));
  for (const auto& [key, texts] : lists) table.put(key, {.texts = texts});
  return table;
}

}  // namespace sluss::tests
