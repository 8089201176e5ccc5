#include "daemon/serve/service/new_figures.h"

#include "connectors/registry.h"
#include "core/period.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::serve {

namespace ledger = warehouse::ledger;

namespace {

std::string swedish_status(core::FactStatus status) {
  switch (status) {
    case core::FactStatus::suppressed:
      return "skyddad";
    case core::FactStatus::not_applicable:
      return "ej tillämpligt";
    case core::FactStatus::not_collected:
      return "ej insamlad";
    case core::FactStatus::not_introduced:
      return "ej införd";
    case core::FactStatus::contradictory:
      return "motsägelsefull";
    case core::FactStatus::final:
    case core::FactStatus::preliminary:
    case core::FactStatus::missing:
      return "saknas";
  }
  return "saknas";
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
  if (!figure.value) figure.status = swedish_status(brought.status);
  figure.revised = brought.revised;
  figure.before = brought.revised ? brought.old : brought.earlier;
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
  if (const auto* kind = connectors::kind_of_origin(brought->origin)) news.attribution = kind->attribution;
  for (const auto& figure : brought->figures) news.figures.push_back(figure_of(figure));
  news.removed = brought->removed;
  news.selected = brought->indicators;
  return news;
}

}  // namespace sluss::daemon::serve
