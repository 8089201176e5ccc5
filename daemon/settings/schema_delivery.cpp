// Where datasets go.
#include <array>

#include "daemon/settings/draft.h"
#include "daemon/settings/schema_tables.h"
#include "daemon/settings/words.h"

namespace sluss::daemon::settings {
namespace {

using core::config::TextMeaning;
using core::config::Type;
using core::config::Value;
using T = Target;

constexpr auto delivery_keys = std::to_array<OwnKey>({
    {{.name = "connect_timeout",
      .type = Type::duration,
      .standard = "\"20s\"",
      .measure = "duration",
      .description = "Until the server has taken the login.",
      .least = 1'000,
      .most = day,
      .since = first},
     [](T& t, const Value& v) { t.settings.delivery.connect_timeout = v.duration; }},
    {{.name = "stall",
      .type = Type::duration,
      .standard = "\"60s\"",
      .measure = "duration",
      .description =
          "A transfer that moves no byte for so long is ended; so is waiting for a table that somebody else holds.",
      .least = 1'000,
      .most = day,
      .since = first},
     [](T& t, const Value& v) { t.settings.delivery.stall = v.duration; }},
    {{.name = "total_timeout",
      .type = Type::duration,
      .standard = "\"30min\"",
      .measure = "duration",
      .description = "One file, or one statement of a table, from start to end.",
      .least = 1'000,
      .most = ten_days,
      .since = first},
     [](T& t, const Value& v) { t.settings.delivery.total_timeout = v.duration; }},
});

constexpr auto target_keys = std::to_array<OwnKey>({
    {{.name = "kind",
      .standard = "\"odbc\"",
      .description = "What kind of database connection it is.",
      .words = "odbc",
      .since = first},
     [](T& t, const Value& v) { t.database->kind = v.text; }},
    {{.name = "connection",
      .required = true,
      .measure = "ODBC connection string",
      .description = "A DSN or a driver with its settings; no password belongs here.",
      .example = "\"Driver=PostgreSQL Unicode;Server=db.example.se;Database=statistik;Uid=sluss\"",
      .since = first,
      .meaning = TextMeaning::connection_string},
     [](T& t, const Value& v) { t.database->connection = v.text; }},
    {{.name = "credential",
      .measure = "name of a secret",
      .description = "The database user's password, by the name of its credential.",
      .example = "\"statistik\"",
      .since = first,
      .meaning = TextMeaning::secret_name},
     [](T& t, const Value& v) { t.database->credential = v.text; }},
});

constexpr auto publish_keys = std::to_array<OwnKey>({
    {{.name = "dataset",
      .required = true,
      .measure = "name",
      .description = "One of `sluss datasets`.",
      .example = "\"nyckeltal_jamforelse\"",
      .since = first},
     [](T& t, const Value& v) { t.publish->publish.dataset = v.text; }},
    {{.name = "formats",
      .type = Type::texts,
      .measure = "formats",
      .description = "The files to write; not for a table.",
      .words = file_format_words.joined(),
      .example = "[\"xlsx\", \"csv\"]",
      .since = first},
     [](T& t, const Value& v) { t.publish->publish.formats = file_format_words.values_of(v.texts); }},
    {{.name = "to",
      .required = true,
      .measure = "folder:PATH, sftp://USER@HOST/PATH or odbc:NAME",
      .description = "Where. Each file is written beside its name and renamed; a folder gets NAME.xlsx and "
                     "NAME_2026-03-31.xlsx. `odbc:NAME` is a table of [target.NAME].",
      .example = "\"folder:/srv/share/nyckeltal\"",
      .since = first},
     [](T& t, const Value& v) { t.publish->to = v.text; }},
    {{.name = "job",
      .measure = "name of a job",
      .description = "Only after runs of this job. Unset: after any run that changed the dataset.",
      .example = "\"kolada\"",
      .since = first},
     [](T& t, const Value& v) { t.publish->publish.job = v.text; }},
    {{.name = "host_key",
      .measure = "SHA256:…",
      .description = "SFTP: the server's host key by its fingerprint; while a server changes its key, both with a "
                     "space between. Another key is refused.",
      .example = "\"SHA256:7eJ0tUzVOyYQlpNGAxOzKZ0Cpb8mJ6tU0mJc4b1vX4s\"",
      .since = first},
     [](T& t, const Value& v) { t.publish->host_key = v.text; }},
    {{.name = "credential",
      .measure = "name of a secret",
      .description = "SFTP: the password, or the pass phrase of `key`, by the name of its credential.",
      .example = "\"mottagaren\"",
      .since = first,
      .meaning = TextMeaning::secret_name},
     [](T& t, const Value& v) { t.publish->credential = v.text; }},
    {{.name = "key",
      .measure = "name of a secret",
      .description = "SFTP: the private key (Ed25519 or ECDSA), by the name of its credential.",
      .example = "\"mottagaren_key\"",
      .since = first,
      .meaning = TextMeaning::secret_name},
     [](T& t, const Value& v) { t.publish->key = v.text; }},
    {{.name = "table",
      .measure = "NAME or SCHEMA.NAME",
      .description = "ODBC: the table; by default the dataset's name. It is created when it does not exist, else its "
                     "columns must be the dataset's.",
      .example = "\"statistik.nyckeltal\"",
      .since = first},
     [](T& t, const Value& v) { t.publish->table = v.text; }},
    {{.name = "group",
      .measure = "name of a group",
      .description = "Folder: the files' group. The user that runs sluss must be a member. Unset: the folder's "
                     "(setgid) or the user's own.",
      .example = "\"users\"",
      .since = second},
     [](T& t, const Value& v) { t.publish->group = v.text; }},
    {{.name = "mode",
      .measure = "octal number, replace or merge",
      .description = "Folder: the files' rights, as for chmod; by default \"0644\", \"0640\" with a `group`. ODBC: "
                     "`replace` (the default), all rows are replaced, or `merge`, rows are merged by `keys` and those "
                     "that the dataset no longer has stay; one transaction either way.",
      .example = "\"0640\"",
      .since = first},
     [](T& t, const Value& v) { t.publish->mode = v.text; }},
    {{.name = "keys",
      .type = Type::texts,
      .measure = "columns",
      .description = "ODBC, merge: the columns that tell one row from another.",
      .example = "[\"nyckeltal_id\", \"omrade_id\", \"period\"]",
      .since = first},
     [](T& t, const Value& v) { t.publish->keys = v.texts; }},
});

}  // namespace

std::span<const OwnKey> delivery_table() {
  return delivery_keys;
}
std::span<const OwnKey> target_table() {
  return target_keys;
}
std::span<const OwnKey> publish_table() {
  return publish_keys;
}

}  // namespace sluss::daemon::settings
