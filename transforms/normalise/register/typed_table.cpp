#include "transforms/normalise/register/typed_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "connectors/register/mapping/table_schema.h"
#include "core/check.h"
#include "core/period.h"
#include "core/time.h"

namespace sluss::transforms::normalise::registers {

using connectors::registers::ColumnType;
using connectors::registers::file_column;
using connectors::registers::level_column;
using connectors::registers::row_column;
using connectors::registers::sheet_column;
using connectors::registers::variant_column;

namespace {

/// The day of what has no period: what is valid still.
constexpr core::Day no_day{2'932'896};  // 9999-12-31

std::optional<std::size_t> first_period(const TypedColumns& typed) {
  const auto found = std::ranges::find_if(typed.columns, [](const TypedColumn& column) {
    return column.column != nullptr && column.column->type == ColumnType::period;
  });
  return found == typed.columns.end() ? std::nullopt : std::optional(found->from);
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// A bound of whole numbers may have decimals: below 4.5 are at most 4.
std::optional<std::int64_t> whole_number_of(std::string_view text, Conversion conversion) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc() && end == text.data() + text.size()) return value;
  auto real = conversion == Conversion::integer ? std::nullopt : number_of(text);
  if (!real) return std::nullopt;
  real = conversion == Conversion::least ? std::ceil(*real) : std::floor(*real);
  constexpr double beyond = 9.2e18;
  return std::abs(*real) < beyond ? std::optional(static_cast<std::int64_t>(*real)) : std::nullopt;
}

bool is_number(Conversion conversion) {
  return conversion == Conversion::integer || conversion == Conversion::least || conversion == Conversion::most ||
         conversion == Conversion::number;
}

bool is_looked_up(Conversion conversion) {
  return conversion == Conversion::area || conversion == Conversion::unit || conversion == Conversion::code;
}

std::int64_t row_number(const core::Batch& texts, std::size_t row) {
  return whole_number_of(texts[row_column].text(row), Conversion::integer).value_or(0);
}

template <class Append>
void copy_rows(const core::Column& from, core::Column& to, Append append) {
  for (std::size_t row = 0; row < from.size(); ++row) {
    if (from.is_null(row)) {
      to.append_null();
    } else {
      append(from.text(row));
    }
  }
}

}  // namespace

TypedTable::TypedTable(const connectors::registers::Table& table, std::string_view file_period, Lookups lookups,
                       Shape shape)
    : table_(table),
      lookups_(lookups),
      typed_(typed_columns(table, shape)),
      values_(typed_.schema),
      shape_(shape),
      file_period_(file_period),
      period_column_(first_period(typed_)) {
  for (const auto& column : typed_.columns)
    if (column.conversion == Conversion::area) area_columns_.push_back(*column.to);
}

core::Result<const core::Batch*> TypedTable::convert(const core::Batch& texts, std::uint32_t raw) {
  SLUSS_CHECK(texts.columns() == typed_.columns.size(), "the rows of a table have the columns of its mapping");
  raw_ = raw;
  values_.clear();
  if (shape_ == Shape::stored) put_parts(texts);
  // A unit's name is of the row's areas: after them.
  for (const auto& column : typed_.columns)
    if (column.to && column.conversion != Conversion::unit) SLUSS_TRY(convert(column, texts));
  for (const auto& column : typed_.columns)
    if (column.conversion == Conversion::unit) SLUSS_TRY(look_up(column, texts));
  return &values_;
}

