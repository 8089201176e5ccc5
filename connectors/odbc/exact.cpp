#include "connectors/odbc/exact.h"

#include <algorithm>

namespace sluss::connectors::odbc {

namespace {

constexpr std::size_t text_width = 64;

struct ExactColumn {
  std::string expression;
  std::optional<ColumnPlan> plan;
};

std::string sqlite_real(const std::string& column, const std::string& finite) {
  return "case when typeof(" + column + ") <> 'real' then " + column + " when " + column +
         " = 9e999 then 'Infinity' when " + column + " = -9e999 then '-Infinity' else " + finite + " end";
}

/// A double among texts: 15 digits where they are enough, else 17.
std::string sqlite_readable(const std::string& column) {
  const auto digits = [&](const char* count) { return "printf('%!." + std::string(count) + "g', " + column + ")"; };
  return sqlite_real(column, "case when cast(" + digits("15") + " as real) = " + column + " then " + digits("15") +
                                 " else " + digits("17") + " end");
}

ExactColumn exact_sqlite(const std::string& column, ColumnPlan plan) {
  switch (plan.spec.type) {
    case core::Type::float64:
      plan.fetch = Fetch::number_text;
      plan.width = text_width;
      // 21 digits: SQLite's own arithmetic errs in the last ones of them, a double has 17.
      return {sqlite_real(column, "printf('%!.20e', " + column + ")"), std::move(plan)};
    case core::Type::text:
    case core::Type::bytes:
      plan.fetch = Fetch::octets;
      plan.width = 0;
      return {"cast(" + sqlite_readable(column) + " as blob)", std::move(plan)};
    default:
      return {column, std::move(plan)};
  }
}

ExactColumn exact_postgres(const std::string& column, ColumnPlan plan) {
  if (plan.type_name == "money") {
    plan.spec.type = core::Type::text;
    plan.fetch = Fetch::text_wide;
    plan.width = 0;
    return {column + "::numeric::text", std::move(plan)};
  }
  const auto type = plan.spec.type;
  if (type != core::Type::date && type != core::Type::timestamp && type != core::Type::timestamp_tz) {
    return {column, std::nullopt};
  }
  plan.fetch = Fetch::number_text;
  plan.width = text_width;
  return {column + "::text", std::move(plan)};
}

}  // namespace

std::string statement_of(std::string_view query) {
  while (!query.empty() && std::string_view(" \t\r\n;").find(query.back()) != std::string_view::npos) {
    query.remove_suffix(1);
  }
  return std::string(query) + "\n";
}

std::optional<ExactQuery> exact_query(const Server& server, std::string_view query,
                                      const std::vector<ColumnPlan>& plans) {
  if (!server.sqlite && !server.postgres) return std::nullopt;
  ExactQuery exact;
  std::string names, expressions;
  bool changed = false;
  for (const auto& plan : plans) {
    const auto column = "c" + std::to_string(exact.plans.size() + 1);  // by position: names may come twice
    auto exact_column = server.sqlite ? exact_sqlite(column, plan) : exact_postgres(column, plan);
    const std::string_view comma = exact.plans.empty() ? "" : ", ";
    names.append(comma).append(column);
    expressions.append(comma).append(exact_column.expression);
    changed = changed || exact_column.expression != column;
    exact.names.push_back(plan.spec.name);
    exact.plans.push_back(std::move(exact_column.plan));
  }
  if (!changed) return std::nullopt;
  const auto rows = "(\n" + statement_of(query) + ")";
  // psqlodbc declares a cursor for what begins with "select"; SQLite names columns only so.
  exact.query = server.sqlite
                    ? "with sluss_rows(" + names + ") as " + rows + " select " + expressions + " from sluss_rows"
                    : "select " + expressions + " from " + rows + " as sluss_rows(" + names + ")";
  return exact;
}

}  // namespace sluss::connectors::odbc
