// The rows of a dataset as a reader chose them: one SELECT that counts, lists what there is to choose from, and reads
// one page.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text.h"
#include "daemon/serve/pages/read_views.h"
#include "daemon/serve/pages/words.h"
#include "transforms/datasets/cells.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::pages {
namespace {

namespace datasets = transforms::datasets;
using core::sql_name;
using warehouse::ledger::swedish_order;

/// What comes before the shown columns in the answer.
enum Lead : std::size_t {
  found_column,
  areas_column,
  years_column,
  quoted_column,
  place_column,
  indicator_column,
  lead_columns
};

const datasets::ColumnDescription* find_column(const datasets::DatasetDescription& dataset, std::string_view name) {
  const auto found = std::ranges::find(dataset.columns, name, &datasets::ColumnDescription::name);
  return found == dataset.columns.end() ? nullptr : &*found;
}

/// Within a text, capitals aside; the reader's % and _ mean themselves.
std::string contains(const std::string& column, const std::string& wanted) {
  return "position(lower(" + core::sql_text(wanted) + ") in lower(coalesce(" + column + ", ''))) > 0";
}

std::string condition(const datasets::DatasetDescription& dataset, const DatasetChoice& choice) {
  std::string where = "1 = 1";
  if (!choice.indicator.empty()) {
    std::string any;
    for (const auto* name : {"nyckeltal_id", "nyckeltal", "kort_namn"})
      if (find_column(dataset, name) != nullptr) any += (any.empty() ? "" : " or ") + contains(name, choice.indicator);
    if (!any.empty()) where += " and (" + any + ")";
  }
  if (!choice.area.empty() && find_column(dataset, "omrade") != nullptr)
    where += " and omrade = " + core::sql_text(choice.area);
  if (!choice.year.empty() && find_column(dataset, "period") != nullptr)
    where += " and substr(period, 1, 4) = " + core::sql_text(choice.year);
  return where;
}

std::string order(const datasets::DatasetDescription& dataset, const DatasetChoice& choice) {
  std::string by;
  if (const auto* column = find_column(dataset, choice.sort)) {
    const auto name = sql_name(column->name);
    by = (column->type == "text" ? swedish_order(name) : name) + (choice.descending ? " desc" : " asc") +
         " nulls last, ";
  }
  for (const auto& name : dataset.order) by += sql_name(name) + " asc nulls last, ";
  return by + "1";
}

std::string listed(const datasets::DatasetDescription& dataset, const char* column, const std::string& value,
                   const std::string& order_by) {
  if (find_column(dataset, column) == nullptr) return "''";
  return "(select string_agg(v, chr(10) order by " + order_by + ") from (select distinct " + value +
         " as v from x) as d where v is not null)";
}

std::string select(const DatasetPageView& view, const std::vector<datasets::ColumnDescription>& columns) {
  const auto& dataset = view.dataset;
  const auto first = (view.choice.page - 1) * view.rows_a_page;
  std::string sql =
      "with x as materialized (select * from mart." + sql_name(dataset.name) +
      "), f as (select x.*, row_number() over (order by " + order(dataset, view.choice) +
      ") as place_of_row from x where " + condition(dataset, view.choice) +
      ") select s.found_rows, s.found_areas, s.found_years, s.found_quoted, r.place_of_row, " +
      (find_column(dataset, "nyckeltal_id") != nullptr ? "r.nyckeltal_id as row_indicator" : "'' as row_indicator");
  for (const auto& column : columns) sql += ", r." + sql_name(column.name);
  sql += " from (select (select count(*) from f) as found_rows, " +
         listed(dataset, "omrade", "omrade", swedish_order("v") + ", v") + " as found_areas, " +
         listed(dataset, "period", "substr(period, 1, 4)", "v desc") + " as found_years, " +
         listed(dataset, "kalla", "kalla", swedish_order("v") + ", v") +
         " as found_quoted) as s left join (select * from f where place_of_row > " + std::to_string(first) +
         " and place_of_row <= " + std::to_string(first + view.rows_a_page) + ") as r on 1 = 1 order by r.place_of_row";
  return sql;
}

std::vector<std::string> lines(const core::Column& column, std::size_t row) {
  std::vector<std::string> list;
  if (column.is_null(row)) return list;
  for (std::string_view rest = column.text(row); !rest.empty();) {
    const auto end = rest.find('\n');
    list.emplace_back(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return list;
}

/// A figure as people read it: the indicator's decimals where they are known, else so few that it can be taken in.
std::string figure(double value, std::optional<int> decimals) {
  if (decimals) return number_text(value, decimals);
  const double scale = std::abs(value) < 1 ? 1e4 : 1e2;
  return number_text(std::round(value * scale) / scale);
}

std::string shown(const core::Column& column, std::size_t row, const datasets::ColumnDescription& description,
                  std::optional<int> decimals) {
  if (column.is_null(row)) return "";
  switch (column.type()) {
    case core::Type::float64:
      return figure(column.values<double>()[row], description.measure == "enligt enhet" ? decimals : std::nullopt);
    case core::Type::int32:
    case core::Type::int64: {
      const auto value =
          column.type() == core::Type::int32 ? column.values<std::int32_t>()[row] : column.values<std::int64_t>()[row];
      return std::abs(value) < 10'000 ? std::to_string(value) : count_text(value);
    }
    case core::Type::boolean:
      return column.values<std::uint8_t>()[row] != 0 ? "ja" : "nej";
    case core::Type::timestamp:
      return datasets::cell_text(column, row).substr(0, 16);
    default:
      return datasets::cell_text(column, row);
  }
}

core::Result<> read_page(warehouse::Reader& reader, const std::map<std::string, int>& decimals, DatasetPageView& view,
                         std::stop_token stop) {
  const auto columns = shown_columns(view.dataset, view.choice);
  view.rows.clear();
  return reader.select(
      select(view, columns), [](const core::Schema&) { return core::Result<>(); },
      [&](const core::Batch& batch) -> core::Result<> {
        for (std::size_t row = 0; row < batch.rows(); ++row) {
          view.found = batch[found_column].values<std::int64_t>()[row];
          view.areas = lines(batch[areas_column], row);
          view.years = lines(batch[years_column], row);
          view.quoted = lines(batch[quoted_column], row);
          if (batch[place_column].is_null(row)) continue;
          const auto known = decimals.find(std::string(batch[indicator_column].text(row)));
          const auto places = known == decimals.end() ? std::nullopt : std::optional(known->second);
          std::vector<std::string> cells;
          cells.reserve(columns.size());
          for (std::size_t i = 0; i < columns.size(); ++i)
            cells.push_back(shown(batch[lead_columns + i], row, columns[i], places));
          view.rows.push_back(std::move(cells));
        }
        return {};
      },
      std::move(stop));
}

}  // namespace

core::Result<> read_rows(warehouse::Reader& reader, const std::map<std::string, int>& decimals, DatasetPageView& view,
                         std::stop_token stop) {
  view.by_indicator = find_column(view.dataset, "nyckeltal_id") != nullptr;
  if (find_column(view.dataset, view.choice.sort) == nullptr) view.choice.sort.clear();
  SLUSS_TRY(read_page(reader, decimals, view, stop));
  const auto last = std::max<std::int64_t>(1, (view.found + view.rows_a_page - 1) / view.rows_a_page);
  if (view.choice.page <= last) return {};
  view.choice.page = last;
  return read_page(reader, decimals, view, std::move(stop));
}

}  // namespace sluss::daemon::pages
