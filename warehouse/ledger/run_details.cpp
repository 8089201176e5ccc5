// What runs recorded: findings, rejects, what was fetched, the journal's entries.
#include <utility>

#include "cells.h"
#include "core/text.h"
#include "core/unmet.h"
#include "warehouse/ledger.h"

namespace sluss::warehouse::ledger {
namespace {

core::Result<bool> has_audit(Reader& reader) {
  const auto names = SLUSS_TRY(columns(reader, "meta", "audit"));
  return !names.empty();
}

}  // namespace

core::Result<std::vector<core::Finding>> findings(Reader& reader, core::RunId run) {
  return list(reader,
              "select code, severity, subject, what, remedy, count, facts from meta.finding" + of_run(run) +
                  " order by code, subject",
              [](Cells& cells) {
                return core::Finding{.code = cells.text(),
                                     .severity = severity_of(cells.text()),
                                     .subject = cells.text(),
                                     .what = cells.text(),
                                     .remedy = cells.text(),
                                     .count = cells.number(),
                                     .facts = cells.text()};
              });
}

core::Result<std::vector<core::Reject>> rejects(Reader& reader, core::RunId run, std::int64_t most) {
  return list(reader,
              "select raw_index, object, line, byte, \"column\", field, error, shown from meta.reject" + of_run(run) +
                  " order by raw_index, line, byte limit " + std::to_string(most),
              [](Cells& cells) {
                return core::Reject{.raw = static_cast<std::uint32_t>(cells.number()),
                                    .object = cells.text(),
                                    .line = cells.number(),
                                    .byte = cells.number(),
                                    .column = cells.text(),
                                    .field = cells.text(),
                                    .error = cells.text(),
                                    .shown = cells.text()};
              });
}

core::Result<std::vector<QueryFetch>> fetches_by_query(Reader& reader, core::RunId run, std::int64_t most) {
  return list(reader,
              "select query, count(*), cast(sum(bytes) as bigint), " + micros_of("max(fetched_at)") +
                  " from meta.raw_object" + of_run(run) + " group by query order by query limit " +
                  std::to_string(most),
              [](Cells& cells) {
                return QueryFetch{
                    .query = cells.text(), .objects = cells.number(), .bytes = cells.number(), .last = cells.instant()};
              });
}

core::Result<FetchTotals> fetch_totals(Reader& reader, core::RunId run) {
  auto all = SLUSS_TRY(
      first(reader, "select count(*), cast(coalesce(sum(bytes), 0) as bigint) from meta.raw_object" + of_run(run),
            [](Cells& cells) { return FetchTotals{.objects = cells.number(), .bytes = cells.number()}; }));
  auto found = all.value_or(FetchTotals{});
  found.segments =
      SLUSS_TRY(list(reader, "select distinct segment from meta.raw_object" + of_run(run) + " order by segment",
                     [](Cells& cells) { return cells.text(); }));
  return found;
}

namespace {

/// Of a job's runs from its source, by a query; a replay has rows of the same objects, with times of its own.
std::string objects_of(std::string_view job, std::string_view source, std::string_view query) {
  return "select o.query, o.request, o.page, o.status, o.etag, " + micros_of("o.fetched_at") +
         ", o.run_id, r.details from meta.raw_object o join meta.run r on r.run_id = o.run_id where o.query = " +
         core::sql_text(query) + " and r.job = " + core::sql_text(job) + " and r.source = " + core::sql_text(source) +
         " and r.cause = 'run'";
}

FetchedObject object_of(Cells& cells) {
  FetchedObject fetched{.object = {.query = cells.text(),
                                   .request = cells.text(),
                                   .page = static_cast<int>(cells.number()),
                                   .status = static_cast<int>(cells.number()),
                                   .media_type = {},
                                   .etag = cells.text(),
                                   .fetched_at = cells.instant()}};
  fetched.run = cells.run();
  fetched.details = cells.text();
  return fetched;
}

}  // namespace

core::Result<HeldLoads> held_loads(Reader& reader) {
  // What was loaded again by a run that holds it too is decided there.
  const std::string held_too = " h.series = f.series and h.run_id = f.decided_by and f.state = 'replaced'";
  const auto rows = SLUSS_TRY(list(
      reader,
      "with recursive fate(load, unmet, series, state, decided_by) as (select run_id, gate = " +
          core::sql_text(core::expectation_gate) +
          ", series, state, decided_by from meta.held_series union all select f.load, f.unmet, f.series, h.state, "
          "h.decided_by from fate f join meta.held_series h on" +
          held_too +
          ") select f.load, bool_or(f.unmet), bool_or(f.state in ('released', 'replaced')), bool_or(f.state in "
          "('waiting', 'moved')), bool_or(f.state = 'discarded'), max(r.inserted + r.revised + r.unchanged + r.deleted "
          "+ r.absent) > 0 from fate f join meta.run r on r.run_id = f.load where not exists (select 1 from "
          "meta.held_series h where" +
          held_too + ") group by f.load",
      [](Cells& cells) {
        const auto run = cells.run();
        core::LoadFate load{
            .unmet = cells.flag(), .applies = cells.flag(), .waits = cells.flag(), .discarded = cells.flag()};
        const bool loaded = cells.flag();
        load.applies |= !load.unmet && loaded;
        return std::pair(run, load);
      }));
  return HeldLoads(rows.begin(), rows.end());
}

core::Result<std::optional<FetchedObject>> last_fetched(Reader& reader, std::string_view job, std::string_view source,
                                                        std::string_view query, Loads loads) {
  std::string untaken;
  if (loads == Loads::taken) {
    const auto held = SLUSS_TRY(held_loads(reader));
    for (const auto& [run, load] : held)
      if (!load.counts()) untaken += (untaken.empty() ? "" : ", ") + std::to_string(run.value);
  }
  if (!untaken.empty()) untaken = " and o.run_id not in (" + untaken + ")";
  return first(reader, objects_of(job, source, query) + untaken + " order by o.run_id desc, o.raw_index desc limit 1",
               object_of);
}

core::Result<std::vector<FetchedLoad>> loads_of(Reader& reader, std::string_view job, std::string_view source,
                                                std::string_view query, const HeldLoads& held) {
  auto objects =
      SLUSS_TRY(list(reader,
                     objects_of(job, source, query) +
                         " and o.raw_index = (select max(m.raw_index) from meta.raw_object m where m.run_id = "
                         "o.run_id and m.query = o.query) order by o.run_id",
                     object_of));
  std::vector<FetchedLoad> loads;
  loads.reserve(objects.size());
  for (auto& object : objects) {
    const auto known = held.find(object.run);
    loads.push_back({.fetched = std::move(object), .fate = known == held.end() ? core::LoadFate{} : known->second});
  }
  return loads;
}

core::Result<bool> is_segment_read(Reader& reader, std::string_view segment) {
  const auto found =
      SLUSS_TRY(first(reader, "select 1 from meta.raw_object where segment = " + core::sql_text(segment) + " limit 1",
                      [](Cells& cells) { return cells.number(); }));
  return found.has_value();
}

core::Result<LastEntry> last_audit(Reader& reader) {
  const bool there = SLUSS_TRY(has_audit(reader));
  if (!there) return LastEntry{};
  auto last = SLUSS_TRY(first(reader, "select number, hash from meta.audit order by number desc limit 1",
                              [](Cells& cells) { return LastEntry{.number = cells.number(), .hash = cells.text()}; }));
  return std::move(last).value_or(LastEntry{});
}

core::Result<std::vector<AuditRow>> audit(Reader& reader) {
  const bool there = SLUSS_TRY(has_audit(reader));
  if (!there) return std::vector<AuditRow>();
  return list(
      reader, "select number, " + micros_of("happened_at") + ", kind, who, body, hash from meta.audit order by number",
      [](Cells& cells) {
        AuditRow row{.number = cells.number(), .at = cells.instant(), .kind = cells.text(), .who = cells.text()};
        row.body = cells.text();
        row.hash = cells.text();
        return row;
      });
}

}  // namespace sluss::warehouse::ledger
