#pragma once
// The value of one key as it is written in TOML: of the key's type, and within its bounds, or an error. For the .cpp
// files of this folder only.

#include <string>
#include <string_view>

#include "core/config.h"
#include "core/error.h"
#include "core/toml.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/load.h"

namespace sluss::daemon::settings {

[[nodiscard]] core::Place place_of(const Text& text, const toml::source_region& region, std::string field);
/// "a text", "an integer", for errors.
[[nodiscard]] std::string type_name(const toml::node& node);

class ValueReader {
 public:
  /// Both outlive it; errors and the places of a list's texts go to the draft.
  ValueReader(const Text& text, Draft& draft) : text_(text), draft_(draft) {}

  /// False and an error when it is not of the key's type, or out of its bounds.
  bool convert(const core::config::Key& key, const toml::node& node, const std::string& path,
               core::config::Value& value);

 private:
  void fail(std::string_view code, std::string what, std::string remedy, const toml::source_region& where,
            std::string field);
  bool wrong_type(const core::config::Key& key, const toml::node& node, const std::string& path);
  bool within(const core::config::Key& key, double given, const toml::node& node, const std::string& path);
  bool one_of(const core::config::Key& key, const std::string& word, const toml::source_region& where,
              const std::string& path);
  bool convert_text(const core::config::Key& key, const toml::node& node, const std::string& path,
                    core::config::Value& value);
  bool pass_on(core::Error error, const toml::node& node, const std::string& path);
  bool convert_texts(const core::config::Key& key, const toml::node& node, const std::string& path,
                     core::config::Value& value);
  bool convert_names(const core::config::Key& key, const toml::node& node, const std::string& path,
                     core::config::Value& value);

  const Text& text_;
  Draft& draft_;
};

}  // namespace sluss::daemon::settings
