#include "daemon/serve/service/new_figures.h"

#include "core/period.h"
#include "core/swedish_words.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::serve {

namespace ledger = warehouse::ledger;

namespace {

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

}  // namespace

core::Result<std::optional<notify::NewFigures>> new_figures(run::Workplace& workplace, core::RunId run) {
  const auto reader = SLUSS_TRY(workplace.reader(true));
  const auto brought = SLUSS_TRY(ledger::news(*reader, run));
  if (!brought) return std::nullopt;
  notify::NewFigures news;
  news.job = brought->job;
  news.run = run.value;
  news.recorded_at = brought->recorded_at;
  news.attribution = brought->attribution;
  for (const auto& figure : brought->figures) news.figures.push_back(figure_of(figure));
  news.removed = brought->removed;
  news.selected = brought->indicators;
  return news;
}

}  // namespace sluss::daemon::serve
