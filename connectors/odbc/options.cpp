#include "connectors/odbc/options.h"

#include <array>
#include <cctype>

namespace sluss::connectors::odbc {
namespace {

using core::config::Key;
using core::config::Table;
using core::config::TextMeaning;

constexpr std::string_view first = "0.1.0";
constexpr std::string_view second = "0.2.0";
constexpr std::size_t table_name_most = 60;

}  // namespace

constinit const std::array<Key, 2> source_keys = std::to_array<Key>({
    {.name = "connection",
     .required = true,
     .measure = "ODBC connection string",
     .description = "A DSN or a driver with its settings, without a password.",
     .example = "\"Driver=PostgreSQL Unicode;Server=db.example.se;Database=verksamhet;Uid=lasare\"",
     .since = first,
     .meaning = TextMeaning::connection_string},
    {.name = "credential",
     .measure = "name of a secret",
     .description = "The database user's password, by the name of its credential.",
     .example = "\"verksamhet\"",
     .since = first,
     .meaning = TextMeaning::secret_name},
});

constinit const std::array<Key, 3> job_keys = std::to_array<Key>({
    {.name = "query",
     .required = true,
     .measure = "SQL",
     .description = "One SELECT that the database answers.",
     .example = "\"select enhet, period, antal from rapport.beslut\"",
     .since = first},
    {.name = "table",
     .required = true,
     .measure = "name",
     .description = "The rows replace extract.<table> in one transaction.",
     .example = "\"beslut\"",
     .since = first},
    {.name = "may_be_empty",
     .type = core::config::Type::boolean,
     .standard = "false",
     .description = "A query without rows empties the table, without asking anyone. Else a table that had `[gates] "
                    "known_least` rows or more is held for a person when it comes empty.",
     .example = "true",
     .since = second},
});

void check_source(const Table& /*source*/, Problems& /*problems*/) {}

void check_job(const Table& job, Problems& problems) {
  const auto& name = job.text("table");
  if (name.empty()) return;
  constexpr std::string_view reserved = "sluss_";
  if (name.starts_with(reserved)) {
    problems.fail("table", "config.name", "names that begin with sluss_ are the warehouse's own", "Rename it.");
    return;
  }
  const bool plain = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (plain && std::isdigit(static_cast<unsigned char>(name.front())) == 0 && name.size() <= table_name_most) return;
  problems.fail("table", "config.name", "a table's name has a-z, 0-9 and _ only, and begins with a letter",
                "Rename it.");
}

}  // namespace sluss::connectors::odbc
