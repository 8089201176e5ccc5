#include "connectors/register/source/put_away_with_readme.h"

#include <utility>

#include "connectors/register/source/file_names.h"

namespace sluss::connectors::registers {

core::Result<> put_away_with(core::Files& files, const Inbox& inbox, LeftUndone& undone, const CopiedFile& file,
                             Away where, const Readme& readme) {
  undone.write_owed_readmes(files, inbox.folder());
  auto tried = inbox.put_away(file, where);
  undone.note_move(inbox.folder(), file.file().name, tried ? core::Result<>() : std::unexpected(tried.error()));
  const auto put = SLUSS_TRY(std::move(tried));
  if (put.outcome == PutAwayOutcome::gone || put.outcome == PutAwayOutcome::replaced) return {};
  const bool moved = put.outcome == PutAwayOutcome::moved;
  const auto folder = moved ? put.path.parent_path() : inbox.folder();
  const auto name = moved ? put.path.filename().string() : file.file().name;
  const auto written = write_readme(files, folder, readable_name(name), readme, {.newly_there = moved});
  if (written && (*written || !moved)) return {};
  // The file was moved there: its folder is ours to write, but not now.
  const auto why = written ? core::fail(core::ErrorClass::storage, "register.no_readme",
                                        "the folder may not be written in", "", {.file = shown_name(name)})
                                 .error()
                           : written.error();
  undone.owe_readme(inbox.folder(), {.beside = folder, .name = name, .readme = readme, .newly_there = moved}, why);
  return std::unexpected(why);
}

}  // namespace sluss::connectors::registers
