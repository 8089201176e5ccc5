#include "transforms/datasets/session.h"

#include "core/time.h"

namespace sluss::transforms::datasets {

namespace {

std::string sql_text(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') result += '\'';
    result += c;
  }
  return result + "'";
}

std::string sql_text_or_null(const std::optional<std::string>& text) {
  return text ? sql_text(*text) : "null";
}

std::string number_or_null(const std::optional<int>& number) {
  return number ? std::to_string(*number) : "null";
}

std::string polarity_text(Polarity polarity) {
  switch (polarity) {
    case Polarity::higher:
      return "'higher'";
    case Polarity::lower:
      return "'lower'";
    case Polarity::none:
      return "'none'";
    case Polarity::unknown:
      break;
  }
  return "null";
}

void append_municipality(const std::string& code, std::vector<std::string>& statements) {
  statements.emplace_back(
      "create table session.municipality (area_id varchar, code varchar, name varchar, county varchar)");
  statements.push_back(
      "insert into session.municipality select own.code, own.code, coalesce(a.title, own.code), "
      "substr(own.code, 1, 2) from (select " +
      sql_text(code) +
      " as code) as own left join "
      "core.area_open as a on a.area_id = own.code");
}

/// The latest year's group of that theme made for the own municipality; groups without a year come last.
std::string latest_group(std::size_t position, std::string_view theme) {
  return "insert into session.compare select " + std::to_string(position) +
         ", 'group', min(am.group_id) from core.area_member_open as am join session.municipality as m on am.owner = "
         "m.name "
         "where am.theme = " +
         sql_text(theme) +
         " and coalesce(am.year, 0) = (select max(coalesce(latest.year, 0)) from "
         "core.area_member_open as latest join session.municipality as own on latest.owner = own.name where "
         "latest.theme = " +
         sql_text(theme) + ") having min(am.group_id) is not null";
}

/// Kolada's own id of a group: "G176664".
bool is_group_id(std::string_view text) {
  return text.size() > 1 && text.front() == 'G' && text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

void append_compare(const SessionInputs& inputs, std::vector<std::string>& statements) {
  statements.emplace_back("create table session.compare (position integer, kind varchar, value varchar)");
  std::size_t position = 0;
  for (const auto& entry : inputs.compare) {
    const auto place = std::to_string(++position);
    if (entry == "riket") {
      statements.push_back("insert into session.compare values (" + place + ", 'riket', 'SE')");
      continue;
    }
    if (entry == "county") {
      statements.push_back("insert into session.compare select " + place +
                           ", 'county', county from session.municipality");
      continue;
    }
    const auto group = entry.starts_with("group:") ? entry.substr(6) : entry;
    if (entry.starts_with("group:") && !is_group_id(group)) {
      statements.push_back(latest_group(position, group));
    } else {
      const auto id = is_group_id(group) ? "kolada:" + group : group;
      statements.push_back("insert into session.compare values (" + place + ", 'group', " + sql_text(id) + ")");
    }
  }
}

std::string indicator_values(const IndicatorConfig& i) {
  return "(" + sql_text(i.id) + ", " + sql_text_or_null(i.short_name) + ", " + sql_text_or_null(i.measure) + ", " +
         number_or_null(i.decimals) + ", " + polarity_text(i.polarity) + ", " + sql_text_or_null(i.respondents) + ", " +
         sql_text_or_null(i.response_rate) + ", " + sql_text(core::name_of(i.period_kind)) + ", " +
         number_or_null(i.series_break) + ", " + sql_text_or_null(i.note) + ")";
}

void append_list(const std::string& table, const std::vector<std::string>& rows, std::vector<std::string>& statements) {
  constexpr std::size_t rows_a_statement = 500;
  for (std::size_t first = 0; first < rows.size(); first += rows_a_statement) {
    std::string statement = "insert into " + table + " values ";
    for (std::size_t i = first; i < rows.size() && i < first + rows_a_statement; ++i)
      statement += (i == first ? "" : ", ") + rows[i];
    statements.push_back(std::move(statement));
  }
}

/// The last Sunday of a month of 31 days. Source: directive 2000/84/EC, summer time from 01:00 UTC on the last Sunday
/// in March until 01:00 UTC on the last Sunday in October.
std::string last_sunday(int year, int month) {
  const core::Day last = core::day_of(year, month, 31);
  const auto monday = core::monday_of(core::iso_week(last));
  return core::to_text(last.days - monday.days == 6 ? last : core::Day{monday.days - 1});
}

}  // namespace

std::vector<std::string> session_statements(const SessionInputs& inputs) {
  std::vector<std::string> statements;
  append_municipality(inputs.municipality, statements);
  append_compare(inputs, statements);
  statements.emplace_back(
      "create table session.indicator (indicator_id varchar, short_name varchar, measure varchar, decimals integer, "
      "polarity varchar, respondents_id varchar, response_rate_id varchar, period_kind varchar, series_break integer, "
      "note varchar)");
  std::vector<std::string> rows;
  for (const auto& indicator : inputs.indicators) rows.push_back(indicator_values(indicator));
  append_list("session.indicator", rows, statements);
  statements.emplace_back("create table session.selected (indicator_id varchar)");
  rows.clear();
  for (const auto& id : inputs.selected) rows.push_back("(" + sql_text(id) + ")");
  append_list("session.selected", rows, statements);
  statements.emplace_back("create table session.summer_time (starts timestamp, ends timestamp)");
  rows.clear();
  for (int year = 2000; year <= 2075; ++year)
    rows.push_back("('" + last_sunday(year, 3) + " 01:00:00', '" + last_sunday(year, 10) + " 01:00:00')");
  append_list("session.summer_time", rows, statements);
  return statements;
}

warehouse::Session make_session(const SessionInputs& inputs, std::vector<warehouse::Model> models) {
  return {.statements = session_statements(inputs), .models = std::move(models)};
}

}  // namespace sluss::transforms::datasets
