#include "transforms/normalise/register/expectation_check.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "connectors/register/mapping/table_schema.h"
#include "core/duckdb/duckdb.h"
#include "core/identities.h"
#include "core/shown.h"
#include "core/swedish_number.h"
#include "core/text.h"
#include "transforms/normalise/register/expectation_words.h"

namespace sluss::transforms::normalise::registers {

namespace {

using connectors::registers::column_name;
using connectors::registers::column_title;
using connectors::registers::ColumnType;
using connectors::registers::Expectation;
using connectors::registers::least_end;
using connectors::registers::most_end;
using connectors::registers::Range;
using connectors::registers::status_end;
using connectors::registers::Table;
using connectors::registers::text_end;
using core::sql_name;
using core::sql_text;
using core::Unmet;
using core::duckdb::Connection;

constexpr std::string_view place = "file, sheet, \"row\"";
constexpr std::string_view place_backwards = "file desc, sheet desc, \"row\" desc";
constexpr std::string_view infinite = "'infinity'::double";
/// Of a sum: what two decimal numbers may differ by in binary.
constexpr double rounding = 1e-9;

std::string number_sql(const std::string& value) {
  return fmt::format("printf('%.12g', cast({} as double))", value);
}

/// A figure's columns, and what is surely true of its value.
struct Figure {
  explicit Figure(const std::string& column)
      : value(sql_name(column)),
        status(sql_name(column_name(column, status_end))),
        least(fmt::format("coalesce({}, {})", sql_name(column_name(column, least_end)), value)),
        most(fmt::format("coalesce({}, {})", sql_name(column_name(column, most_end)), value)) {}
  std::string value, status;
  std::string least, most;  ///< NULL: not bounded there

  [[nodiscard]] std::string shown() const {
    return fmt::format("case {} when 'at_least' then '≥ ' || {} when 'at_most' then '≤ ' || {} else {} end", status,
                       number_sql(least), number_sql(most), number_sql(value));
  }
  [[nodiscard]] std::string low() const { return fmt::format("coalesce(cast({} as double), -{})", least, infinite); }
  [[nodiscard]] std::string high() const { return fmt::format("coalesce(cast({} as double), {})", most, infinite); }
};

std::string shown(const std::optional<std::string>& cell) {
  return core::shown(cell.value_or(""));
}

std::int64_t off_by(std::int64_t found, const Range& range) {
  const auto number = static_cast<double>(found);
  return static_cast<std::int64_t>(std::ceil(number < range.least ? range.least - number : number - range.most));
}

bool lies_in(std::int64_t found, const Range& range) {
  const auto number = static_cast<double>(found);
  return number >= range.least && number <= range.most;
}

class Check {
 public:
  explicit Check(const CheckedTable& checked) : tables_(checked.tables), table_(checked.table), alone_(checked.alone) {}

  core::Result<std::optional<FailedCheck>> judge(const Expectation& expectation) {
    auto unmet = described(table_, expectation);
    bool holds = false;
    if (expectation.rows)
      holds = SLUSS_TRY(rows(expectation, unmet));
    else if (expectation.areas)
      holds = SLUSS_TRY(areas(expectation, unmet));
    else if (expectation.range)
      holds = SLUSS_TRY(range(expectation, unmet));
    else if (expectation.ranks)
      holds = SLUSS_TRY(ranks(expectation, unmet));
    else
      holds = SLUSS_TRY(sums(expectation, unmet));
    if (holds) return std::optional<FailedCheck>();
    return std::optional(FailedCheck{.unmet = std::move(unmet), .rows = rows_of_areas_});
  }

 private:
  /// Rows of the file: an unpivot makes several of one.
  core::Result<bool> rows(const Expectation& expectation, Unmet& unmet) {
    const auto distinct = fmt::format("(select distinct {} from {})", place, from(expectation));
    const auto found = SLUSS_TRY(tables_.number("select count(*) from " + distinct));
    if (lies_in(found, *expectation.rows)) return true;
    SLUSS_TRY(put_number(found, *expectation.rows, rows_of_level(expectation.level), unmet));
    // Of too many, the last: what was appended.
    const auto sought = too_many(found, *expectation.rows);
    SLUSS_TRY(
        put_rows(fmt::format("select {0}, null, null from (select * from {1} order by {2} limit {3}) order by {0}",
                             place, distinct, place_backwards, sought),
                 unmet));
    return false;
  }

