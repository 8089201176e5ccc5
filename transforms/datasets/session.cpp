#include "transforms/datasets/session.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/swedish_words.h"
#include "core/text.h"
#include "core/time.h"

namespace sluss::transforms::datasets {

namespace {

constexpr int first_summer = 2000;
constexpr int last_summer = 2075;

std::string sql_text_or_null(const std::optional<std::string>& text) {
  return text ? core::sql_text(*text) : "null";
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

using Columns = std::vector<std::pair<std::string, std::string>>;

std::string rows_query(const Columns& columns, const std::vector<std::string>& rows) {
  std::string casts;
  std::string names;
  std::string nulls;
  for (const auto& [column, type] : columns) {
    casts += casts.empty() ? "cast(" : ", cast(";
    casts += column;
    casts += " as ";
    casts += type;
    casts += ") as ";
    casts += column;
    names += (names.empty() ? "" : ", ") + column;
    nulls += nulls.empty() ? "null" : ", null";
  }
  std::string values;
  for (const auto& row : rows) values += (values.empty() ? "(" : ", (") + row + ")";
  const bool none = rows.empty();
  return "select " + casts + " from (values " + (none ? "(" + nulls + ")" : values) + ") as v(" + names + ")" +
         (none ? " where 1 = 0" : "");
}

/// A view over rows that are in its text. Not a table: DuckDB (1.4.4 and 1.5.6) cannot commit a transaction that has
/// filled a table and dropped it with its schema ("another transaction has dropped this table"), and a refreshing
/// writer drops the schema.
std::string rows_view(const std::string& name, const Columns& columns, const std::vector<std::string>& rows) {
  return "create view session." + name + " as " + rows_query(columns, rows);
}

std::string municipality_view(const std::string& code, const std::string& name) {
  return "create view session.municipality as select own.code as area_id, own.code as code, coalesce(a.title, " +
         (name.empty() ? std::string() : core::sql_text(name) + ", ") +
         "own.code) as name, substr(own.code, 1, 2) as county from (select cast(" + core::sql_text(code) +
         " as varchar) as code) as own "
         "left join core.area_open as a on a.area_id = own.code";
}

/// The latest year's group of that theme made for the own municipality; groups without a year come last.
std::string latest_group(std::string_view theme) {
  return "select min(am.group_id) from core.area_member_open as am join session.municipality as m on am.owner = m.name "
         "where am.theme = " +
         core::sql_text(theme) +
         " and coalesce(am.year, 0) = (select max(coalesce(latest.year, 0)) from "
         "core.area_member_open as latest join session.municipality as own on latest.owner = own.name where "
         "latest.theme = " +
         core::sql_text(theme) + ")";
}

std::pair<std::string, std::string> kind_and_value(const std::string& entry) {
  if (entry == "riket") return {"'riket'", "'SE'"};
  if (entry == "county") return {"'county'", "(select county from session.municipality)"};
  if (entry.starts_with("group:")) return {"'group'", "(" + latest_group(entry.substr(6)) + ")"};
  return {"'group'", core::sql_text(entry)};
}

std::string compare_view(const std::vector<std::string>& compare) {
  std::string rows;
  std::size_t position = 0;
  for (const auto& entry : compare) {
    const auto [kind, value] = kind_and_value(entry);
    rows += rows.empty() ? "select " : " union all select ";
    rows += std::to_string(++position);
    rows += " as position, ";
    rows += kind;
    rows += " as kind, ";
    rows += value;
    rows += " as value";
  }
  if (rows.empty())
    return rows_view("compare", {{"position", "integer"}, {"kind", "varchar"}, {"value", "varchar"}}, {});
  return "create view session.compare as select cast(c.position as integer) as position, cast(c.kind as varchar) as "
         "kind, "
         "cast(c.value as varchar) as value from (" +
         rows + ") as c where c.value is not null";
}

constexpr std::string_view quoted_as = "Källa: ";  ///< and the origin, where no kind of source gives more

std::string source_row(const SourceWords& source) {
  return core::sql_text(source.origin) + ", " + core::sql_text(source.title) + ", " +
         core::sql_text(source.attribution.empty() ? std::string(quoted_as) + source.origin : source.attribution);
}

/// Also of origins that are not configured, when indicators of theirs are known.
std::string source_view(const std::vector<SourceWords>& sources) {
  std::vector<std::string> rows;
  rows.reserve(sources.size());
  for (const auto& source : sources) rows.push_back(source_row(source));
  return "create view session.source as with configured as (" +
         rows_query({{"origin", "varchar"}, {"title", "varchar"}, {"attribution", "varchar"}}, rows) +
         ") select c.origin, c.title, c.attribution from configured as c union all "
         "select o.origin, o.origin, " +
         core::sql_text(quoted_as) +
         " || o.origin from (select distinct split_part(i.indicator_id, ':', 1) as origin from core.indicator_open as "
         "i) as o where not exists (select 1 from configured as c where c.origin = o.origin)";
}

/// What the datasets are written in; the other words are of no figure.
std::string word_view() {
  using enum core::Vocabulary;
  constexpr std::array shown{status, period_kind, polarity, direction, publication, bound};
  std::vector<std::string> rows;
  for (const auto& word : core::swedish_words())
    if (std::ranges::find(shown, word.vocabulary) != shown.end())
      rows.push_back(core::sql_text(core::name_of(word.vocabulary)) + ", " + core::sql_text(word.code) + ", " +
                     core::sql_text(word.swedish));
  return rows_view("word", {{"kind", "varchar"}, {"code", "varchar"}, {"swedish", "varchar"}}, rows);
}

std::string indicator_row(const IndicatorConfig& i) {
  return core::sql_text(i.id) + ", " + sql_text_or_null(i.short_name) + ", " + sql_text_or_null(i.measure) + ", " +
         number_or_null(i.decimals) + ", " + polarity_text(i.polarity) + ", " + sql_text_or_null(i.respondents) + ", " +
         sql_text_or_null(i.response_rate) + ", " + core::sql_text(core::name_of(i.period_kind)) + ", " +
         number_or_null(i.series_break) + ", " + sql_text_or_null(i.note);
}

/// (job, indicator); an indicator that is null: all of the job's origin.
std::vector<std::string> job_rows(const std::vector<JobIndicators>& jobs) {
  std::vector<std::string> rows;
  for (const auto& job : jobs) {
    const auto name = core::sql_text(job.job);
    for (const auto& id : job.indicators) rows.push_back(name + ", " + core::sql_text(id));
    if (job.more) rows.push_back(name + ", null");
  }
  return rows;
}

/// The last Sunday of a month of 31 days. Source: directive 2000/84/EC, summer time from 01:00 UTC on the last Sunday
/// in March until 01:00 UTC on the last Sunday in October.
std::string last_sunday(int year, int month) {
  const core::Day last = core::day_of(year, month, 31);
  const auto monday = core::monday_of(core::iso_week(last));
  return core::to_text(last.days - monday.days == 6 ? last : core::Day{monday.days - 1}) + " 01:00:00";
}

/// How far Swedish time is ahead of UTC, without gaps; and the summers alone, for models that installations have of
/// their own.
std::vector<std::string> time_views() {
  std::vector<std::string> spans;
  std::vector<std::string> summers;
  std::string winter = "-infinity";
  for (int year = first_summer; year <= last_summer; ++year) {
    const auto summer = last_sunday(year, 3);
    spans.push_back("'" + winter + "', '" + summer + "', '1 hour'");
    winter = last_sunday(year, 10);
    summers.push_back("'" + summer + "', '" + winter + "'");
    spans.push_back(summers.back() + ", '2 hours'");
  }
  spans.push_back("'" + winter + "', 'infinity', '1 hour'");
  return {rows_view("swedish_time", {{"starts", "timestamp"}, {"ends", "timestamp"}, {"ahead", "interval"}}, spans),
          rows_view("summer_time", {{"starts", "timestamp"}, {"ends", "timestamp"}}, summers)};
}

}  // namespace

std::vector<std::string> session_statements(const SessionInputs& inputs) {
  std::vector<std::string> indicators;
  indicators.reserve(inputs.indicators.size());
  for (const auto& indicator : inputs.indicators) indicators.push_back(indicator_row(indicator));
  std::vector<std::string> selected;
  selected.reserve(inputs.selected.size());
  for (const auto& id : inputs.selected) selected.push_back(core::sql_text(id));
  std::vector<std::string> statements = {
      municipality_view(inputs.municipality, inputs.municipality_name),
      compare_view(inputs.compare),
      rows_view("indicator",
                {{"indicator_id", "varchar"},
                 {"short_name", "varchar"},
                 {"measure", "varchar"},
                 {"decimals", "integer"},
                 {"polarity", "varchar"},
                 {"respondents_id", "varchar"},
                 {"response_rate_id", "varchar"},
                 {"period_kind", "varchar"},
                 {"series_break", "integer"},
                 {"note", "varchar"}},
                indicators),
      rows_view("selected", {{"indicator_id", "varchar"}}, selected),
      rows_view("job_indicator", {{"job", "varchar"}, {"indicator_id", "varchar"}}, job_rows(inputs.jobs)),
      source_view(inputs.sources),
      word_view(),
  };
  for (auto& view : time_views()) statements.push_back(std::move(view));
  return statements;
}

warehouse::Session make_session(const SessionInputs& inputs, std::vector<warehouse::Model> models) {
  return {.statements = session_statements(inputs), .models = std::move(models)};
}

}  // namespace sluss::transforms::datasets
