// Runs: which there are, and what each counted.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cells.h"
#include "core/text.h"
#include "warehouse/ledger.h"

namespace sluss::warehouse::ledger {
namespace {

constexpr std::size_t most_digits = 15;
constexpr std::string_view count_columns =
    "read, inserted, revised, unchanged, deleted, absent, rejected, filtered, duplicate, held, open_before, open_after";

const std::string& record_columns() {
  static const std::string columns = "run_id, job, source, origin, cause, status, " + micros_of("started_at") + ", " +
                                     micros_of("recorded_at") + ", " + std::string(count_columns) +
                                     ", details, segments";
  return columns;
}

/// Those between spaces, as meta.run keeps the names of segments.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end != 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return words;
}

/// The counts of `cells`, in the order of meta.run's and meta.run_stream's columns.
RowCounts counts_of(Cells& cells) {
  RowCounts rows;
  for (const auto count : RowCounts::counts()) rows.*count = cells.number();
  return rows;
}

RunRecord record_of(Cells& cells) {
  RunRecord run{.id = cells.run(),
                .job = cells.text(),
                .source = cells.text(),
                .origin = cells.text(),
                .cause = cells.text(),
                .status = cells.text(),
                .started_at = cells.instant(),
                .recorded_at = cells.instant()};
  run.rows = counts_of(cells);
  run.details = cells.text();
  run.segments = words_of(cells.text());
  return run;
}

/// The table that a discard is of, by its details; else the facts.
std::string stream_of(const RunRecord& discard) {
  const auto details = nlohmann::json::parse(discard.details, nullptr, false);
  const auto table = details.is_object() ? details.find("table") : details.end();
  if (table == details.end() || !table->is_string()) return observation_stream;
  return "extract." + table->get<std::string>();
}

/// A discard changes no version, and counts none itself: open is what the run before it left.
core::Result<> put_open_versions(Reader& reader, RunRecord& run) {
  if (run.cause != "discard") return {};
  const auto open = SLUSS_TRY(
      number(reader, "select open_after from meta.run_stream where run_id < " + std::to_string(run.id.value) +
                         " and stream = " + core::sql_text(stream_of(run)) + " order by run_id desc limit 1"));
  run.rows.open_before = run.rows.open_after = open;
  return {};
}

core::Result<std::vector<Run>> read(Reader& reader, const std::string& rest) {
  auto runs = SLUSS_TRY(
      list(reader,
           "select " + record_columns() +
               ", (select count(*) from meta.held_series h where h.run_id = run.run_id and h.state = 'waiting'), "
               "(select count(*) from meta.held_series h where h.run_id = run.run_id and h.state = 'moved') "
               "from meta.run" +
               rest,
           [](Cells& cells) {
             Run run{.record = record_of(cells)};
             run.waiting = cells.number();
             run.moved = cells.number();
             return run;
           }));
  for (auto& run : runs) SLUSS_TRY(put_open_versions(reader, run.record));
  return runs;
}

std::unexpected<core::Error> no_run(std::string_view name) {
  return core::fail(core::ErrorClass::config, "usage.run", "there is no run " + std::string(name),
                    "`sluss runs` lists them.");
}

std::string of_cause(Cause cause) {
  return cause == Cause::run ? " where cause = 'run'" : "";
}

core::Result<std::optional<core::RunId>> one_run(Reader& reader, const std::string& sql) {
  const auto found = SLUSS_TRY(first(reader, sql, [](Cells& cells) { return cells.maybe_run(); }));
  return found.value_or(std::nullopt);
}

/// Of meta.run.details, which is compact JSON.
std::string telling(std::string_view key, std::string_view value) {
  return "position(" + core::sql_text("\"" + std::string(key) + "\":\"" + std::string(value) + "\"") +
         " in details) > 0";
}

std::string_view bare(std::string_view name) {
  return name.starts_with("run:") ? name.substr(4) : name;
}

}  // namespace

