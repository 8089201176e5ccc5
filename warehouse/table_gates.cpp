#include "warehouse/table_gates.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace sluss::warehouse {

using nlohmann::json;

namespace {

enum class ColumnKind : std::uint8_t { truth, number, text, bytes, uuid, day, time, moment };

ColumnKind kind_of(core::Type type) {
  switch (type) {
    case core::Type::boolean:
      return ColumnKind::truth;
    case core::Type::int32:
    case core::Type::int64:
    case core::Type::float64:
    case core::Type::decimal:
      return ColumnKind::number;
    case core::Type::text:
      return ColumnKind::text;
    case core::Type::bytes:
      return ColumnKind::bytes;
    case core::Type::uuid:
      return ColumnKind::uuid;
    case core::Type::date:
      return ColumnKind::day;
    case core::Type::time:
      return ColumnKind::time;
    case core::Type::timestamp:
    case core::Type::timestamp_tz:
      return ColumnKind::moment;
  }
  return ColumnKind::text;
}

/// Names are compared without case, as the table compares them.
const TableColumn* find(const std::vector<TableColumn>& columns, const std::string& name) {
  const auto sought = core::lower(name);
  const auto found = std::ranges::find_if(columns, [&](const auto& one) { return core::lower(one.name) == sought; });
  return found == columns.end() ? nullptr : &*found;
}

struct ColumnLosses {
  json lost = json::array();
  json changed = json::array();
};

ColumnLosses losses_of(const TableState& known, const TableState& incoming) {
  ColumnLosses losses;
  for (const auto& column : known.columns) {
    const auto* now = find(incoming.columns, column.name);
    if (now == nullptr) {
      losses.lost.push_back(column.name);
    } else if (column.type && now->type && kind_of(*column.type) != kind_of(*now->type)) {
      losses.changed.push_back(
          {{"column", column.name}, {"before", core::name_of(*column.type)}, {"now", core::name_of(*now->type)}});
    }
  }
  return losses;
}

}  // namespace

std::vector<TableColumn> columns_of(const core::Schema& schema) {
  std::vector<TableColumn> columns;
  for (const auto& column : schema) columns.push_back({column.name, column.type});
  return columns;
}

HeldSeries held_table(const std::string& series, std::string_view gate, const TableState& known,
                      const TableState& incoming, std::string_view reason) {
  const auto losses = losses_of(known, incoming);
  HeldSeries held;
  held.gate = gate;
  held.series = series;
  held.known = known.rows;
  held.inserted = incoming.rows;
  held.absent = known.rows;
  json evidence{{"rows_before", known.rows},
                {"rows_now", incoming.rows},
                {"lost_columns", losses.lost},
                {"changed_columns", losses.changed}};
  if (auto given = json::parse(reason, nullptr, false); !given.is_discarded()) evidence["reason"] = std::move(given);
  held.evidence = core::json_text(evidence);
  return held;
}

std::optional<HeldSeries> judge_table(const std::string& series, const TableState& known, const TableState& incoming,
                                      bool may_be_empty, const GateLimits& limits) {
  if (known.rows < limits.known_least) return std::nullopt;
  const auto losses = losses_of(known, incoming);
  const auto gone = known.rows - incoming.rows;
  const bool lost_most = static_cast<double>(gone) > limits.gone_share * static_cast<double>(known.rows);
  if (incoming.rows == 0 && !may_be_empty) return held_table(series, "emptied", known, incoming);
  if (lost_most && incoming.rows != 0) return held_table(series, "gone", known, incoming);
  if (!losses.lost.empty() || !losses.changed.empty()) return held_table(series, "columns", known, incoming);
  return std::nullopt;
}

}  // namespace sluss::warehouse
