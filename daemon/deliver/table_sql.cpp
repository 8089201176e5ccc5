#include "daemon/deliver/table_sql.h"

#include <algorithm>

#include "core/text.h"

namespace sluss::daemon::deliver {
namespace {

using core::Type;

struct Words {
  char open;
  char close;
  std::string_view stage;
};

Words words_of(Dialect dialect) {
  switch (dialect) {
    case Dialect::mariadb:
      return {'`', '`', "sluss_stage"};
    case Dialect::sql_server:
      return {'[', ']', "#sluss_stage"};
    case Dialect::postgresql:
    case Dialect::sqlite:
      break;
  }
  return {'"', '"', "sluss_stage"};
}

std::string quoted(Dialect dialect, std::string_view name) {
  const auto words = words_of(dialect);
  std::string text(1, words.open);
  for (const char c : name) {
    text += c;
    if (c == words.close) text += c;
  }
  return text + words.close;
}

std::string table_text(Dialect dialect, const TableName& table) {
  return (table.schema.empty() ? "" : quoted(dialect, table.schema) + ".") + quoted(dialect, table.name);
}

/// Text keys of a stage are compared with the table's: both by their octets.
std::string_view table_options(Dialect dialect) {
  return dialect == Dialect::mariadb ? " engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin" : "";
}

class Builder {
 public:
  Builder(Dialect dialect, const TableName& table, const core::Schema& columns, const std::vector<std::string>& keys)
      : dialect_(dialect), table_(table), columns_(columns), keys_(keys) {}

  [[nodiscard]] std::string table() const { return table_text(dialect_, table_); }
  [[nodiscard]] std::string stage_name() const { return std::string(words_of(dialect_).stage); }
  [[nodiscard]] bool is_key(std::string_view name) const { return std::ranges::find(keys_, name) != keys_.end(); }

  [[nodiscard]] std::string declared() const {
    std::string text;
    for (const auto& column : columns_) {
      const bool key = is_key(column.name);
      text += (text.empty() ? "  " : ",\n  ") + quoted(dialect_, column.name) + " " +
              column_type(dialect_, column, key) + (key ? " not null" : "");
    }
    return text;
  }

  [[nodiscard]] std::string create() const {
    std::string text = "create table " + table() + " (\n" + declared();
    if (!keys_.empty()) text += ",\n  primary key (" + list(keys_, "") + ")";
    return text + "\n)" + std::string(table_options(dialect_));
  }

  [[nodiscard]] std::string stage() const {
    const auto columns = nullable();
    switch (dialect_) {
      case Dialect::postgresql:
        return "create temporary table sluss_stage (\n" + columns + "\n) on commit drop";
      case Dialect::sqlite:
        return "create temporary table sluss_stage (\n" + columns + "\n)";
      case Dialect::mariadb:
        return "create temporary table sluss_stage (\n" + columns + "\n)" + std::string(table_options(dialect_));
      case Dialect::sql_server:
        return "create table #sluss_stage (\n" + columns + "\n)";
    }
    return {};
  }

  [[nodiscard]] std::string fill() const {
    std::string parameters;
    for (std::size_t i = 0; i < columns_.size(); ++i) parameters += i == 0 ? "?" : ", ?";
    return "insert into " + stage_name() + " (" + names("") + ") values (" + parameters + ")";
  }

  [[nodiscard]] std::string duplicate_keys() const {
    return "select count(*) from (select 1 as n from " + stage_name() + " group by " + list(keys_, "") +
           " having count(*) > 1) as k";
  }

  [[nodiscard]] std::string missing_keys() const {
    std::string condition;
    for (const auto& key : keys_) condition += (condition.empty() ? "" : " or ") + quoted(dialect_, key) + " is null";
    return "select count(*) from " + stage_name() + " where " + condition;
  }

  [[nodiscard]] std::vector<std::string> replace() const {
    return {"delete from " + table(),
            "insert into " + table() + " (" + names("") + ")\nselect " + names("") + " from " + stage_name()};
  }

  [[nodiscard]] std::vector<std::string> merge() const {
    std::vector<std::string> statements;
    if (std::ranges::any_of(columns_, [this](const auto& column) { return !is_key(column.name); }))
      statements.push_back(update());
    statements.push_back("insert into " + table() + " (" + names("") + ")\nselect " + names("s.") + " from " +
                         stage_name() + " as s\nwhere not exists (select 1 from " + table() + " as t where " + same() +
                         ")");
    return statements;
  }

 private:
  [[nodiscard]] std::string list(const std::vector<std::string>& columns, std::string_view prefix) const {
    std::string text;
    for (const auto& column : columns)
      text += (text.empty() ? "" : ", ") + std::string(prefix) + quoted(dialect_, column);
    return text;
  }

