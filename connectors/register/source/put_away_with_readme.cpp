#include "connectors/register/source/put_away_with_readme.h"

#include <tuple>

#include "connectors/register/source/waiting.h"

namespace sluss::connectors::registers {

core::Result<> put_away_with(core::Files& files, const Inbox& inbox, const CopiedFile& file, Away where,
                             const Readme& readme) {
  const auto put = SLUSS_TRY(inbox.put_away(file, where));
  if (put.outcome == PutAwayOutcome::gone || put.outcome == PutAwayOutcome::replaced) return {};
  const bool moved = put.outcome == PutAwayOutcome::moved;
  const auto folder = moved ? put.path.parent_path() : inbox.folder();
  const auto name = moved ? put.path.filename().string() : file.file().name;
  std::ignore = SLUSS_TRY(write_readme(files, folder, readable_name(name), readme, {.newly_there = moved}));
  return {};
}

}  // namespace sluss::connectors::registers
