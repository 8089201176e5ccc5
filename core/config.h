#pragma once
// What a configuration is made of: keys as they are declared, and the values of a table. The declarer of keys
// (daemon/settings, a kind of source) gives all of it here: type, default, bounds, words for people. Reading and
// checking is daemon/settings' work; a Table holds right values only, defaults filled in.

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluss::core::config {

enum class Type : std::uint8_t {
  text,
  integer,
  number,
  boolean,
  duration,  ///< "30d", "10min"; with `words` one of these words instead
  size,      ///< "512MB"
  texts,     ///< ["a", "b"]
  names,     ///< a table of name = "text"
};

/// What a text means, where that is more than itself.
enum class TextMeaning : std::uint8_t {
  plain,
  secret_name,        ///< the name of a secret; of `names`: each value is one
  connection_string,  ///< of a database; carries no password
  web_address,        ///< http(s); carries no user, password or parameters
};

/// A value that has its key's type and is within its bounds.
struct Value {
  std::string text;  ///< of durations and sizes too: as written
  std::int64_t integer = 0;
  double number = 0;
  bool boolean = false;
  std::chrono::milliseconds duration{0};
  std::uint64_t size = 0;
  std::vector<std::string> texts;
  std::vector<std::pair<std::string, std::string>> names;
};

struct Key {
  std::string_view name;
  Type type = Type::text;
  std::string_view standard = {};  ///< the default as TOML; empty: none
  bool required = false;           ///< an error when it is not there
  std::string_view measure = {};   ///< "seconds", "0..1"; for people
  std::string_view description;    ///< one or two sentences
  std::string_view words = {};     ///< the only values: "a|b"; empty: any
  double least = 0;                ///< of integer, number, duration (ms), size; both 0: no bounds
  double most = 0;
  std::string_view example = {};  ///< TOML, when it shows more than the default
  std::string_view since;
  TextMeaning meaning = TextMeaning::plain;
};

/// The words of a key, each by itself.
[[nodiscard]] std::vector<std::string> words_of(const Key& key);

/// One table's values by their keys' names. A key that was not given and has no default is not there: reading it gives
/// an empty value.
class Table {
 public:
  Table() = default;
  /// `path`: its place in the configuration, "source.kolada" or "job.0".
  explicit Table(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const { return path_; }
  void put(std::string_view key, Value value) { values_.insert_or_assign(std::string(key), std::move(value)); }
  void remove(std::string_view key) {
    if (const auto found = values_.find(key); found != values_.end()) values_.erase(found);
  }
  [[nodiscard]] bool has(std::string_view key) const { return values_.contains(key); }
  [[nodiscard]] const Value& operator[](std::string_view key) const;
  [[nodiscard]] const std::string& text(std::string_view key) const { return (*this)[key].text; }
  [[nodiscard]] std::int64_t integer(std::string_view key) const { return (*this)[key].integer; }
  [[nodiscard]] std::chrono::milliseconds duration(std::string_view key) const { return (*this)[key].duration; }
  [[nodiscard]] const std::vector<std::string>& texts(std::string_view key) const { return (*this)[key].texts; }
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& names(std::string_view key) const {
    return (*this)[key].names;
  }

 private:
  std::string path_;
  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace sluss::core::config
