// What belongs to the program itself: its folders, the warehouse, the log, the daemon, the mail server.
#include <array>

#include "daemon/settings/schema_tables.h"
#include "daemon/settings/words.h"

namespace sluss::daemon::settings {
namespace {

using core::config::TextMeaning;
using core::config::Type;
using core::config::Value;
using T = Target;

constexpr auto top_keys = std::to_array<OwnKey>({
    {{.name = "municipality",
      .required = true,
      .measure = "code or name",
      .description = "Your own municipality: four digits with zeros kept, or its name.",
      .example = "\"1981\"",
      .since = first},
     [](T& t, const Value& v) { t.settings.municipality = v.text; }},
    {{.name = "state",
      .required = true,
      .measure = "folder",
      .description = "Archive, journal and warehouse are here. The only folder to back up.",
      .example = "\"/var/lib/sluss\"",
      .since = first},
     [](T& t, const Value& v) { t.settings.state = v.text; }},
});

constexpr auto warehouse_keys = std::to_array<OwnKey>({
    {{.name = "url",
      .measure = "duckdb:FOLDER",
      .description = "The folder of generations; by default `<state>/warehouse`.",
      .example = "\"duckdb:/var/lib/sluss/warehouse\"",
      .since = first},
     [](T& t, const Value& v) { t.settings.warehouse_folder = v.text; }},
    {{.name = "group",
      .measure = "name of a group",
      .description = "Its members may read the generations with a DuckDB of their own (Power BI, R). The user that "
                     "runs sluss must be a member. Unset: no other user reads them.",
      .example = "\"users\"",
      .since = second},
     [](T& t, const Value& v) { t.settings.warehouse_group = v.text; }},
    {{.name = "generations",
      .type = Type::integer,
      .standard = "2",
      .measure = "files",
      .description = "How many generations stay on disk. Two lets a damaged one fall back to the one before.",
      .least = 1,
      .most = 100,
      .since = first},
     [](T& t, const Value& v) { t.settings.generations = static_cast<int>(v.integer); }},
    {{.name = "memory",
      .type = Type::size,
      .standard = "\"512MB\"",
      .measure = "size",
      .description = "The engine's memory limit. The built-in datasets need 112 MB: `check` warns of less.",
      .least = 64e6,
      .most = 1e13,
      .since = first},
     [](T& t, const Value& v) {
       t.settings.memory = v.text;
       t.settings.memory_bytes = v.size;
     }},
    {{.name = "threads",
      .type = Type::integer,
      .standard = "2",
      .measure = "threads",
      .description = "The engine's threads.",
      .least = 1,
      .most = 256,
      .since = first},
     [](T& t, const Value& v) { t.settings.threads = static_cast<int>(v.integer); }},
    {{.name = "spill_most",
      .type = Type::size,
      .standard = "\"10GB\"",
      .measure = "size",
      .description = "What one query, page or run may put on disk of what does not fit in `memory`. With less than "
                     "`[daemon] disk_least` free nothing is put there.",
      .least = 64e6,
      .most = 1e15,
      .since = second},
     [](T& t, const Value& v) { t.settings.spill_most = v.size; }},
});

constexpr auto archive_keys = std::to_array<OwnKey>({
    {{.name = "zstd_level",
      .type = Type::integer,
      .standard = "1",
      .measure = "level",
      .description = "Compression: 1 is quick, 19 is small.",
      .least = 1,
      .most = 19,
      .since = first},
     [](T& t, const Value& v) { t.settings.archive_zstd_level = static_cast<int>(v.integer); }},
});

constexpr auto log_keys = std::to_array<OwnKey>({
    {{.name = "level",
      .standard = "\"info\"",
      .description = "The least that is logged.",
      .words = log_level_words.joined(),
      .since = first},
     [](T& t, const Value& v) { t.settings.log_level = log_level_words.value_of(v.text); }},
    {{.name = "format",
      .standard = "\"automatic\"",
      .description = "`automatic` is the journal under systemd, else text.",
      .words = log_format_words.joined(),
      .since = first},
     [](T& t, const Value& v) { t.settings.log_format = log_format_words.value_of(v.text); }},
});

constexpr auto daemon_keys = std::to_array<OwnKey>({
    {{.name = "parallel",
      .type = Type::integer,
      .standard = "2",
      .measure = "runs",
      .description = "How many runs are under way at once. Their last step, the writing of the warehouse, takes turns.",
      .least = 1,
      .most = 64,
      .since = first},
     [](T& t, const Value& v) { t.settings.parallel = static_cast<int>(v.integer); }},
    {{.name = "drain",
      .type = Type::duration,
      .standard = "\"60s\"",
      .measure = "duration",
      .description =
          "How long runs may go on after the daemon was asked to stop. What is cut off goes on at the next start.",
      .most = day,
      .since = first},
     [](T& t, const Value& v) { t.settings.drain = v.duration; }},
    {{.name = "disk_least",
      .type = Type::size,
      .standard = "\"1GB\"",
      .measure = "size",
      .description = "With less free space where `state` or the warehouse is, no run begins.",
      .most = 1e15,
      .since = first},
     [](T& t, const Value& v) { t.settings.disk_least = v.size; }},
    {{.name = "scrub",
      .type = Type::duration,
      .standard = "\"7d\"",
      .measure = "duration",
      .description = "How often all that is kept is read through, slowly, and compared with its sums. \"0s\": never.",
      .most = ten_years,
      .since = first},
     [](T& t, const Value& v) { t.settings.scrub = v.duration; }},
    {{.name = "page",
      .measure = "URL",
      .description = "Where people reach the pages: the link in notifications.",
      .example = "\"https://sluss.example.se\"",
      .since = first},
     [](T& t, const Value& v) { t.settings.page = v.text; }},
    {{.name = "notify_again",
      .type = Type::duration,
      .standard = "\"24h\"",
      .measure = "duration",
      .description = "A condition that lasts is notified again after so long.",
      .least = 60'000,
      .most = ten_years,
      .since = first},
     [](T& t, const Value& v) { t.settings.notify_again = v.duration; }},
    {{.name = "notify_settle",
      .type = Type::duration,
      .standard = "\"10min\"",
      .measure = "duration",
      .description = "A condition that has been gone for so long is notified as over.",
      .most = day,
      .since = first},
     [](T& t, const Value& v) { t.settings.notify_settle = v.duration; }},
});

constexpr auto mail_keys = std::to_array<OwnKey>({
    {{.name = "server",
      .measure = "host",
      .description = "The SMTP server. Without it no mail is sent.",
      .example = "\"smtp.example.se\"",
      .since = first},
     [](T& t, const Value& v) { t.settings.mail.host = v.text; }},
    {{.name = "port",
      .type = Type::integer,
      .standard = "587",
      .measure = "port",
      .description = "465 for `tls`, 25 for `none`.",
      .least = 1,
      .most = 65'535,
      .since = first},
     [](T& t, const Value& v) { t.settings.mail.port = static_cast<int>(v.integer); }},
    {{.name = "security",
      .standard = "\"starttls\"",
      .description = "`starttls` and `tls` are required where they are named; `none` is for a server on this machine.",
      .words = mail_security_words.joined(),
      .since = first},
     [](T& t, const Value& v) { t.settings.mail.security = mail_security_words.value_of(v.text); }},
    {{.name = "from",
      .measure = "address",
      .description = "The sender.",
      .example = "\"Sluss <sluss@example.se>\"",
      .since = first},
     [](T& t, const Value& v) { t.settings.mail.from = v.text; }},
    {{.name = "user",
      .description = "The user's name at the server, where it asks for one.",
      .example = "\"sluss\"",
      .since = first},
     [](T& t, const Value& v) { t.settings.mail.user = v.text; }},
    {{.name = "credential",
      .measure = "name of a secret",
      .description = "The user's password, by the name of its credential.",
      .example = "\"smtp\"",
      .since = first,
      .meaning = TextMeaning::secret_name},
     [](T& t, const Value& v) { t.settings.mail.credential = v.text; }},
    {{.name = "ca_file",
      .measure = "file",
      .description = "Certificates to trust, PEM. Unset: the system's.",
      .example = "\"/etc/sluss/ca.pem\"",
      .since = first},
     [](T& t, const Value& v) { t.settings.mail.ca_file = v.text; }},
    {{.name = "timeout",
      .type = Type::duration,
      .standard = "\"60s\"",
      .measure = "duration",
      .description = "The handing over to one recipient from start to end.",
      .least = 1,
      .most = day,
      .since = first},
     [](T& t, const Value& v) { t.settings.mail.timeout = v.duration; }},
});

}  // namespace

std::span<const OwnKey> top_table() {
  return top_keys;
}
std::span<const OwnKey> warehouse_table() {
  return warehouse_keys;
}
std::span<const OwnKey> archive_table() {
  return archive_keys;
}
std::span<const OwnKey> log_table() {
  return log_keys;
}
std::span<const OwnKey> daemon_table() {
  return daemon_keys;
}
std::span<const OwnKey> mail_table() {
  return mail_keys;
}

}  // namespace sluss::daemon::settings
