// What waits for a person, what was decided, and the prepared datasets.
#include "cells.h"
#include "core/text.h"
#include "warehouse/ledger.h"

namespace sluss::warehouse::ledger {
namespace {

HeldEntry entry_of(Cells& cells) {
  HeldEntry held{.run = cells.run(),
                 .job = cells.text(),
                 .source = cells.text(),
                 .recorded_at = cells.instant(),
                 .title = cells.text(),
                 .series = {.series = cells.text(),
                            .gate = cells.text(),
                            .known = cells.number(),
                            .inserted = cells.number(),
                            .revised = cells.number(),
                            .deleted = cells.number(),
                            .absent = cells.number(),
                            .ratio_median = cells.maybe_real(),
                            .evidence = cells.text()}};
  held.state = cells.text();
  held.decided_by = cells.maybe_run();
  held.decided_at = cells.maybe_instant();
  held.moved_to = cells.maybe_run();
  held.waited_rows = cells.maybe_number();
  return held;
}

core::Result<std::vector<HeldEntry>> read(Reader& reader, const std::string& where_and_order) {
  static const std::string select =
      "select h.run_id, r.job, r.source, " + micros_of("r.recorded_at") +
      ", coalesce(i.title, h.series), h.series, h.gate, h.known, h.inserted, h.revised, h.deleted, h.absent, "
      "h.ratio_median, h.evidence, h.state, h.decided_by, " +
      micros_of("h.decided_at") +
      ", h.moved_to, h.waited_rows from meta.held_series h join meta.run r on r.run_id = h.run_id left join "
      "core.indicator_open i on "
      "i.indicator_id = h.series";
  return list(reader, select + where_and_order, entry_of);
}

std::string limited(std::int64_t most) {
  return " limit " + std::to_string(most);
}

}  // namespace

std::string swedish_order(const std::string& expression) {
  return "translate(lower(" + expression + "), 'åäöæøéèêëáàâüûúîïñç', '{|}|}eeeeaaauuuiinc')";
}

core::Result<std::int64_t> count_waiting(Reader& reader) {
  return number(reader, "select count(*) from meta.held_series where state = 'waiting'");
}

core::Result<std::vector<HeldEntry>> waiting(Reader& reader, HeldOrder order, std::int64_t most) {
  const auto by = order == HeldOrder::by_run
                      ? std::string("h.run_id, h.series")
                      : "h.run_id desc, " + swedish_order("coalesce(i.title, h.series)") + ", h.series";
  return read(reader, " where h.state = 'waiting' order by " + by + limited(most));
}

core::Result<std::vector<HeldEntry>> decided(Reader& reader, std::int64_t most) {
  return read(reader, " where h.state not in ('waiting', 'moved') order by h.decided_at desc nulls last, h.series" +
                          limited(most));
}

core::Result<std::vector<HeldEntry>> held(Reader& reader, core::RunId run) {
  return read(reader, " where h.run_id = " + std::to_string(run.value) + " order by h.series");
}

core::Result<std::optional<HeldEntry>> held(Reader& reader, core::RunId run, std::string_view series) {
  auto found = SLUSS_TRY(
      read(reader, " where h.run_id = " + std::to_string(run.value) + " and h.series = " + core::sql_text(series)));
  if (found.empty()) return std::optional<HeldEntry>();
  return std::optional(std::move(found.front()));
}

core::Result<std::vector<std::string>> waiting_series(Reader& reader, core::RunId run) {
  return list(reader, "select series from meta.held_series" + of_run(run) + " and state = 'waiting' order by series",
              [](Cells& cells) { return cells.text(); });
}

core::Result<std::optional<std::string>> title_of_held(Reader& reader, std::string_view series) {
  auto found = SLUSS_TRY(read(reader, " where h.series = " + core::sql_text(series) + limited(1)));
  if (found.empty()) return std::optional<std::string>();
  return std::optional(std::move(found.front().title));
}

core::Result<std::vector<ModelState>> models(Reader& reader) {
  return list(reader,
              "select m.name, m.rows, m.content, m.refreshed_run, " + micros_of("r.recorded_at") +
                  ", m.dirty_since_run is not null, " + micros_of("c.recorded_at") +
                  " from meta.model m left join meta.run r on r.run_id = m.refreshed_run left join meta.run c on "
                  "c.run_id = m.changed_run order by m.name",
              [](Cells& cells) {
                return ModelState{.name = cells.text(),
                                  .rows = cells.number(),
                                  .content = cells.text(),
                                  .refreshed = cells.run(),
                                  .refreshed_at = cells.maybe_instant(),
                                  .stale = cells.flag(),
                                  .changed_at = cells.maybe_instant()};
              });
}

}  // namespace sluss::warehouse::ledger