void TypedTable::put_parts(const core::Batch& texts) {
  constexpr std::array columns{file_column, sheet_column, level_column, variant_column};
  std::array<std::string_view, columns.size()> last;
  std::int32_t number = 0;
  for (std::size_t row = 0; row < texts.rows(); ++row) {
    bool same = number != 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto text = texts[columns[i]].text(row);  // of NULL: an empty one
      same &= text == last[i];
      last[i] = text;
    }
    if (!same) {
      key_.clear();
      for (const auto text : last) key_.append(std::to_string(text.size())).append(1, ' ').append(text);
      const auto [found, added] = part_numbers_.try_emplace(key_, static_cast<std::int32_t>(parts_.size() + 1));
      if (added)
        parts_.push_back({.file = std::string(last[0]),
                          .sheet = std::string(last[1]),
                          .level = std::string(last[2]),
                          .variant = std::string(last[3])});
      number = found->second;
    }
    values_[0].append<std::int32_t>(number);
  }
}

core::Result<> TypedTable::convert(const TypedColumn& column, const core::Batch& texts) {
  const auto& from = texts[column.from];
  auto& to = values_[*column.to];
  if (is_number(column.conversion)) return numbers(column, texts);
  if (is_looked_up(column.conversion)) return look_up(column, texts);
  if (column.conversion == Conversion::date) {
    copy_rows(from, to, [&](std::string_view text) {
      const auto day = core::parse_day(text);
      return day ? to.append<std::int32_t>(day->days) : to.append_null();
    });
  } else if (column.conversion == Conversion::boolean) {
    copy_rows(from, to, [&](std::string_view text) { to.append_bool(text == "true"); });
  } else if (column.conversion == Conversion::status && shape_ == Shape::whole) {
    to.append_texts(from.size(), [&](std::size_t row) { return from.is_null(row) ? "final" : from.text(row); });
  } else {
    to = from;
  }
  return {};
}

void TypedTable::put_figure(const TypedColumn& column, std::size_t row) {
  auto& to = values_[*column.to];
  const auto& figures = values_[*column.to - column.bound_of];
  if (shape_ == Shape::stored || figures.is_null(row)) {
    to.append_null();
  } else if (column.conversion == Conversion::number) {
    to.append(figures.values<double>()[row]);
  } else {
    to.append(figures.values<std::int64_t>()[row]);
  }
}

core::Result<> TypedTable::numbers(const TypedColumn& column, const core::Batch& texts) {
  const auto& from = texts[column.from];
  auto& to = values_[*column.to];
  if (shape_ == Shape::stored && from.null_count() == from.size()) {
    to.append_nulls(from.size());
    return {};
  }
  for (std::size_t row = 0; row < from.size(); ++row) {
    if (from.is_null(row)) {
      if (column.bound_of != 0) {
        put_figure(column, row);
      } else {
        to.append_null();
      }
      continue;
    }
    const auto text = from.text(row);
    if (column.conversion == Conversion::number) {
      if (const auto value = number_of(text)) {
        to.append<double>(*value);
        continue;
      }
    } else if (const auto value = whole_number_of(text, column.conversion)) {
      to.append<std::int64_t>(*value);
      continue;
    }
    return core::fail(core::ErrorClass::data, "register.number_size",
                      fmt::format("{} has {}, a number that is too large", from.spec().name, shown(text)),
                      "Correct the file, or read the column as text in the mapping",
                      {.file = std::string(texts[file_column].text(row)), .line = row_number(texts, row)});
  }
  return {};
}

const PeriodDays& TypedTable::days_of_row(const core::Batch& texts, std::size_t row) {
  const bool has = period_column_ && !texts[*period_column_].is_null(row);
  const auto period = has ? texts[*period_column_].text(row) : std::string_view(file_period_);
  const auto known = days_.find(period);
  if (known != days_.end()) return known->second;
  const auto parsed = core::Period::parse(period);
  const auto days = parsed ? days_of(*parsed) : PeriodDays{.first = no_day, .last = no_day};
  return days_.emplace(std::string(period), days).first->second;
}

