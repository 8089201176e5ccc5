#pragma once
// The words of the configuration's enumerations, each in one place: the schema's rows check and show them, settings
// hold the values, and the word of a value to show is taken from here. Pure; a word that is none has no value.

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/options.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

template <class Value>
struct Word {
  std::string_view text;
  Value value;
};

template <class Value, std::size_t count>
class Words {
 public:
  consteval explicit Words(const Word<Value> (&words)[count]) {  // NOLINT(*-avoid-c-arrays): for a list in braces
    for (std::size_t i = 0; i < count; ++i) {
      words_.at(i) = words[i];
      if (i != 0) joined_.at(size_++) = '|';
      for (const char c : words[i].text) joined_.at(size_++) = c;
    }
  }

  /// "a|b|c": `words` of a core::config::Key.
  [[nodiscard]] constexpr std::string_view joined() const { return {joined_.data(), size_}; }

  [[nodiscard]] constexpr std::optional<Value> find(std::string_view text) const {
    const auto found = std::ranges::find(words_, text, &Word<Value>::text);
    return found == words_.end() ? std::nullopt : std::optional(found->value);
  }
  /// Of a text that the schema has checked.
  [[nodiscard]] constexpr Value value_of(std::string_view text) const { return find(text).value(); }
  [[nodiscard]] std::vector<Value> values_of(const std::vector<std::string>& texts) const {
    std::vector<Value> values;
    values.reserve(texts.size());
    for (const auto& text : texts) values.push_back(value_of(text));
    return values;
  }
  [[nodiscard]] constexpr std::string_view word_of(Value value) const {
    const auto found = std::ranges::find(words_, value, &Word<Value>::value);
    return found == words_.end() ? std::string_view() : found->text;
  }
  /// "a, b, c": for people.
  [[nodiscard]] std::string listed() const {
    std::string text;
    for (const auto& word : words_) text.append(text.empty() ? "" : ", ").append(word.text);
    return text;
  }
  [[nodiscard]] constexpr const std::array<Word<Value>, count>& all() const { return words_; }

 private:
  static constexpr std::size_t longest = 128;
  std::array<Word<Value>, count> words_{};
  std::array<char, longest> joined_{};
  std::size_t size_ = 0;
};

template <class Value, std::size_t count>
consteval Words<Value, count> words(const Word<Value> (&list)[count]) {  // NOLINT(*-avoid-c-arrays)
  return Words<Value, count>(list);
}

inline constexpr auto log_level_words = words<core::log::Level>({{"debug", core::log::Level::debug},
                                                                 {"info", core::log::Level::info},
                                                                 {"warning", core::log::Level::warning},
                                                                 {"error", core::log::Level::error}});
inline constexpr auto log_format_words = words<core::log::Format>({{"automatic", core::log::Format::automatic},
                                                                   {"text", core::log::Format::text},
                                                                   {"json", core::log::Format::json},
                                                                   {"journal", core::log::Format::journal}});
inline constexpr auto missed_words =
    words<MissedPolicy>({{"latest", MissedPolicy::latest}, {"all", MissedPolicy::all}, {"skip", MissedPolicy::skip}});
inline constexpr auto overlap_words = words<Overlap>({{"skip", Overlap::skip}, {"queue-one", Overlap::queue_one}});
inline constexpr auto mail_security_words = words<MailSecurity>(
    {{"starttls", MailSecurity::starttls}, {"tls", MailSecurity::tls}, {"none", MailSecurity::none}});
inline constexpr auto anonymous_words = words<Anonymous>({{"none", Anonymous::none}, {"reader", Anonymous::reader}});
inline constexpr auto proxy_auth_words =
    words<connectors::http::ProxyAuth>({{"any", connectors::http::ProxyAuth::any},
                                        {"basic", connectors::http::ProxyAuth::basic},
                                        {"ntlm", connectors::http::ProxyAuth::ntlm},
                                        {"negotiate", connectors::http::ProxyAuth::negotiate}});
inline constexpr auto file_format_words = words<FileFormat>({{"csv", FileFormat::csv},
                                                             {"csv-plain", FileFormat::csv_plain},
                                                             {"xlsx", FileFormat::xlsx},
                                                             {"parquet", FileFormat::parquet},
                                                             {"json", FileFormat::json}});
inline constexpr auto table_mode_words =
    words<TableMode>({{"replace", TableMode::replace}, {"merge", TableMode::merge}});
/// By the names that webhooks use too.
inline constexpr auto event_words =
    words<EventKind>({{notify::name_of(EventKind::run_failed), EventKind::run_failed},
                      {notify::name_of(EventKind::job_late), EventKind::job_late},
                      {notify::name_of(EventKind::series_held), EventKind::series_held},
                      {notify::name_of(EventKind::disk_low), EventKind::disk_low},
                      {notify::name_of(EventKind::state_damaged), EventKind::state_damaged},
                      {notify::name_of(EventKind::deadline), EventKind::deadline},
                      {notify::name_of(EventKind::expiry), EventKind::expiry},
                      {notify::name_of(EventKind::delivery_failed), EventKind::delivery_failed},
                      {notify::name_of(EventKind::new_figures), EventKind::new_figures}});

}  // namespace sluss::daemon::settings
