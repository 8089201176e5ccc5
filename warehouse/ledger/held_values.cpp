// Sums of what runs hold, and what a series holds of an area.
#include "cells.h"
#include "core/finding.h"
#include "core/text.h"
#include "warehouse/ledger_held.h"

namespace sluss::warehouse::ledger {

core::Result<std::map<core::RunId, RunSum>> run_sums(Reader& reader, std::span<const core::RunId> runs) {
  std::map<core::RunId, RunSum> sums;
  std::string numbers;
  for (const auto run : runs) numbers += (numbers.empty() ? "" : ", ") + std::to_string(run.value);
  if (numbers.empty()) return sums;
  const auto held =
      SLUSS_TRY(reader.rows("select run_id, count(*), sum(deleted + absent) from meta.held_series where "
                            "run_id in (" +
                            numbers + ") group by run_id"));
  for (const auto& row : held) {
    auto& sum = sums[{core::whole_number(row.at(0))}];
    sum.series = core::whole_number(row.at(1));
    sum.ceasing = core::whole_number(row.at(2));
  }
  const auto found = SLUSS_TRY(reader.rows("select run_id, count(*) from meta.finding where severity = " +
                                           core::sql_text(core::name_of(core::Severity::error)) + " and run_id in (" +
                                           numbers + ") group by run_id"));
  for (const auto& row : found) sums[{core::whole_number(row.at(0))}].errors = core::whole_number(row.at(1));
  return sums;
}

core::Result<std::vector<HeldValue>> held_values(Reader& reader, core::RunId run, std::string_view series,
                                                 std::string_view area, std::int64_t most) {
  return list(
      reader,
      "select kind, area_id, ou_id, period, gender, old_value, old_bound, value, bound from meta.held" + of_run(run) +
          " and series = " + core::sql_text(series) + " and area_id = " + core::sql_text(area) +
          " order by period desc, ou_id nulls first, case gender when 'T' then 0 when 'K' then 1 else 2 end limit " +
          std::to_string(most),
      [](Cells& cells) {
        return HeldValue{.kind = cells.text(),
                         .area = cells.text(),
                         .unit = cells.text(),
                         .period = static_cast<std::int32_t>(cells.number()),
                         .gender = cells.text(),
                         .before = cells.maybe_real(),
                         .before_bound = cells.bound(),
                         .after = cells.maybe_real(),
                         .after_bound = cells.bound()};
      });
}

}  // namespace sluss::warehouse::ledger