TypedTable::Known TypedTable::found(const TypedColumn& column, std::string_view text, std::string_view level,
                                    const PeriodDays& days) const {
  Known known;
  switch (column.conversion) {
    case Conversion::area: {
      auto area = lookups_.lists.area(text, level, column.column->list, days.last);
      known.id = std::move(area.id);
      known.match = std::move(area.match);
      break;
    }
    case Conversion::unit: {
      auto unit = lookups_.units.find(text, days);
      known.plain = unit.known;
      known.id = std::move(unit.id);
      known.title = std::move(unit.title);
      return known;
    }
    default:
      known.match = lookups_.lists.code(text, column.column->list, days.last);
      known.plain = known.match.outcome == codelists::Outcome::found;
      return known;
  }
  known.plain = known.match.outcome == codelists::Outcome::found && known.match.by != codelists::By::mended_code;
  return known;
}

const TypedTable::Known& TypedTable::known(const TypedColumn& column, std::string_view text, std::size_t row,
                                           const core::Batch& texts) {
  const auto& days = days_of_row(texts, row);
  const auto& levels = texts[level_column];
  const auto level = levels.is_null(row) ? std::string_view() : levels.text(row);
  const Asked<std::string_view> asked{.column = column.from, .days = days, .level = level, .text = text};
  const auto there = known_.find(asked);
  if (there != known_.end()) return there->second;
  Asked<std::string> key{.column = column.from, .days = days, .level = std::string(level), .text = std::string(text)};
  return known_.emplace(std::move(key), found(column, text, level, days)).first->second;
}

void TypedTable::put_areas(AreasOfColumns& found) const {
  for (const auto& column : typed_.columns) {
    if (column.conversion != Conversion::area) continue;
    auto& ids = found[column_key(table_.name, column.column->name)];
    for (const auto& [asked, known] : known_)
      if (asked.column == column.from && !known.id.empty()) ids.insert(known.id);
  }
}

void TypedTable::report(const TypedColumn& column, const Known& known, std::size_t row, const core::Batch& texts) {
  const TextPlace place{.table = table_.name,
                        .column = column.column->name,
                        .file = texts[file_column].text(row),
                        .sheet = texts[sheet_column].text(row),
                        .row = row_number(texts, row),
                        .raw = raw_};
  const auto text = texts[column.from].text(row);
  if (column.conversion == Conversion::area)
    return lookups_.looked_up.area(text, known.match, days_of_row(texts, row).last, place);
  if (column.conversion != Conversion::unit) return lookups_.looked_up.code(text, known.match, place);
  if (lookups_.report_units) lookups_.looked_up.unit(text, known.plain, place);
}

void TypedTable::name_unit(const Known& unit, std::size_t row) {
  bool has_area = false;
  for (const auto column : area_columns_) {
    const auto& areas = values_[column];
    if (areas.is_null(row)) continue;
    lookups_.unit_names.add(unit.id, areas.text(row), unit.title, unit.plain);
    has_area = true;
  }
  if (!has_area) lookups_.unit_names.add(unit.id, {}, unit.title, unit.plain);
}

core::Result<> TypedTable::look_up(const TypedColumn& column, const core::Batch& texts) {
  const auto& from = texts[column.from];
  auto& to = values_[*column.to];
  const bool is_code = column.conversion == Conversion::code;
  for (std::size_t row = 0; row < from.size(); ++row) {
    if (from.is_null(row)) {
      to.append_null();
      if (!is_code) values_[*column.to + 1].append_null();
      continue;
    }
    const auto text = from.text(row);
    const auto& what = known(column, text, row, texts);
    if (!what.plain) report(column, what, row, texts);
    if (column.conversion == Conversion::unit) name_unit(what, row);
    if (is_code) {
      to.append_text(text);
      continue;
    }
    if (what.id.empty()) {
      to.append_null();
    } else {
      to.append_text(what.id);
    }
    auto& texts_of = values_[*column.to + 1];
    if (shape_ == Shape::stored && what.id == text) {
      texts_of.append_null();
    } else {
      texts_of.append_text(text);
    }
  }
  return {};
}

}  // namespace sluss::transforms::normalise::registers
