// What an open version, a table or a decision still to come may need from the archive.
#include "cells.h"
#include "warehouse/dimensions.h"
#include "warehouse/ledger_needs.h"

namespace sluss::warehouse::ledger {
namespace {

core::Result<std::set<core::RunId>> runs_in(Reader& reader, const std::string& sql) {
  const auto found = SLUSS_TRY(list(reader, sql, [](Cells& cells) { return cells.run(); }));
  return std::set<core::RunId>(found.begin(), found.end());
}

/// Every segment in which a run found the object: which of them is shown is a reader's choice.
core::Result<std::set<std::string>> of_figures(Reader& reader) {
  auto found =
      SLUSS_TRY(list(reader,
                     "select distinct r.segment from (select distinct run_id, raw_sha256 from core.observation_open) o "
                     "join meta.raw_object r on r.run_id = o.run_id and r.sha256 = o.raw_sha256",
                     [](Cells& cells) { return cells.text(); }));
  return std::set<std::string>(std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
}

core::Result<std::set<core::RunId>> of_catalogue(Reader& reader) {
  std::string sql;
  for (const auto* table : versioned_tables())
    sql += (sql.empty() ? "" : " union ") + ("select distinct run_id from " + table->full_name() + "_open");
  return runs_in(reader, sql);
}

/// The last run that changed a table, and the last that found it unchanged: until when the content is confirmed.
core::Result<std::set<core::RunId>> of_tables(Reader& reader) {
  return runs_in(reader,
                 "select max(r.run_id) from meta.run r join meta.run_stream s on s.run_id = r.run_id where s.stream "
                 "like 'extract.%' and r.cause in ('run', 'release') and r.status <> 'held' group by s.stream, "
                 "r.status = 'unchanged'");
}

}  // namespace

core::Result<Needs> needs(Reader& reader) {
  Needs found;
  found.of_figures = SLUSS_TRY(of_figures(reader));
  found.of_catalogue = SLUSS_TRY(of_catalogue(reader));
  found.of_tables = SLUSS_TRY(of_tables(reader));
  found.of_held =
      SLUSS_TRY(runs_in(reader,
                        "select run_id from meta.held_series where state in ('waiting', 'moved') union select "
                        "raw_run_id from meta.held"));
  return found;
}

}  // namespace sluss::warehouse::ledger
