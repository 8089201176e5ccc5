#pragma once
// Reading TOML tables with every error collected, each with file, line and column: config class,
// the code that the caller gives and one of ".toml", ".type", ".missing", ".range", ".unknown_key", or its own. It has
// toml++ in it: only for .cpp files. Nothing here is shared between threads.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/time.h"
#include "core/toml.h"

namespace sluss::core {

/// The document, or nothing with an error added.
[[nodiscard]] std::optional<toml::table> parse_toml(const std::string& text, const std::string& file,
                                                    const std::string& code, std::vector<Error>& errors);

/// Takes known keys out of one table; finish() reports the keys that were not taken.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string file, std::string code, std::vector<Error>& errors)
      : table_(table), file_(std::move(file)), code_(std::move(code)), errors_(errors) {}

  /// Whether the table has the key; it does not take it.
  [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
  [[nodiscard]] std::optional<std::string> text(std::string_view key);
  [[nodiscard]] std::string required_text(std::string_view key);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  /// A local date of TOML: 2007-01-01, without quotes.
  [[nodiscard]] std::optional<Day> day(std::string_view key);
  [[nodiscard]] std::vector<std::string> texts(std::string_view key);
  /// A table of texts: { scb = "01", kolada = "0001" }.
  [[nodiscard]] std::map<std::string, std::string> named_texts(std::string_view key);
  [[nodiscard]] const toml::array* tables(std::string_view key);
  void add(std::string_view what_code, std::string what, std::string remedy, std::string_view key);
  void finish();

 private:
  [[nodiscard]] const toml::node* take(std::string_view key);
  const toml::table& table_;
  std::string file_;
  std::string code_;
  std::vector<Error>& errors_;
  std::vector<std::string> known_;
};

}  // namespace sluss::core