  [[nodiscard]] std::string names(std::string_view prefix) const {
    std::vector<std::string> all;
    for (const auto& column : columns_) all.push_back(column.name);
    return list(all, prefix);
  }

  /// A stage takes rows without a key too, so that they can be counted and reported.
  [[nodiscard]] std::string nullable() const {
    std::string text;
    for (const auto& column : columns_)
      text += (text.empty() ? "  " : ",\n  ") + quoted(dialect_, column.name) + " " +
              column_type(dialect_, column, is_key(column.name)) + stage_words(column);
    return text;
  }

  /// tempdb has a collation of its own, which does not compare with the database's.
  [[nodiscard]] std::string stage_words(const core::ColumnSpec& column) const {
    if (dialect_ != Dialect::sql_server) return {};
    return column.type == Type::text ? " collate database_default null" : " null";
  }

  [[nodiscard]] std::string same() const {
    std::string text;
    for (const auto& key : keys_)
      text += (text.empty() ? "t." : " and t.") + quoted(dialect_, key) + " = s." + quoted(dialect_, key);
    return text;
  }

  [[nodiscard]] std::string assignments(std::string_view prefix) const {
    std::string text;
    for (const auto& column : columns_) {
      if (is_key(column.name)) continue;
      const auto name = quoted(dialect_, column.name);
      text += text.empty() ? "" : ", ";
      (text += prefix).append(name).append(" = s.").append(name);
    }
    return text;
  }

  [[nodiscard]] std::string update() const {
    switch (dialect_) {
      case Dialect::mariadb:
        return "update " + table() + " as t join sluss_stage as s on " + same() + "\nset " + assignments("t.");
      case Dialect::sql_server:
        return "update t set " + assignments("") + "\nfrom " + table() + " as t join #sluss_stage as s on " + same();
      case Dialect::postgresql:
      case Dialect::sqlite:
        break;
    }
    return "update " + table() + " as t set " + assignments("") + "\nfrom sluss_stage as s where " + same();
  }

  Dialect dialect_;
  const TableName& table_;
  const core::Schema& columns_;
  const std::vector<std::string>& keys_;
};

std::string schema_or(const TableName& table, std::string_view own) {
  return table.schema.empty() ? std::string(own) : core::sql_text(table.schema);
}

std::string exists_sql(Dialect dialect, const TableName& table) {
  const auto from_catalogue = [&](std::string_view own_schema) {
    return "select count(*) from information_schema.tables where table_schema = " + schema_or(table, own_schema) +
           " and table_name = " + core::sql_text(table.name);
  };
  switch (dialect) {
    case Dialect::postgresql:
      return from_catalogue("current_schema()");
    case Dialect::mariadb:
      return from_catalogue("database()");
    case Dialect::sql_server:
      return from_catalogue("schema_name()");
    case Dialect::sqlite:
      break;
  }
  return "select count(*) from " + (table.schema.empty() ? "" : quoted(dialect, table.schema) + ".") +
         "sqlite_master where type in ('table', 'view') and name = " + core::sql_text(table.name) + " collate nocase";
}

/// Strict, in UTC, and no endless wait for a lock that another session has.
std::vector<std::string> session_sql(Dialect dialect, std::int64_t wait_seconds) {
  const auto seconds = std::to_string(wait_seconds);
  switch (dialect) {
    case Dialect::postgresql:
      return {"set time zone 'UTC'", "set lock_timeout = '" + seconds + "s'"};
    case Dialect::mariadb:
      return {"set session sql_mode = 'TRADITIONAL'", "set session time_zone = '+00:00'",
              "set session innodb_lock_wait_timeout = " + seconds, "set session lock_wait_timeout = " + seconds};
    case Dialect::sql_server:
      return {"set xact_abort on", "set lock_timeout " + seconds + "000"};
    case Dialect::sqlite:
      break;
  }
  return {};
}

}  // namespace

TableSql table_sql(Dialect dialect, const TableName& table, const core::Schema& columns, TableMode mode,
                   const std::vector<std::string>& keys, std::int64_t wait_seconds) {
  const Builder builder(dialect, table, columns, keys);
  TableSql sql;
  sql.session = session_sql(dialect, wait_seconds);
  sql.exists = exists_sql(dialect, table);
  if (dialect == Dialect::mariadb) {
    sql.engine = "select engine from information_schema.tables where table_schema = " + schema_or(table, "database()") +
                 " and table_name = " + core::sql_text(table.name);
  }
  sql.create = builder.create();
  sql.describe = "select * from " + builder.table() + " where 1 = 0";
  sql.stage = builder.stage();
  sql.fill = builder.fill();
  if (mode == TableMode::merge) {
    sql.duplicate_keys = builder.duplicate_keys();
    sql.missing_keys = builder.missing_keys();
  }
  sql.apply = mode == TableMode::merge ? builder.merge() : builder.replace();
  return sql;
}

}  // namespace sluss::daemon::deliver
