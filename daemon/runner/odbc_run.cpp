#include "daemon/runner/odbc_run.h"

#include <nlohmann/json.hpp>

#include "connectors/odbc/odbc.h"
#include "core/batch_codec.h"
#include "core/exception.h"
#include "core/json.h"
#include "core/kill_point.h"
#include "core/text.h"
#include "daemon/runner/identity.h"
#include "daemon/runner/kolada_run.h"
#include "daemon/runner/leftovers.h"
#include "daemon/runner/writer.h"
#include "warehouse/archive/segment_files.h"
#include "warehouse/rules.h"

namespace sluss::daemon::runner {

using nlohmann::json;
namespace archive = warehouse::archive;

namespace {

constexpr std::string_view rows_query = "odbc:rows";

core::Result<std::int64_t> archive_rows(archive::SegmentWriter& segment, connectors::odbc::Query& query,
                                        const settings::Job& job, core::Instant at) {
  int part = 0;
  const auto keep = [&](const core::Batch& rows) -> core::Result<> {
    const auto object = segment.open();
    SLUSS_TRY(object->write(core::encode(rows)));
    core::RawObject info;
    info.query = rows_query;
    info.request = job.values.text("query");
    info.page = ++part;
    info.media_type = "application/vnd.sluss.batch";
    info.fetched_at = at;
    SLUSS_ASSIGN(const auto index, object->finish(info));
    (void)index;
    return {};
  };
  if (const core::Batch empty(query.schema()); true) SLUSS_TRY(keep(empty));  // the schema, also of no rows
  return query.read(keep);
}

core::Result<archive::SegmentInfo> extract(Context& context, const settings::Job& job, const settings::Source& source,
                                           std::stop_token stop) {
  const auto began = context.clock.now();
  connectors::odbc::Options options;
  options.connection = source.values.text("connection");
  options.query = job.values.text("query");
  if (const auto& name = source.values.text("credential"); !name.empty()) {
    SLUSS_ASSIGN(options.password, settings::credential(context.settings, name));
  }
  SLUSS_ASSIGN(const auto query, connectors::odbc::Query::open(options, stop));
  archive::SegmentHeader header;
  header.source = source.name;
  header.job = job.name;
  header.token = run_token(job.name, began);
  header.context = core::json_text(json{
      {"job", job.name}, {"kind", "odbc"}, {"table", job.values.text("table")}, {"query", job.values.text("query")}});
  header.plan_digest = core::Sha256::of(header.context).hex();
  header.began_at = began;
  header.rules = warehouse::rules_now;
  SLUSS_ASSIGN(const auto segment, context.archive.begin(header));
  auto sealed = core::without_exceptions("run.exception", [&]() -> core::Result<archive::SegmentInfo> {
    SLUSS_ASSIGN(const auto rows, archive_rows(*segment, *query, job, began));
    (void)rows;
    return segment->seal();
  });
  // Now, and not at the next run: the disk may be full of it, and with a full disk none begins.
  if (!sealed) tell_removed(job.name, header.token + ".seg", segment->discard());
  return sealed;
}

/// What the rows are, told by the objects' hashes in order.
std::string content_of(const archive::SegmentInfo& segment) {
  core::Sha256Hasher hasher;
  for (const auto& object : segment.objects) hasher.update(object.sha256.hex());
  return hasher.finish().hex();
}

/// The table as the run before left it, whichever job that was of.
struct Before {
  std::int64_t rows = 0;
  std::string content;
  std::vector<std::string> columns;
};

core::Result<Before> before(Context& context, const std::string& job, const std::string& table, int rules) {
  SLUSS_ASSIGN(const auto reader, context.warehouse.reader({.now = context.clock.now()}));
  // By the first rules a job knew its own loads only.
  const auto whose = rules < warehouse::unread_rules
                         ? "job = " + core::sql_text(job)
                         : "position(" + core::sql_text("\"table\":\"" + table + "\"") + " in details) > 0";
  SLUSS_ASSIGN(const auto rows, reader->rows("select open_after, details from meta.run where cause = 'run' and " +
                                             whose + " order by run_id desc limit 1"));
  Before known;
  if (rows.empty()) return known;
  const auto details = json::parse(rows.front()[1].value_or("{}"), nullptr, false);
  if (!details.is_object() || details.value("table", "") != table) return known;  // the job filled another table
  known.rows = std::stoll(rows.front()[0].value_or("0"));
  known.content = details.value("content", "");
  SLUSS_ASSIGN(const auto columns,
               reader->rows("select column_name from information_schema.columns where table_schema = "
                            "'extract' and table_name = " +
                            core::sql_text(table) + " order by ordinal_position"));
  for (const auto& column : columns) known.columns.push_back(column[0].value_or(""));
  return known;
}

core::Result<core::Schema> schema_of(Context& context, const archive::SegmentInfo& segment) {
  SLUSS_ASSIGN(const auto first, context.archive.read(segment, segment.objects.front().index));
  SLUSS_ASSIGN(const auto rows, core::decode_batch(first));
  return rows.schema();
}

/// What a table has lost, which nobody asked for: it is replaced all the same, and told.
std::vector<core::Finding> losses(const std::string& table, const Before& known, std::int64_t rows,
                                  const core::Schema& schema, const warehouse::GateLimits& gates) {
  std::vector<core::Finding> found;
  const auto tell = [&](std::string_view code, std::string what) {
    found.push_back({.code = std::string(code),
                     .severity = core::Severity::error,
                     .subject = "extract." + table,
                     .what = std::move(what),
                     .remedy =
                         "Fråga den som har databasen. Tabellen är ersatt; vad den hade förut finns i arkivet och i "
                         "säkerhetskopiorna, och rätt innehåll kommer med nästa körning."});
  };
  const auto gone = known.rows - rows;
  if (known.rows >= gates.known_least && static_cast<double>(gone) > gates.gone_share * static_cast<double>(known.rows))
    tell("extract.shrunk",
         "Tabellen hade " + std::to_string(known.rows) + " rader och har nu " + std::to_string(rows) + ".");
  std::string lost;
  for (const auto& column : known.columns) {
    if (!schema.find(column)) lost += (lost.empty() ? "" : ", ") + column;
  }
  if (!lost.empty()) tell("extract.columns_lost", "Tabellen har inte längre kolumnerna: " + lost + ".");
  return found;
}

core::Result<std::int64_t> replace_table(Context& context, warehouse::Writer& writer, const std::string& table,
                                         const archive::SegmentInfo& segment) {
  SLUSS_ASSIGN(const auto schema, schema_of(context, segment));
  return writer.replace_extract(table, schema, [&](const warehouse::Writer::BatchConsumer& consumer) -> core::Result<> {
    for (const auto& object : segment.objects) {
      SLUSS_ASSIGN(const auto text, context.archive.read(segment, object.index));
      SLUSS_ASSIGN(const auto rows, core::decode_batch(text));
      if (rows.rows() != 0) SLUSS_TRY(consumer(rows));
    }
    return {};
  });
}

core::Result<RunSummary> apply_rows(Context& context, const archive::SegmentInfo& segment, core::Instant started,
                                    const Original& original, int rules, const std::stop_token& stop) {
  auto details = json::parse(segment.header.context);
  const std::string table = details.at("table");
  const auto content = content_of(segment);
  details["content"] = content;
  if (rules != warehouse::first_rules) details["rules"] = rules;
  SLUSS_ASSIGN(const auto writer, open_writer(context, "job " + segment.header.job, stop));
  SLUSS_KILL_POINT("warehouse.locked");
  SLUSS_ASSIGN(const auto known, before(context, segment.header.job, table, rules));
  RunSummary summary;
  auto& run = summary.run;
  run.job = segment.header.job;
  run.source = run.origin = segment.header.source;
  run.rules = rules;
  run.cause = "run";
  run.started_at = started;
  run.segments.push_back(segment.file.string());
  SLUSS_TRY(identify(context, *writer, original, run));
  auto& rows = run.rows;
  rows.open_before = known.rows;
  if (known.content == content) {
    rows.read = rows.unchanged = rows.open_after = known.rows;
    run.status = "unchanged";
  } else {
    SLUSS_ASSIGN(rows.inserted, replace_table(context, *writer, table, segment));
    rows.read = rows.open_after = rows.inserted;
    rows.absent = known.rows;
    run.status = "done";
    SLUSS_ASSIGN(const auto schema, schema_of(context, segment));
    if (rules >= warehouse::unread_rules)
      summary.findings = losses(table, known, rows.open_after, schema, context.settings.gates);
  }
  run.details = core::json_text(details);
  SLUSS_TRY(writer->put_raw_objects(run.id, raw_object_rows(segment, 0)));
  SLUSS_TRY(writer->put_findings(run.id, summary.findings));
  SLUSS_TRY(writer->put_run(run));
  SLUSS_KILL_POINT("meta.written");
  SLUSS_TRY(writer->publish());
  return summary;
}

/// Of a database no other segment, and no replay, says the same.
std::unexpected<core::Error> cannot_be_read(const JournalRun& run, const core::Error& why, const std::string& file) {
  return core::fail(
      core::ErrorClass::data, "archive.damaged",
      "what run " + std::to_string(run.run.value) + " of job " + run.job +
          " read from its database cannot be read from the segment " + file + ": " + why.what,
      "Take both files of the segment (.seg, .idx) from a backup: `sluss restore FILE --into` a folder of "
      "its own. Without a backup its rows are lost: `sluss run " +
          run.job + "` fetches those that the database has today.",
      {.file = why.place.file.empty() ? file : why.place.file, .field = why.place.field});
}

}  // namespace

core::Result<RunSummary> run_odbc(Context& context, const settings::Job& job, const settings::Source& source,
                                  std::stop_token stop) {
  const auto started = context.clock.now();
  // None can be gone on with: the rows of two queries are not one answer. A run that fails takes its own away.
  SLUSS_TRY(remove_leftovers(context, source.name, job.name, std::nullopt));
  SLUSS_ASSIGN(const auto segment, extract(context, job, source, stop));
  SLUSS_KILL_POINT("run.extracted");
  auto summary = core::without_exceptions(
      "run.exception", [&] { return apply_rows(context, segment, started, {}, warehouse::rules_now, stop); });
  if (!summary) remove_unpublished(context, segment);
  return summary;
}

core::Result<bool> is_odbc(Context& context, const JournalRun& run) {
  if (run.segments.empty()) return false;
  SLUSS_ASSIGN(const auto segment, context.archive.open(run.segments.back()));
  const auto details = json::parse(segment.header.context, nullptr, false);
  return details.is_object() && details.value("kind", "") == "odbc";
}

core::Result<> rebuild_odbc(Context& context, const JournalRun& run, std::stop_token stop) {
  SLUSS_ASSIGN(const auto segment, context.archive.open(run.segments.back()));
  const auto file = segment.file.string();
  // With a damaged index the records tell, up to the first damaged one: a part of the rows is not the table.
  const bool cut = !segment.whole && archive::has_segment(context.files, context.settings.state / "archive", file);
  if (cut || segment.objects.empty()) return cannot_be_read(run, {.what = "its records are damaged"}, file);
  const auto summary = apply_rows(context, segment, run.started_at, {run.run, run.recorded_at}, run.rules, stop);
  if (summary) return {};
  const bool damaged = summary.error().code == "archive.damaged" || summary.error().code == "batch.damaged";
  return damaged ? cannot_be_read(run, summary.error(), file) : std::unexpected(summary.error());
}

}  // namespace sluss::daemon::runner
