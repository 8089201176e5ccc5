#include "warehouse/dimensions.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "core/time.h"

namespace sluss::warehouse {

using core::Type;

namespace {

void put(core::Column& column, const std::string& value) {
  column.append_text(value);
}
void put(core::Column& column, const std::optional<std::string>& value) {
  value ? column.append_text(*value) : column.append_null();
}
void put(core::Column& column, const std::optional<bool>& value) {
  value ? column.append_bool(*value) : column.append_null();
}
void put(core::Column& column, const std::optional<std::int32_t>& value) {
  value ? column.append<std::int32_t>(*value) : column.append_null();
}
void put(core::Column& column, const std::optional<core::Day>& value) {
  value ? column.append<std::int32_t>(value->days) : column.append_null();
}

template <class... Values>
void put_row(core::Batch& batch, const Values&... values) {
  std::size_t column = 0;
  (put(batch[column++], values), ...);
}

}  // namespace

const Table& indicator_table() {
  static const Table table{.schema = "core",
                           .name = "indicator",
                           .columns = {{"indicator_id"},
                                       {"title"},
                                       {"description"},
                                       {"by_gender", Type::boolean},
                                       {"area_type"},
                                       {"auspice"},
                                       {"operating_area"},
                                       {"perspective"},
                                       {"has_units", Type::boolean},
                                       {"discontinued", Type::int32},
                                       {"measure"}},
                           .key = {"indicator_id"}};
  return table;
}

const Table& area_table() {
  static const Table table{.schema = "core",
                           .name = "area",
                           .columns = {{"area_id"}, {"kind"}, {"title"}, {"source_id"}},
                           .key = {"area_id"},
                           .shared = true};
  return table;
}

const Table& area_member_table() {
  static const Table table{.schema = "core",
                           .name = "area_member",
                           .columns = {{"group_id"}, {"member_id"}, {"year", Type::int32}, {"theme"}, {"owner"}},
                           .key = {"group_id", "member_id"}};
  return table;
}

const Table& indicator_member_table() {
  static const Table table{.schema = "core",
                           .name = "indicator_member",
                           .columns = {{"group_id"}, {"group_title"}, {"indicator_id"}},
                           .key = {"group_id", "indicator_id"}};
  return table;
}

const Table& unit_table() {
  static const Table table{
      .schema = "core", .name = "unit", .columns = {{"unit_id"}, {"area_id"}, {"title"}}, .key = {"unit_id"}};
  return table;
}

const Table& publication_table() {
  static const Table table{
      .schema = "core",
      .name = "publication",
      .columns = {{"indicator_id"}, {"period"}, {"preliminary", Type::date}, {"final", Type::date}},
      .key = {"indicator_id", "period"},
      .derived = "expected",
      .derived_expression = "coalesce(s.preliminary, s.\"final\")"};
  return table;
}

std::span<const Table* const> versioned_tables() {
  static const std::array tables{&indicator_table(),        &area_table(), &area_member_table(),
                                 &indicator_member_table(), &unit_table(), &publication_table()};
  return tables;
}

core::Batch rows_of(std::span<const core::Indicator> rows) {
  core::Batch batch(indicator_table().columns);
  for (const auto& row : rows)
    put_row(batch, row.id, row.title, row.description, row.by_gender, row.area_type, row.auspice, row.operating_area,
            row.perspective, row.has_units, row.discontinued, row.measure);
  return batch;
}

core::Batch rows_of(std::span<const core::Area> rows) {
  core::Batch batch(area_table().columns);
  for (const auto& row : rows) put_row(batch, row.id, row.kind, row.title, row.source_id);
  return batch;
}

core::Batch rows_of(std::span<const core::AreaMember> rows) {
  core::Batch batch(area_member_table().columns);
  for (const auto& row : rows) put_row(batch, row.group, row.member, row.year, row.theme, row.owner);
  return batch;
}

core::Batch rows_of(std::span<const core::IndicatorMember> rows) {
  core::Batch batch(indicator_member_table().columns);
  for (const auto& row : rows) put_row(batch, row.group, row.group_title, row.indicator);
  return batch;
}

core::Batch rows_of(std::span<const core::Unit> rows) {
  core::Batch batch(unit_table().columns);
  for (const auto& row : rows) put_row(batch, row.id, row.area, row.title);
  return batch;
}

core::Batch rows_of(std::span<const core::Publication> rows) {
  core::Batch batch(publication_table().columns);
  for (const auto& row : rows) put_row(batch, row.indicator, row.period, row.preliminary, row.final);
  return batch;
}

}  // namespace sluss::warehouse
