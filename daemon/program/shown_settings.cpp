#include "daemon/program/shown_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "connectors/registry.h"
#include "core/json.h"
#include "core/time.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/kinds.h"
#include "daemon/settings/read_text.h"
#include "daemon/settings/schema.h"
#include "daemon/settings/socket_place.h"
#include "daemon/settings/words.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;

bool has_key(std::span<const core::config::Key> keys, std::string_view name) {
  return std::ranges::find(keys, name, &core::config::Key::name) != keys.end();
}

/// Absent, it is shown as its type's nothing.
json value_json(const core::config::Key& key, const core::config::Value& value) {
  using core::config::Type;
  switch (key.type) {
    case Type::integer:
      return value.integer;
    case Type::number:
      return value.number;
    case Type::boolean:
      return value.boolean;
    case Type::texts:
      return value.texts;
    case Type::names:
      return json(std::map<std::string, std::string>(value.names.begin(), value.names.end()));
    case Type::duration: {
      const auto words = core::config::words_of(key);
      const bool word = std::ranges::find(words, value.text) != words.end();
      return word || value.text.empty() ? value.text : core::to_text(value.duration);
    }
    case Type::text:
    case Type::size:
      return value.text;
  }
  return {};
}

/// A setting that is not configured and has no default is null.
json text_or_null(std::string_view text) {
  return text.empty() ? json() : json(text);
}

json by_name(const std::vector<std::pair<std::string, std::string>>& pairs) {
  return json(std::map<std::string, std::string>(pairs.begin(), pairs.end()));
}

json warehouse_json(const settings::Settings& settings) {
  return {{"folder", settings.warehouse_folder.string()},
          {"group", settings.warehouse_group},
          {"generations", settings.generations},
          {"memory", settings.memory},
          {"threads", settings.threads},
          {"spill_most", settings.spill_most}};
}

json log_json(const settings::Settings& settings) {
  return {{"level", settings::log_level_words.word_of(settings.log_level)},
          {"format", settings::log_format_words.word_of(settings.log_format)}};
}

json daemon_json(const settings::Settings& settings) {
  return {{"parallel", settings.parallel},
          {"drain", core::to_text(settings.drain)},
          {"disk_least", settings.disk_least},
          {"scrub", core::to_text(settings.scrub)},
          {"page", settings.page},
          {"notify_again", core::to_text(settings.notify_again)},
          {"notify_settle", core::to_text(settings.notify_settle)}};
}

json mail_json(const settings::MailServer& mail) {
  return {{"server", mail.host},
          {"port", mail.port},
          {"security", settings::mail_security_words.word_of(mail.security)},
          {"from", mail.from},
          {"user", mail.user},
          {"credential", mail.credential},
          {"ca_file", mail.ca_file},
          {"timeout", core::to_text(mail.timeout)}};
}

json http_json(const settings::Settings& settings) {
  const auto& http = settings.http;
  return {{"attempts", http.attempts},
          {"budget", core::to_text(http.budget)},
          {"connect_timeout", core::to_text(http.connect_timeout)},
          {"total_timeout", core::to_text(http.total_timeout)},
          {"stall", core::to_text(http.stall)},
          {"backoff_first", core::to_text(http.backoff_first)},
          {"backoff_most", core::to_text(http.backoff_most)},
          {"body_most", http.body_most},
          {"rate", http.rate},
          {"rate_loopback", http.rate_loopback},
          {"concurrency", http.concurrency},
          {"proxy", http.proxy},
          {"no_proxy", http.no_proxy},
          {"proxy_auth", settings::proxy_auth_words.word_of(http.proxy_auth)},
          {"proxy_user", http.proxy_user},
          {"proxy_credential", settings.http_proxy_credential},
          {"ca_file", http.ca_file},
          {"client_certificate", http.client_certificate},
          {"client_key", http.client_key},
          {"client_key_credential", settings.http_client_key_credential},
          {"contact", http.contact}};
}