  /// Of areas those that are known, each once however it is written; of others the different texts.
  core::Result<bool> areas(const Expectation& expectation, Unmet& unmet) {
    const auto text = text_sql(expectation.column);
    const auto counted = SLUSS_TRY(counted_sql(expectation));
    const auto given = fmt::format("(select {0}, {1} as text, {2} as counted from {3} and {1} <> '')", place, text,
                                   counted, from(expectation));
    const auto found = SLUSS_TRY(tables_.number("select count(distinct counted) from " + given));
    if (lies_in(found, *expectation.areas)) return true;
    const auto names = SLUSS_TRY(counted_in(expectation));
    SLUSS_TRY(put_number(found, *expectation.areas, names, unmet));
    // Of too few, what stands in the place of one; of too many, those that came last.
    const auto many = too_many(found, *expectation.areas);
    const auto firsts = [&](bool known) {
      return fmt::format(
          "(select * from {} where counted is {}null qualify row_number() over (partition by {} order by {}) = 1)",
          given, known ? "not " : "", known ? "counted" : "text", place);
    };
    if (many == 0) {
      const auto strangers = firsts(false);
      rows_of_areas_ =
          SLUSS_TRY(tables_.number(fmt::format("select count(*) from (select distinct {} from {})", place, given)));
      const auto number = SLUSS_TRY(tables_.number("select count(*) from " + strangers));
      unmet.outcome = strangers_words(number, column_title(table_, expectation.column), names);
      SLUSS_TRY(put_rows(fmt::format("select {0}, text, null from {1} order by {0}", place, strangers), unmet));
      return false;
    }
    SLUSS_TRY(
        put_rows(fmt::format("select {0}, text, null from (select * from {1} order by {2} limit {3}) order by {0}",
                             place, firsts(true), place_backwards, many),
                 unmet));
    return false;
  }

  /// What is counted of a column's cell; NULL: it does not count. A list of municipalities may have a county's row.
  core::Result<std::string> counted_sql(const Expectation& expectation) {
    constexpr std::string_view is_municipality = "regexp_full_match({}, '[0-9]{{4}}')";
    const auto column = sql_name(expectation.column);
    if (!is_area(expectation.column)) return text_sql(expectation.column);
    if (SLUSS_TRY(level_of(expectation)) != "kommun") return column;
    const auto municipality = fmt::format(is_municipality, column);
    const auto some =
        SLUSS_TRY(tables_.number(fmt::format("select count(*) from {} and {}", from(expectation), municipality)));
    return some == 0 ? column : fmt::format("case when {} then {} end", municipality, column);
  }

  core::Result<bool> range(const Expectation& expectation, Unmet& unmet) {
    const Figure figure(expectation.column);
    const auto outside =
        fmt::format("{} and ({} > {} or {} < {})", from(expectation), figure.least,
                    number_sql_of(expectation.range->most), figure.most, number_sql_of(expectation.range->least));
    const auto holds = SLUSS_TRY(none(outside, unmet));
    if (holds) return true;
    const auto ends = SLUSS_TRY(tables_.rows(
        fmt::format("select min(cast(coalesce({0}, {1}) as double)), max(cast(coalesce({1}, {0}) as double)) from {2}",
                    figure.least, figure.most, from(expectation))));
    const auto least = number_of(ends.at(0).at(0));
    const auto most = number_of(ends.at(0).at(1));
    unmet.found = plain_text(least) + ".." + plain_text(most);
    unmet.outcome = fmt::format("{} Det minsta är {} och det största {}.", rows_words(unmet.count),
                                core::swedish_number(least), core::swedish_number(most));
    const auto names = names_of_headings(expectation.column);
    std::string named;
    for (const auto& name : names) named += fmt::format(", cast({} as varchar)", sql_name(name));
    SLUSS_TRY(put_rows(
        fmt::format("select {0}, {1}, null{3} from {2} order by {0}", place, figure.shown(), outside, named), unmet));
    if (!names.empty() && !unmet.rows.empty()) {
      auto number = unmet.rows.front().shown;
      std::ranges::replace(number, '.', ',');
      unmet.outcome += fmt::format(" Till exempel \"{}\": {}.", unmet.rows.front().column, number);
    }
    return false;
  }