std::optional<core::RunId> run_number(std::string_view name) {
  const std::string digits(bare(name));
  if (digits.empty() || digits.size() > most_digits || digits.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  return core::RunId{core::whole_number(digits)};
}

core::Result<core::RunId> run_named(Reader& reader, std::string_view name) {
  std::string sql = "select max(run_id) from meta.run";
  if (bare(name) != "last") {
    const auto number = run_number(name);
    if (!number) {
      return core::fail(core::ErrorClass::config, "usage.run", "'" + std::string(name) + "' is no run",
                        "Write its number or `last`; `sluss runs` lists them.");
    }
    sql += of_run(*number);
  }
  const auto found = SLUSS_TRY(one_run(reader, sql));
  if (!found) return no_run(name);
  return *found;
}

core::Result<Run> run(Reader& reader, core::RunId run) {
  auto found = SLUSS_TRY(read(reader, of_run(run)));
  if (found.empty()) return no_run(std::to_string(run.value));
  return std::move(found.front());
}

core::Result<std::vector<Run>> runs(Reader& reader, std::int64_t most) {
  return read(reader, " order by run_id desc limit " + std::to_string(most));
}

core::Result<std::optional<RunRecord>> last_of(Reader& reader, std::string_view job) {
  return first(reader,
               "select " + record_columns() + " from meta.run where cause = 'run' and job = " + core::sql_text(job) +
                   " order by run_id desc limit 1",
               record_of);
}

core::Result<std::vector<RunRecord>> runs_of(Reader& reader, const std::set<core::RunId>& numbers) {
  std::string names;
  for (const auto run : numbers) names += (names.empty() ? "" : ", ") + std::to_string(run.value);
  if (names.empty()) return std::vector<RunRecord>();
  return list(reader, "select " + record_columns() + " from meta.run where run_id in (" + names + ") order by run_id",
              record_of);
}

core::Result<std::vector<StreamCounts>> streams(Reader& reader, core::RunId run) {
  return list(reader,
              "select stream, " + std::string(count_columns) + " from meta.run_stream" + of_run(run) +
                  " order by stream <> 'core.observation', stream",
              [](Cells& cells) {
                StreamCounts counts{.stream = cells.text()};
                counts.rows = counts_of(cells);
                return counts;
              });
}

core::Result<std::set<core::RunId>> run_numbers(Reader& reader) {
  const auto numbers = SLUSS_TRY(list(reader, "select run_id from meta.run", [](Cells& cells) { return cells.run(); }));
  return std::set<core::RunId>(numbers.begin(), numbers.end());
}

core::Result<std::int64_t> count_runs(Reader& reader) {
  return number(reader, "select count(*) from meta.run");
}

core::Result<std::vector<LastRun>> last_of_each_job(Reader& reader, Cause cause) {
  return list(reader,
              "select r.job, r.run_id, r.status, " + micros_of("r.recorded_at") + ", " + micros_of("l.began") +
                  " from meta.run r join (select max(run_id) as run_id, max(started_at) as began from meta.run" +
                  of_cause(cause) + " group by job) l on l.run_id = r.run_id order by r.job",
              [](Cells& cells) {
                return LastRun{.job = cells.text(),
                               .run = cells.run(),
                               .status = cells.text(),
                               .recorded_at = cells.instant(),
                               .began = cells.instant()};
              });
}

core::Result<core::RunId> last_run(Reader& reader) {
  const auto last = SLUSS_TRY(number(reader, "select max(run_id) from meta.run"));
  return core::RunId{last};
}

core::Result<std::optional<core::RunId>> last_run_known(Reader& reader) {
  return one_run(reader, "select max(run_id) from meta.run where recorded_at <= (select known_at from session.moment)");
}

core::Result<std::optional<core::RunId>> newer_run(Reader& reader, std::string_view origin, core::RunId after) {
  return one_run(reader, "select min(run_id) from meta.run where run_id > " + std::to_string(after.value) +
                             " and origin = " + core::sql_text(origin));
}

core::Result<std::optional<core::Instant>> last_recorded(Reader& reader, Cause cause) {
  const auto found =
      SLUSS_TRY(first(reader, "select " + micros_of("max(recorded_at)") + " from meta.run" + of_cause(cause),
                      [](Cells& cells) { return cells.maybe_instant(); }));
  return found.value_or(std::nullopt);
}

core::Result<bool> any_ran_twice(Reader& reader) {
  const auto most = SLUSS_TRY(number(reader, "select max(runs) from (select count(*) as runs from meta.run" +
                                                 of_cause(Cause::run) + " group by job) of_job"));
  return most > 1;
}

core::Result<std::optional<LastFill>> last_fill(Reader& reader, std::string_view table,
                                                const std::optional<std::string>& job) {
  const auto whose =
      job ? "r.job = " + core::sql_text(*job) : "s.stream = " + core::sql_text("extract." + std::string(table));
  return first(
      reader,
      "select r.run_id, s.open_after, r.details from meta.run r join meta.run_stream s on s.run_id = r.run_id where "
      "s.stream like 'extract.%' and r.cause in ('run', 'release') and r.status <> 'held' and "
      "position('\"discarded\":true' in r.details) = 0 and " +
          whose + " order by r.run_id desc limit 1",
      [](Cells& cells) { return LastFill{.run = cells.run(), .rows = cells.number(), .details = cells.text()}; });
}

core::Result<std::optional<core::RunId>> discarded_by(Reader& reader, std::string_view table,
                                                      std::string_view content) {
  return one_run(reader, "select max(run_id) from meta.run where cause = 'discard' and " + telling("table", table) +
                             " and " + telling("content", content));
}

core::Result<std::vector<std::string>> columns(Reader& reader, std::string_view schema, std::string_view table) {
  // information_schema.columns and duckdb_columns() bind every view of the session to answer for one.
  const auto there = SLUSS_TRY(list(reader,
                                    "select view_name from duckdb_views() where database_name = current_database() and "
                                    "schema_name = " +
                                        core::sql_text(schema) + " and view_name = " + core::sql_text(table),
                                    [](Cells& cells) { return cells.text(); }));
  if (there.empty()) return there;
  return list(reader,
              "select name from pragma_table_info(" +
                  core::sql_text(core::sql_name(schema) + "." + core::sql_name(table)) + ") order by cid",
              [](Cells& cells) { return cells.text(); });
}

}  // namespace sluss::warehouse::ledger