json gates_json(const warehouse::GateLimits& gates) {
  return {{"known_least", gates.known_least},
          {"revised_share", gates.revised_share},
          {"ratio_least", gates.ratio_least},
          {"ratio_most", gates.ratio_most},
          {"gone_share", gates.gone_share},
          {"closing_share_of_all", gates.closing_share_of_all},
          {"catalogue_shrink", gates.catalogue_shrink},
          {"unread_share", gates.unread_share}};
}

/// The socket that a command tries first.
std::string socket_of(const settings::Settings& settings) {
  const auto sockets = settings::sockets_to_try(settings);
  return sockets.empty() ? std::string() : sockets.front().string();
}

json control_json(const settings::Settings& settings) {
  const auto& control = settings.control;
  return {{"socket", socket_of(settings)},
          {"socket_group", control.socket_group},
          {"listen", control.listen},
          {"certificate", control.certificate.string()},
          {"key", control.key.string()},
          {"names", control.names},
          {"proxy_user", control.proxy_user},
          {"user_header", control.user_header},
          {"groups_header", control.groups_header},
          {"groups_separator", control.groups_separator},
          {"groups", by_name(control.groups)},
          {"local_groups", by_name(control.local_groups)},
          {"anonymous", settings::anonymous_words.word_of(control.anonymous)},
          {"header_most", control.limits.header},
          {"body_most", control.limits.body},
          {"header_time", core::to_text(control.limits.header_time)},
          {"body_time", core::to_text(control.limits.body_time)},
          {"handler_time", core::to_text(control.limits.handler_time)},
          {"answer_time", core::to_text(control.limits.answer_time)},
          {"idle_time", core::to_text(control.limits.idle_time)},
          {"connections", control.limits.connections},
          {"connections_of_address", control.limits.connections_of_address},
          {"requests_of_identity", control.limits.requests_of_identity},
          {"threads", control.limits.threads},
          {"threads_kept", control.limits.threads_kept},
          {"waiting", control.limits.waiting},
          {"rate", control.limits.rate},
          {"burst", control.limits.burst},
          {"access_log", control.access_log},
          {"audit_reading", control.audit_reading}};
}

json delivery_json(const settings::DeliveryTimes& times) {
  return {{"connect_timeout", core::to_text(times.connect_timeout)},
          {"stall", core::to_text(times.stall)},
          {"total_timeout", core::to_text(times.total_timeout)}};
}

/// When it runs and how often it is tried again.
json times_json(const settings::Job& job) {
  return {{"name", job.name},
          {"source", job.source},
          {"every", job.every ? json(core::to_text(*job.every)) : json()},
          {"schedule", text_or_null(job.schedule)},
          {"on", text_or_null(settings::word_of(job.on))},
          {"tries", job.tries},
          {"after", job.after},
          {"missed", settings::missed_words.word_of(job.missed)},
          {"when_running", settings::overlap_words.word_of(job.when_running)},
          {"jitter", core::to_text(job.jitter)},
          {"expected_by", text_or_null(job.expected_by)},
          {"timeout", core::to_text(job.timeout)},
          {"retry_after", core::to_text(job.retry_after)}};
}

/// The keys of every kind, each job's own last: what it does not have is shown with its default.
json job_json(const settings::Settings& settings, const settings::Job& job) {
  auto shown = times_json(job);
  const auto* own = settings::kind_of(settings, job);
  for (const auto* kind : connectors::kinds()) {
    core::config::Table values = kind == own ? job.values : core::config::Table();
    settings::fill_defaults(kind->job_keys, values);
    for (const auto& key : kind->job_keys) {
      if (kind != own && has_key(own->job_keys, key.name)) continue;
      shown[std::string(key.name)] = value_json(key, values[key.name]);
    }
  }
  return shown;
}

