#pragma once
// The keys of the settings' own tables, table by table, as they are declared (schema_*.cpp, by what they are of);
// schema.cpp puts them together with those of the kinds of sources. In their texts {kind} is the name of the registry's
// first kind, {kinds} are all: "a|b", {events} all words of what kinds announce, and {when} what each of them means.

#include <span>
#include <string_view>

#include "daemon/settings/schema.h"

namespace sluss::daemon::settings {

struct OwnKey {
  core::config::Key key;
  void (*set)(Target& target, const core::config::Value& value);
  Announces announces = Announces::nothing;
};

inline constexpr double day = 86'400'000.0;
inline constexpr double ten_days = 10 * day;
inline constexpr double ten_years = 3'653 * day;
inline constexpr std::string_view first = "0.1.0";
inline constexpr std::string_view second = "0.2.0";

[[nodiscard]] std::span<const OwnKey> top_table();
[[nodiscard]] std::span<const OwnKey> warehouse_table();
[[nodiscard]] std::span<const OwnKey> archive_table();
[[nodiscard]] std::span<const OwnKey> log_table();
[[nodiscard]] std::span<const OwnKey> daemon_table();
[[nodiscard]] std::span<const OwnKey> mail_table();
[[nodiscard]] std::span<const OwnKey> http_table();
[[nodiscard]] std::span<const OwnKey> gates_table();
[[nodiscard]] std::span<const OwnKey> control_table();
[[nodiscard]] std::span<const OwnKey> source_table();
[[nodiscard]] std::span<const OwnKey> job_table();
[[nodiscard]] std::span<const OwnKey> delivery_table();
[[nodiscard]] std::span<const OwnKey> target_table();
[[nodiscard]] std::span<const OwnKey> publish_table();
[[nodiscard]] std::span<const OwnKey> deadline_table();
[[nodiscard]] std::span<const OwnKey> notify_table();

}  // namespace sluss::daemon::settings
