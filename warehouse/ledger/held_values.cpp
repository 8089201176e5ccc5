// Sums of what runs hold, and what a series holds of an area.
#include <cstddef>

#include "cells.h"
#include "core/finding.h"
#include "core/text.h"
#include "warehouse/ledger_held.h"

namespace sluss::warehouse::ledger {

namespace {

/// "1, 2, 5"
std::string numbers_of(std::span<const core::RunId> runs) {
  std::string numbers;
  for (const auto run : runs) numbers += (numbers.empty() ? "" : ", ") + std::to_string(run.value);
  return numbers;
}

}  // namespace

core::Result<std::map<core::RunId, std::vector<core::Finding>>> findings_of_runs(
    Reader& reader, std::span<const core::RunId> runs, std::span<const std::string_view> codes) {
  std::map<core::RunId, std::vector<core::Finding>> found;
  if (runs.empty() || codes.empty()) return found;
  const auto numbers = numbers_of(runs);
  std::string places;
  for (std::size_t i = 0; i < codes.size(); ++i)
    places += (i == 0 ? "(" : ", (") + core::sql_text(codes[i]) + ", " + std::to_string(i) + ")";
  const auto rows = SLUSS_TRY(reader.rows(
      "with known(code, place) as (values " + places +
      ") select f.run_id, f.code, f.severity, f.subject, k.place from meta.finding f join known k on k.code = f.code "
      "where f.run_id in (" +
      numbers +
      ") union select h.decided_by, f.code, f.severity, f.subject, 0 from meta.held_series h join meta.finding f on "
      "f.run_id = h.run_id where f.code = " +
      core::sql_text(codes.front()) + " and h.state in ('released', 'discarded') and h.decided_by in (" + numbers +
      ") order by 1, 5, 4"));
  for (const auto& row : rows)
    found[{core::whole_number(row.at(0))}].push_back({.code = row.at(1).value_or(""),
                                                      .severity = severity_of(row.at(2).value_or("")),
                                                      .subject = row.at(3).value_or("")});
  return found;
}

core::Result<std::map<core::RunId, RunSum>> run_sums(Reader& reader, std::span<const core::RunId> runs) {
  std::map<core::RunId, RunSum> sums;
  const auto numbers = numbers_of(runs);
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
  const auto found = SLUSS_TRY(reader.rows(
      "select run_id, sum(case when code = 'run.unread' then \"count\" else 1 end) from "
      "meta.finding where severity = " +
      core::sql_text(core::name_of(core::Severity::error)) + " and run_id in (" + numbers + ") group by run_id"));
  for (const auto& row : found) sums[{core::whole_number(row.at(0))}].errors = core::whole_number(row.at(1));
  return sums;
}

core::Result<std::vector<WaitingPart>> waiting_parts(Reader& reader, std::optional<core::RunId> run) {
  const auto of_it = run ? " and run_id = " + std::to_string(run->value) : std::string();
  return list(reader,
              "select run_id, series, raw_run_id, period_kind, period, count(*) from meta.held where run_id in (select "
              "run_id from meta.held where raw_run_id <> run_id" +
                  of_it +
                  ") group by run_id, series, raw_run_id, period_kind, period order by run_id, series, raw_run_id, "
                  "period_kind, period",
              [](Cells& cells) {
                return WaitingPart{.run = cells.run(),
                                   .series = cells.text(),
                                   .of = cells.run(),
                                   .period_kind = cells.text(),
                                   .period = static_cast<std::int32_t>(cells.number()),
                                   .rows = cells.number()};
              });
}

core::Result<std::vector<DecidedPart>> decided_parts(Reader& reader, core::RunId by) {
  return list(
      reader,
      "select run_id, count(*), sum(waited_rows) from meta.held_series where state in ('released', "
      "'discarded') and waited_rows is not null and decided_by = " +
          std::to_string(by.value) + " group by run_id order by run_id",
      [](Cells& cells) { return DecidedPart{.of = cells.run(), .series = cells.number(), .rows = cells.number()}; });
}

core::Result<std::vector<HeldOutcome>> held_outcomes(Reader& reader, std::int64_t most) {
  static const std::string now_of_replacing =
      "(select case when count(*) filter (where w.state in ('waiting', 'moved')) > 0 then 'waiting' when count(*) "
      "filter (where w.state = 'released') > 0 then 'loaded' when count(*) filter (where w.state = 'discarded') > 0 "
      "then 'discarded' when count(*) > 0 then 'replaced' else 'loaded' end from meta.held_series w where w.run_id = "
      "d.decided_with)";
  return list(reader,
              "select d.run_id, d.job, d.state, d.decided_with, d.waited, case when d.state = 'replaced' then " +
                  now_of_replacing +
                  " end from (select h.run_id, r.job, h.state, case when h.state = 'replaced' then h.decided_by else "
                  "coalesce(h.moved_to, h.run_id) end as decided_with, coalesce(sum(h.waited_rows), 0) as waited, "
                  "max(h.decided_at) as decided_at from meta.held_series h join meta.run r on r.run_id = h.run_id "
                  "where h.state in ('released', 'discarded') and h.waited_rows is not null or h.state = 'replaced' "
                  "and h.decided_by is not null group by all) d order by d.decided_at desc, d.run_id, d.state limit " +
                  std::to_string(most),
              [](Cells& cells) {
                return HeldOutcome{.of = cells.run(),
                                   .job = cells.text(),
                                   .became = cells.text(),
                                   .with = cells.run(),
                                   .rows = cells.number(),
                                   .now = cells.text()};
              });
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