/// What all sources have, its own kind's keys, and each kind's address; a connection is not shown.
json source_json(const settings::Source& source) {
  using core::config::TextMeaning;
  json shown = {{"name", source.name}, {"kind", source.kind}};
  for (const auto& key : settings::keys()) {
    if (key.table != "source" || key.of != nullptr || key.name == "kind") continue;
    const bool has = source.values.has(key.name);
    shown[std::string(key.name)] = value_json(key, has ? source.values[key.name] : settings::standard_of(key));
  }
  const auto* own = settings::kind_of(source);
  for (const auto* kind : connectors::kinds()) {
    for (const auto& key : kind->source_keys) {
      if (kind != own && has_key(own->source_keys, key.name)) continue;
      if (key.meaning == TextMeaning::connection_string || (kind != own && key.meaning != TextMeaning::web_address))
        continue;
      shown[std::string(key.name)] = value_json(key, source.values[key.name]);
    }
  }
  return shown;
}

json target_json(const settings::FolderTarget& folder) {
  return {{"mode", fmt::format("{:04o}", folder.file_mode.bits)}, {"group", folder.group}};
}
json target_json(const settings::SftpTarget& server) {
  return {{"host_key", connectors::sftp::host_keys_text(server.host_keys)},
          {"credential", server.credential},
          {"key", server.key}};
}
json target_json(const settings::TableTarget& table) {
  return {{"table", settings::to_text(table.table)},
          {"mode", settings::table_mode_words.word_of(table.mode)},
          {"keys", table.keys}};
}

json publish_json(const settings::Publish& publish) {
  json shown = {{"dataset", publish.dataset}, {"to", settings::to_text(publish.target)}, {"job", publish.job}};
  shown["formats"] = json::array();
  for (const auto format : publish.formats) shown["formats"].push_back(settings::file_format_words.word_of(format));
  shown.update(std::visit([](const auto& target) { return target_json(target); }, publish.target));
  return shown;
}

json database_json(const settings::Database& database) {
  return {{"name", database.name}, {"kind", database.kind}, {"credential", database.credential}};
}

json deadline_json(const settings::Deadline& deadline) {
  return {{"name", deadline.name}, {"day", deadline.day}};
}

/// `events` and `jobs`: null is all.
json notify_json(const settings::Notify& notify, Audience audience) {
  json shown = {
      {"name", notify.name},       {"to", audience == Audience::operators ? json(notify.to) : json(notify.to.size())},
      {"webhook", notify.webhook}, {"key", notify.key},
      {"events", json()},          {"jobs", notify.jobs.empty() ? json() : json(notify.jobs)}};
  for (const auto event : notify.events) shown["events"].push_back(settings::event_words.word_of(event));
  return shown;
}

template <class All, class Show>
json list_of(const All& all, const Show& show) {
  auto list = json::array();
  for (const auto& one : all) list.push_back(show(one));
  return list;
}

}  // namespace

std::string shown_settings(const settings::Settings& settings, Audience audience) {
  json shown{{"file", settings.file.string()},
             {"digest", settings.digest},
             {"municipality", settings.municipality},
             {"state", settings.state.string()},
             {"warehouse", warehouse_json(settings)},
             {"archive", {{"zstd_level", settings.archive_zstd_level}}},
             {"log", log_json(settings)},
             {"daemon", daemon_json(settings)},
             {"mail", mail_json(settings.mail)},
             {"http", http_json(settings)},
             {"gates", gates_json(settings.gates)},
             {"control", control_json(settings)},
             {"delivery", delivery_json(settings.delivery)},
             {"models_folder", settings::models_folder().string()}};
  shown["config_folders"] = list_of(settings.config_folders, [](const auto& folder) { return folder.string(); });
  shown["sources"] = list_of(settings.sources, source_json);
  shown["jobs"] = list_of(settings.jobs, [&](const auto& job) { return job_json(settings, job); });
  shown["targets"] = list_of(settings.databases, database_json);
  shown["publish"] = list_of(settings.publish, publish_json);
  shown["deadlines"] = list_of(settings.deadlines, deadline_json);
  shown["notify"] = list_of(settings.notify, [&](const auto& notify) { return notify_json(notify, audience); });
  return core::json_text(shown, 2) + "\n";
}

}  // namespace sluss::daemon::program
