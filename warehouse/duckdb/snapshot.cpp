#include "warehouse/duckdb/snapshot.h"

#include <utility>

#include "warehouse/duckdb/generations.h"

namespace sluss::warehouse::duckdb {

namespace fs = std::filesystem;

namespace {

/// What is damaged here is damaged in the backup, and an older backup may have it whole. False: there is a newer one,
/// try again.
core::Result<bool> check_current(core::Files& files, const fs::path& file, std::optional<core::Error>& damaged) {
  Generations generations(files, file.parent_path(), 1);
  const auto number = generations.current();
  if (!number) return true;
  const auto whole = generations.check(*number);
  if (whole) return generations.file_of(*number) == file;
  if (!files.exists(file)) return false;
  if (whole.error().code != "warehouse.damaged") return std::unexpected(whole.error());
  damaged = core::Error{
      .code = whole.error().code,
      .error_class = core::ErrorClass::storage,
      .what = "generation " + file.filename().string() + " of the warehouse is damaged: " + whole.error().what,
      .remedy =
          "Restart the service: it takes the generation before and applies what came after it again. Or rebuild "
          "all: `sluss doctor --rebuild`. See to the disk.",
      .place = {.file = file.string()}};
  return true;
}

}  // namespace

core::Result<Snapshot> take_snapshot(core::Files& files, const fs::path& folder) {
  // Pruned between reading `current` and opening the file: there is a newer one then.
  constexpr int tries = 5;
  for (int i = 1;; ++i) {
    Snapshot snapshot;
    std::error_code error;
    const auto target = fs::read_symlink(folder / "current", error);
    if (error) {
      snapshot.absent = error.message();
      return snapshot;
    }
    const auto file = folder / target;
    auto generation = PinnedFile::open(file);
    auto sum = PinnedFile::open(fs::path(file).replace_extension(".sum"));
    if (!generation || !sum) {
      if (i < tries) continue;
      return std::unexpected(generation ? std::move(sum).error() : std::move(generation).error());
    }
    const bool looked = SLUSS_TRY(check_current(files, file, snapshot.damaged));
    if (!looked && i < tries) continue;
    snapshot.name = target.filename().string();
    snapshot.parts.push_back({snapshot.name, *std::move(generation)});
    snapshot.parts.push_back({target.stem().string() + ".sum", *std::move(sum)});
    return snapshot;
  }
}

}  // namespace sluss::warehouse::duckdb
