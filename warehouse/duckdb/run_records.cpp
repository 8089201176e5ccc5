#include "warehouse/duckdb/run_records.h"

#include <algorithm>
#include <string_view>

#include "warehouse/duckdb/views.h"

namespace sluss::warehouse::duckdb {

using core::Type;

namespace {

core::Result<> append(core::duckdb::Connection& connection, const std::string& schema, const std::string& table,
                      const core::Batch& batch) {
  if (batch.rows() == 0) return {};
  auto appender = SLUSS_TRY(core::duckdb::Appender::open(connection, schema, table));
  SLUSS_TRY(appender.append(batch));
  return appender.finish();
}

/// New keys of one table, as (key, text) or (key, text, source).
core::Result<> put_keys(core::duckdb::Connection& connection, merge::KeyTable& table, const std::string& what,
                        bool source) {
  core::Schema schema =
      source ? core::Schema{{"key", Type::int32}, {"id"}, {"source"}} : core::Schema{{"key", Type::int32}, {"id"}};
  core::Batch batch(std::move(schema));
  for (std::size_t key = table.first_new(); key < table.size(); ++key) {
    const std::string_view text = table.text_of(static_cast<std::uint32_t>(key));
    batch[0].append<std::int32_t>(static_cast<std::int32_t>(key));
    batch[1].append_text(text);
    if (source) batch[2].append_text(text.substr(0, text.find(':')));
  }
  return append(connection, "core", what + "_key", batch);
}

/// "SE" → country, "region:19" → region, "1981" → municipality, …
std::string_view area_kind_of(std::string_view area_id) {
  if (area_id == "SE") return "country";
  if (area_id.starts_with("county:")) return "county";
  if (area_id.starts_with("region:")) return "region";
  if (area_id.find(':') != std::string_view::npos) return "group";
  return "municipality";
}

core::Result<> put_bare_areas(core::duckdb::Connection& connection, const merge::KeyTable& areas,
                              const std::string& tail) {
  for (std::size_t key = areas.first_new(); key < areas.size(); ++key) {
    const std::string id(areas.text_of(static_cast<std::uint32_t>(key)));
    const core::duckdb::Value values[] = {id, std::string(area_kind_of(id))};
    SLUSS_TRY(connection.execute_with("insert into core.area select $1, $2, $1, '', ''" + tail +
                                          " where not exists (select 1 from core.area d where d.area_id = $1)",
                                      values));
  }
  return {};
}

core::Result<> put_streams(core::duckdb::Connection& connection, const RunRecord& run) {
  core::Batch batch(core::Schema{{"run_id", Type::int64},
                                 {"stream"},
                                 {"read", Type::int64},
                                 {"inserted", Type::int64},
                                 {"revised", Type::int64},
                                 {"unchanged", Type::int64},
                                 {"deleted", Type::int64},
                                 {"absent", Type::int64},
                                 {"rejected", Type::int64},
                                 {"filtered", Type::int64},
                                 {"duplicate", Type::int64},
                                 {"held", Type::int64},
                                 {"open_before", Type::int64},
                                 {"open_after", Type::int64}});
  for (const auto& stream : run.streams) {
    batch[0].append<std::int64_t>(run.id.value);
    batch[1].append_text(stream.stream);
    std::size_t column = 2;
    for (const auto count : RowCounts::counts()) batch[column++].append<std::int64_t>(stream.rows.*count);
  }
  return append(connection, "meta", "run_stream", batch);
}

}  // namespace

core::Result<> put_raw_objects(core::duckdb::Connection& connection, core::RunId run,
                               std::span<const RawObjectRow> rows) {
  core::Batch batch(core::Schema{{"run_id", Type::int64},
                                 {"raw_index", Type::int32},
                                 {"query"},
                                 {"request"},
                                 {"page", Type::int32},
                                 {"status", Type::int32},
                                 {"etag"},
                                 {"sha256"},
                                 {"bytes", Type::int64},
                                 {"fetched_at", Type::timestamp},
                                 {"segment"}});
  for (const RawObjectRow& row : rows) {
    batch[0].append<std::int64_t>(run.value);
    batch[1].append<std::int32_t>(static_cast<std::int32_t>(row.index));
    batch[2].append_text(row.query);
    batch[3].append_text(row.request);
    batch[4].append<std::int32_t>(row.page);
    batch[5].append<std::int32_t>(row.status);
    batch[6].append_text(row.etag);
    batch[7].append_text(row.sha256.hex());
    batch[8].append<std::int64_t>(static_cast<std::int64_t>(row.bytes));
    batch[9].append<std::int64_t>(row.fetched_at.micros);
    batch[10].append_text(row.segment);
  }
  return append(connection, "meta", "raw_object", batch);
}

core::Result<> put_checkpoints(core::duckdb::Connection& connection, core::RunId run,
                               std::span<const CheckpointRow> rows) {
  core::Batch batch(core::Schema{{"job"},
                                 {"query"},
                                 {"complete_at", Type::timestamp},
                                 {"full_reload_at", Type::timestamp},
                                 {"run_id", Type::int64}});
  for (const CheckpointRow& row : rows) {
    batch[0].append_text(row.job);
    batch[1].append_text(row.query);
    batch[2].append<std::int64_t>(row.complete_at.micros);
    batch[3].append<std::int64_t>(row.full_reload_at.micros);
    batch[4].append<std::int64_t>(run.value);
  }
  SLUSS_TRY(append(connection, "meta", "checkpoint", batch));
  return connection.execute(
      "delete from meta.checkpoint c using meta.checkpoint n where n.job = c.job and n.query = "
      "c.query and n.rowid > c.rowid");
}

core::Result<> put_rejects(core::duckdb::Connection& connection, core::RunId run, std::span<const core::Reject> rows) {
  core::Batch batch(core::Schema{{"run_id", Type::int64},
                                 {"raw_index", Type::int32},
                                 {"object"},
                                 {"line", Type::int64},
                                 {"byte", Type::int64},
                                 {"column"},
                                 {"field"},
                                 {"error"},
                                 {"shown"}});
  for (const core::Reject& row : rows) {
    batch[0].append<std::int64_t>(run.value);
    batch[1].append<std::int32_t>(static_cast<std::int32_t>(row.raw));
    batch[2].append_text(row.object);
    batch[3].append<std::int64_t>(row.line);
    batch[4].append<std::int64_t>(row.byte);
    batch[5].append_text(row.column);
    batch[6].append_text(row.field);
    batch[7].append_text(row.error);
    batch[8].append_text(core::shown_whole(row));
  }
  return append(connection, "meta", "reject", batch);
}

core::Result<> put_findings(core::duckdb::Connection& connection, core::RunId run,
                            std::span<const core::Finding> rows) {
  core::Batch batch(core::Schema{{"run_id", Type::int64},
                                 {"code"},
                                 {"severity"},
                                 {"subject"},
                                 {"what"},
                                 {"remedy"},
                                 {"count", Type::int64},
                                 {"facts"}});
  for (const core::Finding& row : rows) {
    batch[0].append<std::int64_t>(run.value);
    batch[1].append_text(row.code);
    batch[2].append_text(core::name_of(row.severity));
    batch[3].append_text(row.subject);
    batch[4].append_text(row.what);
    batch[5].append_text(row.remedy);
    batch[6].append<std::int64_t>(row.count);
    batch[7].append_text(row.facts);
  }
  return append(connection, "meta", "finding", batch);
}

core::Result<std::int64_t> last_audit(core::duckdb::Connection& connection) {
  return connection.number("select coalesce(max(number), 0) from meta.audit");
}

core::Result<> put_audit(core::duckdb::Connection& connection, std::span<const AuditRow> rows) {
  core::Batch batch(core::Schema{{"number", Type::int64},
                                 {"happened_at", Type::timestamp},
                                 {"kind"},
                                 {"who"},
                                 {"way"},
                                 {"action"},
                                 {"object"},
                                 {"outcome"},
                                 {"code"},
                                 {"body"},
                                 {"hash"}});
  for (const AuditRow& row : rows) {
    batch[0].append<std::int64_t>(row.number);
    batch[1].append<std::int64_t>(row.at.micros);
    std::size_t column = 2;
    for (const auto* text :
         {&row.kind, &row.who, &row.way, &row.action, &row.object, &row.outcome, &row.code, &row.body, &row.hash}) {
      batch[column++].append_text(*text);
    }
  }
  return append(connection, "meta", "audit", batch);
}

core::Result<> put_run(core::duckdb::Connection& connection, const RunRecord& run) {
  std::string segments;
  for (const auto& segment : run.segments) segments += (segments.empty() ? "" : " ") + segment;
  const RowCounts& r = run.rows;
  const core::duckdb::Value values[] = {run.id.value,
                                        run.job,
                                        run.source,
                                        run.cause,
                                        run.status,
                                        run.started_at.micros,
                                        run.recorded_at.micros,
                                        r.read,
                                        r.inserted,
                                        r.revised,
                                        r.unchanged,
                                        r.deleted,
                                        r.absent,
                                        r.rejected,
                                        r.filtered,
                                        r.duplicate,
                                        r.held,
                                        r.open_before,
                                        r.open_after,
                                        run.details,
                                        segments,
                                        run.origin};
  SLUSS_TRY(connection.execute_with(
      "insert into meta.run values (?, ?, ?, ?, ?, make_timestamp(?::bigint), make_timestamp(?::bigint), ?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      values));
  return put_streams(connection, run);
}

core::Result<> put_new_keys(core::duckdb::Connection& connection, merge::Keys& keys, core::RunId run,
                            core::Instant at) {
  SLUSS_TRY(put_keys(connection, keys.indicators, "indicator", true));
  SLUSS_TRY(put_keys(connection, keys.areas, "area", false));
  SLUSS_TRY(put_keys(connection, keys.units, "unit", false));
  const std::string tail = ", " + timestamp_sql(at) + ", timestamp 'infinity', " + std::to_string(run.value);
  SLUSS_TRY(connection.execute(
      "insert into core.indicator (indicator_id, source, title, recorded_from, recorded_to, run_id) select "
      "indicator_id, source, indicator_id" +
      tail + " from core.indicator_key k where indicator_key >= " + std::to_string(keys.indicators.first_new()) +
      " and not exists (select 1 from core.indicator d where d.indicator_id = k.indicator_id) order by indicator_key"));
  SLUSS_TRY(put_bare_areas(connection, keys.areas, tail));
  SLUSS_TRY(connection.execute(
      "insert into core.unit (unit_id, area_id, title, source, recorded_from, recorded_to, run_id) select unit_id, '', "
      "unit_id, ''" +
      tail + " from core.unit_key k where unit_key >= " + std::to_string(keys.units.first_new()) +
      " and not exists (select 1 from core.unit d where d.unit_id = k.unit_id) order by unit_key"));
  keys.indicators.mark_written();
  keys.areas.mark_written();
  keys.units.mark_written();
  return {};
}

}  // namespace sluss::warehouse::duckdb