  /// What tells the headings apart that became this column; none: the column has one heading of its own.
  [[nodiscard]] std::vector<std::string> names_of_headings(const std::string& column) const {
    if (!is_of_headings(table_, column)) return {};
    return names_of(*table_.unpivot);
  }

  /// By the captures that are behind the place, what is shown and what was expected: "1. Helhetssyn". Without them the
  /// column's title.
  [[nodiscard]] std::string heading_of(const std::string& column,
                                       const std::vector<std::optional<std::string>>& row) const {
    constexpr std::size_t before = 5;
    const auto names = names_of_headings(column);
    if (names.empty() || row.size() != before + names.size()) return column_title(table_, column);
    for (auto heading : table_.unpivot->headings) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        for (const auto* after : {"}", ":"}) {
          const auto begin = heading.find("{" + names[i] + after);
          const auto& value = row[before + i];
          if (begin != std::string::npos && value) heading.replace(begin, heading.find('}', begin) + 1 - begin, *value);
        }
      }
      if (heading.find_first_of("{*\\") == std::string::npos) return core::shown(heading);
    }
    std::string all;
    for (std::size_t i = before; i < row.size(); ++i)
      if (row[i] && !row[i]->empty()) all += (all.empty() ? "" : ", ") + *row[i];
    return all.empty() ? column_title(table_, column) : core::shown(all);
  }

  /// Within a sheet, and of an unpivot within the headings that mean the same.
  core::Result<bool> ranks(const Expectation& expectation, Unmet& unmet) {
    const auto value = sql_name(expectation.column);
    std::string lists = "file, sheet";
    if (table_.unpivot)
      for (const auto& name : names_of(*table_.unpivot)) lists += ", " + sql_name(name);
    // No column of a mapping has a blank in its name.
    const auto ranked = fmt::format(
        "(select {1}, \"row\", {0} as \"its rank\", rank() over (partition by {1} order by {0}) as \"due rank\" "
        "from {2} and {0} is not null) where \"its rank\" <> \"due rank\"",
        value, lists, from(expectation));
    const auto holds = SLUSS_TRY(none(ranked, unmet));
    if (holds) return true;
    // The first that is wrong makes those after it wrong too.
    SLUSS_TRY(
        put_rows(fmt::format("select {}, {}, cast(\"due rank\" as varchar) from {} order by {}, \"due rank\", \"row\"",
                             place, number_sql("\"its rank\""), ranked, lists),
                 unmet));
    return false;
  }

  core::Result<bool> sums(const Expectation& expectation, Unmet& unmet) {
    const Figure whole(expectation.column);
    std::string low;
    std::string high;
    for (const auto& name : expectation.sum_of) {
      const Figure part(name);
      low += (low.empty() ? "" : " + ") + part.low();
      high += (high.empty() ? "" : " + ") + part.high();
    }
    const auto compared = fmt::format(
        "(select {0}, {1} as shown, {2} as low, {3} as high, {4} as sum_low, {5} as sum_high, "
        "{6} + {7} * (1 + coalesce(abs({8}), 0) + coalesce(abs({9}), 0)) as slack from {10}) "
        "where low > sum_high + slack or high < sum_low - slack",
        place, whole.shown(), whole.low(), whole.high(), low, high, number_sql_of(expectation.tolerance),
        number_sql_of(rounding), whole.least, whole.most, from(expectation));
    const auto holds = SLUSS_TRY(none(compared, unmet));
    if (holds) return true;
    const auto due = fmt::format(
        "case when sum_low = sum_high then {0} when sum_high = {2} then '≥ ' || {0} when sum_low = -{2} then '≤ ' || "
        "{1} "
        "else {0} || '..' || {1} end",
        number_sql("sum_low"), number_sql("sum_high"), infinite);
    SLUSS_TRY(put_rows(fmt::format("select {0}, shown, {1} from {2} order by {0}", place, due, compared), unmet));
    return false;
  }

  /// "hela where level = 'kommun'", to which more conditions can be added.
  [[nodiscard]] std::string from(const Expectation& expectation) const {
    return sql_name(table_.name) + " where " +
           (expectation.level.empty() ? "true" : "level = " + sql_text(expectation.level));
  }

