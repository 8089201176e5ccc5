// Takes the warehouse of a state folder back to the schema before the last migration: what an older program left.
//   older_schema FOLDER        (the warehouse's folder)
#include <cstdio>
#include <string>

#include "core/duckdb/duckdb.h"
#include "warehouse/duckdb/generations.h"
#include "warehouse/duckdb/migrations.h"
#include "warehouse/duckdb/writer_lock.h"

namespace {

using namespace sluss;

core::Result<> take_back(core::Files& files, const std::filesystem::path& folder) {
  const auto lock = SLUSS_TRY(warehouse::duckdb::WriterLock::take(folder, "older_schema"));
  warehouse::duckdb::Generations generations(files, folder, 2);
  const auto current = generations.current();
  if (!current) return core::fail(core::ErrorClass::data, "older_schema.empty", "there is no warehouse");
  const int next = SLUSS_TRY(generations.next());
  SLUSS_TRY(files.clone(generations.file_of(*current), generations.draft_of(next)));
  {
    auto database = SLUSS_TRY(core::duckdb::Database::open({.path = generations.draft_of(next).string()}));
    auto connection = SLUSS_TRY(database.connect());
    // The first migration is the ground; what the later ones made is taken away again.
    SLUSS_TRY(
        connection.execute("drop table meta.audit; drop table meta.run_stream; alter table meta.run drop column "
                           "origin; alter table core.fact drop column bound; alter table meta.held drop column "
                           "old_bound; alter table meta.held drop column bound; alter table meta.discarded drop "
                           "column bound; create or replace view core.observation as select * from core.fact; create "
                           "or replace view core.observation_open as select * from core.fact where recorded_to = "
                           "timestamp 'infinity'; delete from meta.migration where number > 1; "
                           "checkpoint"));
  }
  return generations.commit(next);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 64;
  const auto files = core::real_files();
  const auto done = take_back(*files, arguments[1]);
  if (!done) std::fputs((core::describe(done.error()) + "\n").c_str(), stderr);
  return done ? 0 : 2;
}
