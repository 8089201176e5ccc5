#include "daemon/serve/service/new_figures.h"

#include <algorithm>

#include "connectors/file_facts.h"
#include "connectors/file_words.h"
#include "core/period.h"
#include "core/swedish_words.h"
#include "daemon/serve/api/waiting_parts.h"
#include "daemon/serve/notify/news.h"
#include "warehouse/ledger.h"
#include "warehouse/ledger_held.h"

namespace sluss::daemon::serve {

namespace ledger = warehouse::ledger;

namespace {

constexpr std::int64_t most_rejects = 100;

/// Of a figure without a value.
std::string status_word(core::FactStatus status) {
  const bool plain = status == core::FactStatus::final || status == core::FactStatus::preliminary;
  return core::swedish_word(plain ? core::FactStatus::missing : status);
}

std::string period_text(const ledger::NewFigure& figure) {
  const auto period = figure.kind ? core::Period::make(*figure.kind, figure.period)
                                  : core::Result<core::Period>(core::fail({}, "", ""));
  return period ? period->text() : std::to_string(figure.period);
}

notify::Figure figure_of(const ledger::NewFigure& brought) {
  notify::Figure figure;
  figure.indicator = brought.indicator;
  figure.title = brought.title.value_or(brought.indicator);
  figure.period = period_text(brought);
  figure.measure = brought.measure;
  figure.decimals = brought.decimals;
  figure.value = brought.value;
  figure.bound = brought.bound;
  if (!figure.value) figure.status = status_word(brought.status);
  figure.revised = brought.revised;
  figure.before = brought.revised ? brought.old : brought.earlier;
  figure.before_bound = brought.revised ? brought.old_bound : brought.earlier_bound;
  return figure;
}

notify::FileReject reject_of(const core::Reject& reject, const connectors::FileFacts& facts) {
  const auto words = connectors::row_words(reject.error);
  return {.sheet = reject.field,
          .row = reject.line,
          .column = connectors::column_words(facts, reject.field, reject.column),
          .wrong = std::string(words.wrong),
          .change = std::string(words.change)};
}

/// What was read of it, and how much of it is in.
void put_text(notify::FileRead& file, const core::Finding& found, const connectors::FileFacts& facts,
              const warehouse::RunRecord& run) {
  const auto& rows = run.rows;
  std::string words;
  if (facts.rows) {
    words = connectors::rows_words(*facts.rows) + " " + connectors::figures_words(rows.given());
    if (const auto stands = connectors::stands_words(*facts.rows); run.status == "unchanged" && !stands.empty())
      words += " Uppgifterna är de som redan fanns. " + stands;
    file.lacks = connectors::rows_headline(*facts.rows);
  }
  notify::put_text(file, found, words, facts.remedy);
  file.own = facts.own;
}

core::Result<notify::NewFigures> no_figures(warehouse::Reader& reader, core::RunId run) {
  const auto known = SLUSS_TRY(ledger::run(reader, run));
  notify::NewFigures none;
  none.job = known.record.job;
  none.run = run.value;
  none.recorded_at = known.record.recorded_at;
  return none;
}

/// What waited, and a release let through.
core::Result<> add_released(warehouse::Reader& reader, core::RunId run, notify::NewFigures& news) {
  const auto known = SLUSS_TRY(ledger::run(reader, run));
  if (known.record.cause != "release") return {};
  const auto parts = SLUSS_TRY(ledger::decided_parts(reader, run));
  for (const auto& part : parts) {
    auto name = SLUSS_TRY(api::file_of(reader, part.of));
    if (!name.empty() && std::ranges::find(news.released, name) == news.released.end()) news.released.push_back(name);
    news.released_rows.push_back({.run = part.of.value, .file = std::move(name), .periods = {}, .rows = part.rows});
  }
  return {};
}

}  // namespace

core::Result<std::optional<notify::FileRead>> file_of_run(warehouse::Reader& reader, core::RunId run) {
  const auto findings = SLUSS_TRY(ledger::findings(reader, run));
  notify::FileRead file;
  for (const auto& finding : findings) {
    // As information: it stays where it is, and nothing is told of what is known anyway.
    if (finding.code == connectors::file_older && finding.severity == core::Severity::warning)
      file.older.push_back({.name = finding.subject,
                            .what = finding.what,
                            .remedy = finding.remedy,
                            .waits = connectors::is_older_than_waiting(finding)});
  }
  const auto found = std::ranges::find(findings, connectors::file_read, &core::Finding::code);
  if (found == findings.end())
    return file.older.empty() ? std::optional<notify::FileRead>() : std::optional(std::move(file));
  file.name = found->subject;
  const auto facts = connectors::file_facts(findings);
  const auto rejects = SLUSS_TRY(ledger::rejects(reader, run, most_rejects));
  for (const auto& reject : rejects) file.rejects.push_back(reject_of(reject, facts));
  const auto known = SLUSS_TRY(ledger::run(reader, run));
  const auto& rows = known.record.rows;
  file.all_rejects = std::max(facts.rows ? facts.wrong : rows.rejected, static_cast<std::int64_t>(file.rejects.size()));
  put_text(file, *found, facts, known.record);
  // What waits with a later run is as little decided on.
  file.waiting = known.waiting + known.moved;
  file.nothing_in = file.waiting > 0 && rows.inserted + rows.revised + rows.deleted + rows.absent == 0;
  return std::optional(std::move(file));
}

core::Result<std::optional<notify::News>> news_of_run(run::Workplace& workplace, core::RunId run) {
  const auto reader = SLUSS_TRY(workplace.reader(true));
  auto file = SLUSS_TRY(file_of_run(*reader, run));
  // Who puts the first file of its kind in wants to see what came of it.
  const bool read_file = file && !file->name.empty();
  const auto brought =
      SLUSS_TRY(ledger::news(*reader, run, read_file ? ledger::FirstLoad::is_news : ledger::FirstLoad::is_no_news));
  if (!brought && !file) return std::nullopt;
  // The condition of what waits tells of the file: it has brought nothing.
  if (!brought && file->nothing_in) return std::nullopt;
  if (!brought) {
    auto none = SLUSS_TRY(no_figures(*reader, run));
    return notify::News(std::move(none), std::move(file));
  }
  notify::NewFigures news;
  news.job = brought->job;
  news.run = run.value;
  news.recorded_at = brought->recorded_at;
  news.attribution = brought->attribution;
  for (const auto& figure : brought->figures) news.figures.push_back(figure_of(figure));
  news.removed = brought->removed;
  news.selected = brought->indicators;
  SLUSS_TRY(add_released(*reader, run, news));
  return notify::News(std::move(news), std::move(file));
}

}  // namespace sluss::daemon::serve
