#include "transforms/normalise/register/used_rows.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "core/duckdb/watchdog.h"
#include "core/numbers.h"
#include "core/text.h"

namespace sluss::transforms::normalise::registers {

using core::sql_name;
using core::sql_text;
using core::duckdb::Connection;

namespace {

constexpr std::int64_t most_rows = 200'000;
constexpr std::size_t most_groups = 40;
// No table of a mapping has a blank in its name.
constexpr std::string_view all_figures = "\"all the figures\"";
constexpr std::string_view whole_table = "\"the whole table\"";

core::Result<std::vector<UsedRows>> groups_of(Connection& tables, const connectors::registers::Mapping& mapping) {
  std::vector<UsedRows> groups;
  for (const auto& table : mapping.tables) {
    const auto levels = SLUSS_TRY(tables.rows(
        fmt::format("select coalesce(level, ''), count(*) from {} group by 1 order by 1", sql_name(table.name))));
    for (const auto& row : levels)
      groups.push_back({.table = table.name, .level = row[0].value_or(""), .rows = core::whole_number(row[1])});
  }
  return groups;
}

/// Figures that the SELECT does not give, or gives otherwise, without the rows of the group; nothing where it fails.
std::optional<std::int64_t> figures_of(Connection& tables, const UsedRows& group, std::string_view figures) {
  const auto counted = [&]() -> core::Result<std::int64_t> {
    SLUSS_TRY(tables.execute(fmt::format("alter view {} rename to {}", sql_name(group.table), whole_table)));
    SLUSS_TRY(tables.execute(fmt::format("create view {} as select * from {} where coalesce(level, '') <> {}",
                                         sql_name(group.table), whole_table, sql_text(group.level))));
    return tables.number(
        fmt::format("select count(*) from (select * from {} except all select * from {}) where area is not null",
                    all_figures, figures));
  }();
  return counted ? std::optional(*counted) : std::nullopt;
}

}  // namespace

core::Result<std::vector<UsedRows>> used_rows(Connection& tables, const connectors::registers::Mapping& mapping,
                                              std::string_view figures, std::chrono::milliseconds most) {
  core::duckdb::Watchdog watchdog(tables, most, {});
  auto groups = SLUSS_TRY(groups_of(tables, mapping));
  std::int64_t rows = 0;
  for (const auto& group : groups) rows += group.rows;
  if (rows > most_rows || groups.size() > most_groups) return groups;
  SLUSS_TRY(tables.execute(fmt::format("create temp table {} as select * from {}", all_figures, figures)));
  for (auto& group : groups) {
    if (watchdog.cause() != core::duckdb::Watchdog::Cause::none) break;
    SLUSS_TRY(tables.execute("begin transaction"));
    group.figures = figures_of(tables, group, figures);
    SLUSS_TRY(tables.execute("rollback"));
  }
  return groups;
}

std::vector<core::Finding> findings_of(const std::vector<UsedRows>& used) {
  std::vector<core::Finding> findings;
  for (std::size_t at = 0; at < used.size();) {
    const auto& table = used[at].table;
    std::int64_t rows = 0;
    std::int64_t figures = 0;
    std::int64_t unused = 0;
    bool known = true;
    std::string levels;
    for (; at < used.size() && used[at].table == table; ++at) {
      const auto& of = used[at];
      known &= of.figures.has_value();
      rows += of.rows;
      figures += of.figures.value_or(0);
      if (of.figures == 0) unused += of.rows;
      levels += fmt::format("{}{}: {} av {}", levels.empty() ? "" : ", ", of.level.empty() ? "utan nivå" : of.level,
                            core::grouped(of.figures.value_or(0)), core::grouped(of.rows));
    }
    // A SELECT that sums has fewer figures than rows; less than half of them is worth a look.
    if (!known || rows == 0 || (unused == 0 && figures * 2 >= rows)) continue;
    findings.push_back({.code = "register.rows_unused",
                        .severity = figures == 0 ? core::Severity::warning : core::Severity::info,
                        .subject = table,
                        .what = fmt::format("{} i tabellen {} gav {} uppgifter (uppgifter av rader, {}).",
                                            core::grouped(rows) + (rows == 1 ? " rad" : " rader"), table,
                                            figures == 0 ? "inga" : core::grouped(figures), levels),
                        .remedy = "Är det inte meningen: fråga den som sköter Sluss. Till den som sköter Sluss: se "
                                  "vilka rader som [facts] select i mappningen väljer bort (where, join) och "
                                  "vilka nivåer reglerna ger.",
                        .count = unused});
  }
  return findings;
}

}  // namespace sluss::transforms::normalise::registers
