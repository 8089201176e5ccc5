#include "daemon/run/replay/journal_gap.h"

#include <string>

#include "core/log.h"
#include "daemon/run/runner/run_journal.h"
#include "warehouse/journal/index.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::run {

namespace journal = warehouse::journal;
namespace ledger = warehouse::ledger;

namespace {

constexpr std::string_view no_warehouse = "warehouse.empty";

/// Each entry is chained to the one before: the same hash, the same beginning.
core::Result<bool> has_entry(journal::Index& index, const ledger::LastEntry& last) {
  if (last.number == 0) return true;
  if (index.entries() < last.number) return false;
  const auto mark = SLUSS_TRY(index.mark(last.number));
  const auto entry = SLUSS_TRY(index.read(mark));
  return entry.hash == last.hash;
}

std::string remedy_of(const Context& context) {
  return "Put " + context.journal_file.string() +
         " back: it cannot be made anew. Where it is gone, take it from the newest backup that has it: `sluss restore "
         "FILE --into` a folder of its own, copy its journal.jsonl, give it to the state's owner. Until then remove no "
         "backup.";
}

}  // namespace

core::Result<JournalGap> journal_gap(Context& context, warehouse::Reader& reader) {
  JournalGap gap;
  gap.not_in_journal = SLUSS_TRY(ledger::run_numbers(reader));
  const auto last = SLUSS_TRY(ledger::last_audit(reader));
  auto index = SLUSS_TRY(journal::Index::open(context.files, context.journal_file));
  const bool has = SLUSS_TRY(has_entry(index, last));
  gap.differs = !has;
  std::set<core::RunId> known;
  SLUSS_TRY(committed_marks(index, [&](core::RunId run) {
    known.insert(run);
    gap.not_in_journal.erase(run);
    return false;
  }));
  gap.known = known.size();
  if (gap.not_in_journal.empty()) return gap;
  if (!known.empty()) {
    // Jobs that end at the same time write their entries in any order; later runs alone are what an older journal
    // lacks.
    gap.lost = gap.differs && *gap.not_in_journal.begin() < *known.rbegin();
    return gap;
  }
  // The first run of a state, killed before its entry was written, leaves none either; a job writes its run's entry
  // before its next one begins.
  const bool twice = SLUSS_TRY(ledger::any_ran_twice(reader));
  gap.lost = gap.differs || twice;
  return gap;
}

std::optional<core::Error> lost_error(const Context& context, const JournalGap& gap) {
  if (!gap.lost) return std::nullopt;
  return core::Error{.code = std::string(journal_lost),
                     .error_class = core::ErrorClass::data,
                     .what = "the journal does not know " + std::to_string(gap.not_in_journal.size()) +
                             (gap.not_in_journal.size() == 1 ? " run" : " runs") + " of the warehouse (first run " +
                             std::to_string(gap.not_in_journal.begin()->value) +
                             "): it was removed, made anew or exchanged",
                     .remedy = remedy_of(context),
                     .place = {.file = context.journal_file.string()}};
}

core::Result<> check_journal(Context& context) {
  const auto reader = context.warehouse.reader({.now = context.clock.now()});
  if (!reader) return {};  // whoever writes meets that error itself
  const auto gap = SLUSS_TRY(journal_gap(context, **reader));
  if (auto lost = lost_error(context, gap)) return std::unexpected(*std::move(lost));
  return {};
}

core::Result<> check_for_rebuild(Context& context) {
  const auto refused = [&](const std::string& what) {
    return core::fail(core::ErrorClass::data, "rebuild.journal_short", what,
                      "The warehouse stays as it is. " + remedy_of(context), {.file = context.journal_file.string()});
  };
  const auto reader = context.warehouse.reader({.now = context.clock.now()});
  if (!reader) {
    if (reader.error().code == no_warehouse) return {};
    const auto index = SLUSS_TRY(journal::Index::open(context.files, context.journal_file));
    if (index.count(journal::Group::committed) != 0) return {};
    return refused("the journal knows no run, and there is a warehouse that cannot be read (" + reader.error().what +
                   "): a rebuild would leave nothing");
  }
  const auto gap = SLUSS_TRY(journal_gap(context, **reader));
  if (const auto lost = lost_error(context, gap)) return refused(lost->what);
  if (gap.not_in_journal.empty()) return {};
  const auto written = SLUSS_TRY(reconcile_journal(context));
  core::log::warning("journal.reconciled", "runs that the journal did not know were written to it",
                     {{"runs", written}});
  return {};
}

core::Error journal_missing(const Context& context) {
  return {.code = std::string(journal_lost),
          .error_class = core::ErrorClass::data,
          .what = "there is a warehouse, and the journal is not there",
          .remedy = remedy_of(context),
          .place = {.file = context.journal_file.string()}};
}

core::Error warehouse_missing(const Context& context) {
  const auto folder = context.settings.warehouse_folder;
  return {.code = "warehouse.missing",
          .error_class = core::ErrorClass::storage,
          .what = "the journal has committed runs, and there is no warehouse in " + folder.string(),
          .remedy = "Mount " + folder.string() +
                    " if it is on a disk of its own. Else restart the service, which applies the journal's runs again "
                    "from the archive, or run `sluss doctor --rebuild`.",
          .place = context.warehouse.place()};
}

core::Result<std::optional<core::Error>> lost_warehouse(Context& context) {
  const auto index = SLUSS_TRY(journal::Index::open(context.files, context.journal_file));
  if (index.count(journal::Group::committed) == 0) return std::optional<core::Error>();
  return std::optional<core::Error>(warehouse_missing(context));
}

}  // namespace sluss::daemon::run
