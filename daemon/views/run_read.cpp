// Runs out of meta.*, and those that failed out of the journal.
#include <charconv>

#include "daemon/views/run_view.h"

namespace sluss::daemon::views {

namespace journal = warehouse::journal;

namespace {

using Row = std::vector<std::optional<std::string>>;
constexpr int most_rejects = 100;
constexpr std::int64_t most_looked_at = 5000;

std::int64_t number(const std::optional<std::string>& cell) {
  std::int64_t value = 0;
  if (cell) std::from_chars(cell->data(), cell->data() + cell->size(), value);
  return value;
}

std::string text(const std::optional<std::string>& cell) {
  return cell.value_or("");
}

constexpr std::string_view run_columns =
    "run_id, job, source, cause, status, epoch_us(started_at), epoch_us(recorded_at), read, inserted, revised, "
    "unchanged, deleted, absent, rejected, filtered, duplicate, held, open_before, open_after, details, "
    "(select count(*) from meta.held_series h where h.run_id = run.run_id and h.state = 'waiting'), origin";

RunView run_of_row(const Row& row) {
  RunView view;
  auto& run = view.run;
  run.id.value = number(row[0]);
  run.job = text(row[1]);
  run.source = text(row[2]);
  run.cause = text(row[3]);
  run.status = text(row[4]);
  run.started_at.micros = number(row[5]);
  run.recorded_at.micros = number(row[6]);
  auto& rows = run.rows;
  std::size_t at = 7;
  for (auto* count : {&rows.read, &rows.inserted, &rows.revised, &rows.unchanged, &rows.deleted, &rows.absent,
                      &rows.rejected, &rows.filtered, &rows.duplicate, &rows.held, &rows.open_before, &rows.open_after})
    *count = number(row[at++]);
  run.details = text(row[at++]);
  view.waiting = number(row[at++]);
  run.origin = text(row[at]);
  return view;
}

core::Result<> read_held(warehouse::Reader& reader, const std::string& of_run, RunView& view) {
  SLUSS_ASSIGN(const auto rows,
               reader.rows("select series, gate, state, known, inserted, revised, deleted, absent, ratio_median, "
                           "evidence from meta.held_series" +
                           of_run + " order by series"));
  for (const auto& row : rows) {
    HeldView held;
    held.series.series = text(row[0]);
    held.series.gate = text(row[1]);
    held.state = text(row[2]);
    held.series.known = number(row[3]);
    held.series.inserted = number(row[4]);
    held.series.revised = number(row[5]);
    held.series.deleted = number(row[6]);
    held.series.absent = number(row[7]);
    if (row[8]) {
      double ratio = 0;
      std::from_chars(row[8]->data(), row[8]->data() + row[8]->size(), ratio);
      held.series.ratio_median = ratio;
    }
    held.series.evidence = text(row[9]);
    view.held.push_back(std::move(held));
  }
  return {};
}

core::Result<> read_rejects(warehouse::Reader& reader, const std::string& of_run, RunView& view) {
  SLUSS_ASSIGN(const auto rows,
               reader.rows("select object, line, byte, \"column\", field, error, shown from meta.reject" + of_run +
                           " order by raw_index, line, byte limit " + std::to_string(most_rejects)));
  for (const auto& row : rows) {
    core::Reject reject;
    reject.object = text(row[0]);
    reject.line = number(row[1]);
    reject.byte = number(row[2]);
    reject.column = text(row[3]);
    reject.field = text(row[4]);
    reject.error = text(row[5]);
    reject.shown = text(row[6]);
    view.rejects.push_back(std::move(reject));
  }
  return {};
}

}  // namespace

core::Result<std::vector<core::Finding>> read_findings(warehouse::Reader& reader, core::RunId run) {
  SLUSS_ASSIGN(const auto rows,
               reader.rows("select code, severity, subject, what, remedy, count from meta.finding where "
                           "run_id = " +
                           std::to_string(run.value) + " order by code, subject"));
  std::vector<core::Finding> findings;
  for (const auto& row : rows) {
    core::Finding finding;
    finding.code = text(row[0]);
    const auto severity = text(row[1]);
    finding.severity = severity == "error"  ? core::Severity::error
                       : severity == "info" ? core::Severity::info
                                            : core::Severity::warning;
    finding.subject = text(row[2]);
    finding.what = text(row[3]);
    finding.remedy = text(row[4]);
    finding.count = number(row[5]);
    findings.push_back(std::move(finding));
  }
  return findings;
}

core::Result<RunView> read_run(warehouse::Reader& reader, core::RunId run) {
  const std::string of_run = " where run_id = " + std::to_string(run.value);
  SLUSS_ASSIGN(const auto rows, reader.rows("select " + std::string(run_columns) + " from meta.run" + of_run));
  if (rows.empty()) {
    return core::fail(core::ErrorClass::config, "usage.run", "there is no run " + std::to_string(run.value),
                      "`sluss runs` lists them.");
  }
  auto view = run_of_row(rows.front());
  SLUSS_TRY(read_held(reader, of_run, view));
  SLUSS_ASSIGN(view.findings, read_findings(reader, run));
  SLUSS_TRY(read_rejects(reader, of_run, view));
  SLUSS_ASSIGN(const auto raw, reader.rows("select count(*), coalesce(sum(bytes), 0) from meta.raw_object" + of_run));
  view.requests = number(raw.front()[0]);
  view.bytes = number(raw.front()[1]);
  SLUSS_ASSIGN(const auto segments,
               reader.rows("select distinct segment from meta.raw_object" + of_run + " order by segment"));
  for (const auto& row : segments) view.run.segments.push_back(text(row[0]));
  return view;
}

RunView failed_view(const runner::JournalRun& entry) {
  RunView view;
  view.run.job = entry.job;
  view.run.source = entry.source;
  view.run.origin = entry.origin;
  view.run.cause = "run";
  view.run.status = "failed";
  view.run.started_at = entry.started_at;
  view.run.recorded_at = entry.recorded_at;
  view.error_code = entry.error_code;
  view.error_class = entry.error_class;
  view.error = entry.error;
  return view;
}

core::Result<Failures> Failures::open(runner::Context& context, Told told) {
  Failures failures;
  failures.told_ = std::move(told);
  SLUSS_ASSIGN(failures.index_, journal::Index::open(context.files, context.journal_file));
  return failures;
}

std::int64_t Failures::count() const {
  return index_ ? index_->count(journal::Group::failed) : 0;
}

core::Result<std::vector<journal::Mark>> Failures::latest(std::int64_t most) {
  std::vector<journal::Mark> marks;
  if (!index_ || most <= 0) return marks;
  SLUSS_TRY(index_->latest_first({journal::Group::failed}, [&](const journal::Mark& mark) -> core::Result<bool> {
    marks.push_back(mark);
    return std::ssize(marks) < most;
  }));
  return marks;
}

core::Result<std::vector<RunView>> Failures::latest_of(const std::map<std::string, core::Instant>& jobs) {
  std::vector<RunView> views;
  if (!index_) return views;
  std::map<std::uint64_t, core::Instant> sought;
  for (const auto& [job, after] : jobs) sought.emplace(journal::job_key(job), after);
  std::int64_t looked_at = 0;
  SLUSS_TRY(index_->latest_first({journal::Group::failed}, [&](const journal::Mark& mark) -> core::Result<bool> {
    if (const auto job = sought.find(mark.job); job != sought.end()) {
      if (mark.at >= job->second) {
        SLUSS_ASSIGN(auto view, read(mark));
        views.push_back(std::move(view));
      }
      sought.erase(job);
    }
    return !sought.empty() && ++looked_at < most_looked_at;
  }));
  return views;
}

core::Result<RunView> Failures::read(const journal::Mark& mark) {
  SLUSS_ASSIGN(const auto run, runner::journal_run(*index_, mark));
  auto view = failed_view(run);
  if (told_) view.error = told_(view.error);
  return view;
}

core::Result<std::vector<RunView>> read_runs(warehouse::Reader* reader, Failures& failures, std::int64_t skipped,
                                             std::int64_t most) {
  std::vector<RunView> list;
  const auto wanted = skipped + most;
  std::vector<std::vector<std::optional<std::string>>> rows;
  if (reader != nullptr) {
    SLUSS_ASSIGN(rows, reader->rows("select " + std::string(run_columns) +
                                    " from meta.run order by run_id desc limit " + std::to_string(wanted)));
  }
  SLUSS_ASSIGN(const auto failed, failures.latest(wanted));
  std::vector<RunView> published;
  published.reserve(rows.size());
  for (const auto& row : rows) published.push_back(run_of_row(row));
  // Both are sorted already; of the failed ones only what is shown is read.
  auto run = published.begin();
  auto mark = failed.begin();
  for (std::int64_t place = 0; place < wanted && (run != published.end() || mark != failed.end()); ++place) {
    const bool is_run = mark == failed.end() || (run != published.end() && run->run.recorded_at >= mark->at);
    if (is_run) {
      if (place >= skipped) list.push_back(std::move(*run));
      ++run;
    } else {
      if (place >= skipped) {
        SLUSS_ASSIGN(auto view, failures.read(*mark));
        list.push_back(std::move(view));
      }
      ++mark;
    }
  }
  return list;
}

}  // namespace sluss::daemon::views