  [[nodiscard]] bool is_of_type(const std::string& name, ColumnType type) const {
    const auto column = std::ranges::find(table_.columns, name, &connectors::registers::TableColumn::name);
    return column != table_.columns.end() && column->type == type;
  }
  [[nodiscard]] bool is_area(const std::string& name) const { return is_of_type(name, ColumnType::area); }
  [[nodiscard]] bool is_looked_up(const std::string& name) const {
    return is_area(name) || is_of_type(name, ColumnType::unit);
  }

  [[nodiscard]] std::string text_sql(const std::string& name) const {
    if (is_looked_up(name)) return sql_name(column_name(name, text_end));
    return fmt::format("cast({} as varchar)", sql_name(name));
  }

  static std::string number_sql_of(double number) { return fmt::format("cast('{}' as double)", number); }

  static double number_of(const std::optional<std::string>& cell) {
    return cell ? std::strtod(cell->c_str(), nullptr) : 0;
  }

  static std::int64_t too_many(std::int64_t found, const Range& range) {
    return static_cast<double>(found) > range.most ? off_by(found, range) : 0;
  }

  core::Result<> put_number(std::int64_t found, const Range& range, const Counted& counted, Unmet& unmet) {
    unmet.found = std::to_string(found);
    unmet.expectation = count_words(SLUSS_TRY(whose()), found, range, counted);
    unmet.count = off_by(found, range);
    return {};
  }

  /// "Filen"; of several tables the one sheet or file that this one is of.
  core::Result<std::string> whose() {
    if (alone_) return std::string("Filen");
    const auto places = SLUSS_TRY(tables_.rows(
        fmt::format("select distinct coalesce(file, ''), coalesce(sheet, '') from {} limit 2", sql_name(table_.name))));
    if (places.size() != 1) return "Tabellen " + table_.name;
    const auto& sheet = places.front().at(1);
    if (sheet && !sheet->empty()) return "Bladet " + shown(sheet);
    return "Filen " + shown(places.front().at(0));
  }

  core::Result<Counted> counted_in(const Expectation& expectation) {
    if (!is_looked_up(expectation.column)) {
      const auto title = column_title(table_, expectation.column);
      return Counted{.one = "värde i kolumnen " + title, .many = "olika värden i kolumnen " + title};
    }
    return areas_of_level(SLUSS_TRY(level_of(expectation)));
  }

  /// Of all rows that it is of; empty: they have several, or none.
  core::Result<std::string> level_of(const Expectation& expectation) {
    if (!expectation.level.empty()) return expectation.level;
    const auto levels = SLUSS_TRY(
        tables_.rows(fmt::format("select distinct coalesce(level, '') from {} limit 2", sql_name(table_.name))));
    return levels.size() == 1 ? levels.front().at(0).value_or("") : std::string();
  }

  /// Whether there are none of these rows; else how many.
  core::Result<bool> none(const std::string& wrong, Unmet& unmet) {
    unmet.count = SLUSS_TRY(tables_.number("select count(*) from " + wrong));
    unmet.outcome = rows_words(unmet.count);
    return unmet.count == 0;
  }

  /// Of an answer with the place, what is shown and what was expected, and the captures of the heading where it has
  /// several.
  core::Result<> put_rows(const std::string& sql, Unmet& unmet) {
    const auto answer = SLUSS_TRY(tables_.rows(fmt::format("select * from ({}) limit {}", sql, Unmet::most_rows)));
    for (const auto& row : answer)
      unmet.rows.push_back({.file = core::without_identities(core::one_line(row[0].value_or(""))),
                            .sheet = shown(row[1]),
                            .row = core::whole_number(row[2]),
                            .column = heading_of(unmet.column, row),
                            .shown = shown(row[3]),
                            .expected = row[4].value_or("")});
    std::ranges::stable_sort(unmet.rows, {},
                             [](const core::UnmetRow& row) { return std::tie(row.file, row.sheet, row.row); });
    return {};
  }

  Connection& tables_;
  const Table& table_;
  bool alone_ = false;
  std::int64_t rows_of_areas_ = 0;  ///< of the areas that were judged last, where they are too few
};

}  // namespace

core::Result<std::optional<FailedCheck>> check(const CheckedTable& checked, const Expectation& expectation) {
  return Check(checked).judge(expectation);
}

}  // namespace sluss::transforms::normalise::registers
