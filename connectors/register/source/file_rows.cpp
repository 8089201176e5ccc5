#include "connectors/register/source/file_rows.h"

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/source/extent.h"
#include "connectors/register/source/parts.h"

namespace sluss::connectors::registers {

core::Result<Summary> give_rows(const RowsTask& task, RowSink& sink) {
  const auto batch = [&](const Table& table, const core::Batch& given) -> core::Result<> {
    if (task.stop.stop_requested()) return stopped();
    SLUSS_TRY(sink.batch(stream_of(table), task.first_page, given));
    if (task.progress) task.progress(static_cast<std::int64_t>(given.rows()));
    return {};
  };
  const auto reject = [&](const Reject& wrong) -> core::Result<> {
    if (task.stop.stop_requested()) return stopped();
    return sink.rejected({.raw = task.first_page.index,
                          .stream = std::string(stream_prefix) + wrong.table,
                          .object = shown_name(wrong.file),
                          .touches = core::Touches::everything,
                          .line = wrong.row,
                          .column = wrong.column,
                          .field = shown_name(wrong.sheet),
                          .error = wrong.code,
                          .shown = wrong.shown});
  };
  const auto go_on = [&]() -> core::Result<> {
    if (task.stop.stop_requested()) return stopped();
    return {};
  };
  return locate(task.mapping, task.name, task.parts, {.rows = batch, .reject = reject, .go_on = go_on}, task.of_zip);
}

}  // namespace sluss::connectors::registers
