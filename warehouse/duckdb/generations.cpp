#include "warehouse/duckdb/generations.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>
#include <ranges>

#include "core/kill_point.h"
#include "core/log.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::warehouse::duckdb {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t read_block = std::uint64_t{4} << 20U;
constexpr std::size_t digits = 6;

/// 7 for "000007.duckdb" with the extension ".duckdb".
std::optional<int> number_of(const fs::path& file, std::string_view extension) {
  const std::string name = file.filename().string();
  if (name.size() <= extension.size() || !name.ends_with(extension)) return std::nullopt;
  const std::string_view stem = std::string_view(name).substr(0, name.size() - extension.size());
  if (stem.size() < digits) return std::nullopt;
  int number = 0;
  const auto parsed = std::from_chars(stem.data(), stem.data() + stem.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != stem.data() + stem.size() || number <= 0) return std::nullopt;
  return number;
}

std::string name_of(int number) {
  return fmt::format("{:06}", number);
}

/// Proven by the sum. A file that cannot be read just now (no permission, too many open files, a failing cable) is
/// whole until that: falling back would give up what has been committed.
bool is_damage(const core::Error& error) {
  return error.code == "warehouse.damaged";
}

core::Finding damaged_finding(int damaged, int taken, const core::Error& error) {
  return {
      .code = "warehouse.damaged",
      .severity = core::Severity::error,
      .subject = name_of(damaged),
      .what = fmt::format("generation {} of the warehouse is damaged ({}); the one before, {}, is used instead, and "
                          "lacks what came after it",
                          name_of(damaged), error.what, name_of(taken)),
      .remedy =
          "runs that the archive still has are applied again by this start; sluss doctor --rebuild makes "
          "everything from scratch. See to the disk"};
}

constexpr std::string_view when_none_is_whole =
    "rebuild the warehouse from the archive and the journal: sluss doctor --rebuild. Where they lack something too, "
    "restore the newest backup: sluss restore FILE --replace";

core::Finding pointer_finding(int taken) {
  return {.code = "warehouse.current_missing",
          .severity = core::Severity::error,
          .subject = name_of(taken),
          .what = fmt::format("the link `current` was missing, or named a file that is not there; the newest whole "
                              "generation, {}, is used",
                              name_of(taken)),
          .remedy = "see what removed the link"};
}

core::Finding aside_finding(int kept, const core::Error& error) {
  return {.code = "warehouse.kept_aside",
          .severity = core::Severity::error,
          .subject = name_of(kept),
          .what = fmt::format("generation {0} of the warehouse cannot be used ({1}) and is kept as {0}.damaged",
                              name_of(kept), error.what),
          .remedy =
              "what it had is applied again from the archive; when that was pruned, read the file with DuckDB, "
              "otherwise remove it"};
}

core::Result<> make_read_only(const fs::path& file) {
  std::error_code error;
  fs::permissions(file, fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write,
                  fs::perm_options::remove, error);
  if (!error) return {};
  return core::fail(core::ErrorClass::storage, "disk.permission",
                    "cannot make " + file.string() + " read only: " + error.message(),
                    "see who owns the folder of the warehouse", core::Place{.file = file.string()});
}

struct HashDeleter {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

}  // namespace

Generations::Generations(core::Files& files, fs::path folder, std::size_t keep, int above)
    : files_(files), folder_(std::move(folder)), keep_(std::max<std::size_t>(keep, 1)), above_(above) {}

std::optional<int> Generations::current() const {
  std::error_code error;
  const fs::path target = fs::read_symlink(folder_ / "current", error);
  if (error) return std::nullopt;
  return number_of(target, ".duckdb");
}

fs::path Generations::file_of(int number) const {
  return folder_ / (name_of(number) + ".duckdb");
}
fs::path Generations::draft_of(int number) const {
  return folder_ / (name_of(number) + ".writing");
}
fs::path Generations::aside_of(int number) const {
  return folder_ / (name_of(number) + ".damaged");
}
fs::path Generations::sum_of(int number) const {
  return folder_ / (name_of(number) + ".sum");
}

core::Result<std::string> Generations::sum_text(const fs::path& file, const Pace& pace) {
  const std::uint64_t size = SLUSS_TRY(files_.size(file));
  const std::unique_ptr<XXH3_state_t, HashDeleter> state(XXH3_createState());
  XXH3_128bits_reset(state.get());
  for (std::uint64_t offset = 0; offset < size; offset += read_block) {
    const std::string block = SLUSS_TRY(files_.read_range(file, offset, std::min(read_block, size - offset)));
    XXH3_128bits_update(state.get(), block.data(), block.size());
    if (pace) SLUSS_TRY(pace(block.size()));
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  return fmt::format("{} {:016x}{:016x}\n", size, hash.high64, hash.low64);
}

core::Result<> Generations::write_sum(int number) {
  const std::string text = SLUSS_TRY(sum_text(draft_of(number)));
  auto file = SLUSS_TRY(files_.create(sum_of(number)));
  SLUSS_TRY(file->write(text));
  SLUSS_TRY(file->sync());
  return file->close();
}

core::Result<> Generations::check(int number, const Pace& pace) {
  const core::Place place{.file = file_of(number).string()};
  const auto damaged = [&](std::string what) {
    return core::fail(core::ErrorClass::storage, "warehouse.damaged", std::move(what), {}, place);
  };
  if (!files_.exists(file_of(number))) return damaged("the file is not there");
  if (!files_.exists(sum_of(number))) return damaged("its sum is not there");
  const std::string expected = SLUSS_TRY(files_.read(sum_of(number)));
  const std::string found = SLUSS_TRY(sum_text(file_of(number), pace));
  if (found != expected) return damaged("its content is not what was committed");
  return {};
}

core::Result<std::vector<int>> Generations::numbers() {
  const auto files = SLUSS_TRY(files_.list(folder_));
  std::vector<int> numbers;
  for (const auto& file : files) {
    if (const auto number = number_of(file, ".duckdb")) numbers.push_back(*number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

core::Result<std::optional<int>> Generations::newest_whole(std::optional<int> except) {
  const auto all = SLUSS_TRY(numbers());
  for (const int number : std::views::reverse(all)) {
    if (number == except) continue;
    const auto whole = check(number);
    if (whole) return std::optional<int>(number);
    if (!is_damage(whole.error())) return std::unexpected(whole.error());
  }
  return std::optional<int>();
}

core::Result<std::vector<core::Finding>> Generations::recover() {
  std::vector<core::Finding> findings;
  const auto linked = current();
  auto taken = linked;
  std::optional<core::Error> ill;
  if (linked) {
    if (auto whole = check(*linked); !whole) ill = std::move(whole).error();
    if (ill && !is_damage(*ill)) return std::unexpected(*ill);
  }
  if (!linked || ill) {
    taken = SLUSS_TRY(newest_whole(linked));
    if (ill && !taken)
      return core::fail(core::ErrorClass::storage, "warehouse.damaged",
                        "generation " + name_of(*linked) + " is damaged (" + ill->what + ") and no other one is whole",
                        std::string(when_none_is_whole), core::Place{.file = file_of(*linked).string()});
    // A file that is set aside is not taken for an orphan, whenever this is cut off; a link to the taken one would mean
    // that nothing above it was committed.
    std::vector<core::Finding> aside;
    SLUSS_TRY(keep_aside(taken, linked, aside));
    if (taken) SLUSS_TRY(point_at(*taken));
    // The very first one holds no run: a kill before its link was made has lost nothing.
    if (ill && *taken < *linked)
      findings.push_back(damaged_finding(*linked, *taken, *ill));
    else if (taken && *taken > 1)
      findings.push_back(pointer_finding(*taken));
    std::ranges::move(aside, std::back_inserter(findings));
  }
  SLUSS_TRY(remove_orphans(taken));
  protect_all();
  return findings;
}

/// Under a name that no reader takes. `reported` has a finding already.
core::Result<> Generations::keep_aside(std::optional<int> taken, std::optional<int> reported,
                                       std::vector<core::Finding>& findings) {
  const auto all = SLUSS_TRY(numbers());
  for (const int number : all) {
    if (number <= taken.value_or(0)) continue;
    if (number != reported) {
      if (const auto whole = check(number); !whole) findings.push_back(aside_finding(number, whole.error()));
    }
    SLUSS_TRY(files_.rename(file_of(number), aside_of(number)));
    // No one reads it any more, nor does the group of the generations.
    [[maybe_unused]] const auto closed = files_.set_mode(aside_of(number), {.bits = 0400, .exact = false});
  }
  return files_.sync_folder(folder_);
}

/// Those of programs that left them writable, and those of a backup.
void Generations::protect_all() {
  const auto all = numbers();
  if (!all) return;
  for (const int number : *all) {
    if (const auto done = make_read_only(file_of(number)); !done)
      core::log::warning("warehouse.writable", done.error().what, {{"file", file_of(number).string()}});
  }
}

/// Generations above the current one were never committed: `current` names an older one.
core::Result<> Generations::remove_orphans(std::optional<int> current) {
  const auto files = SLUSS_TRY(files_.list(folder_));
  for (const auto& file : files) {
    bool orphan = file.filename() == "current.new";
    for (const std::string_view extension : {".writing", ".writing.wal", ".duckdb.wal"})
      orphan = orphan || number_of(file, extension).has_value();
    for (const std::string_view extension : {".duckdb", ".sum"}) {
      const auto number = number_of(file, extension);
      if (number && *number > current.value_or(0)) orphan = extension != ".sum" || !files_.exists(aside_of(*number));
    }
    if (orphan) SLUSS_TRY(files_.remove(file));
  }
  if (current) prune(*current);
  return files_.sync_folder(folder_);
}

core::Result<int> Generations::highest() const {
  const auto files = SLUSS_TRY(files_.list(folder_));
  int highest = 0;
  for (const auto& file : files) {
    for (const std::string_view extension : {".duckdb", ".writing", ".sum", ".damaged"}) {
      highest = std::max(highest, number_of(file, extension).value_or(0));
    }
  }
  return highest;
}

core::Result<int> Generations::next() {
  const int known = SLUSS_TRY(highest());
  return std::max(known, above_) + 1;
}

core::Result<> Generations::point_at(int number) {
  SLUSS_TRY(files_.remove(folder_ / "current.new"));
  SLUSS_TRY(files_.symlink(file_of(number).filename(), folder_ / "current.new"));
  SLUSS_TRY(files_.rename(folder_ / "current.new", folder_ / "current"));
  SLUSS_KILL_POINT("warehouse.current_moved");
  return files_.sync_folder(folder_);
}

core::Result<> Generations::commit(int number) {
  SLUSS_TRY(make_read_only(draft_of(number)));
  SLUSS_TRY(files_.sync_file(draft_of(number)));
  SLUSS_TRY(write_sum(number));
  SLUSS_TRY(files_.sync_folder(folder_));
  SLUSS_KILL_POINT("warehouse.synced");
  SLUSS_TRY(files_.rename(draft_of(number), file_of(number)));
  SLUSS_TRY(files_.sync_folder(folder_));  // the link must not come to the disk before what it names
  const auto before = current();
  if (auto moved = point_at(number); !moved) {
    // The commit is reported as failed, so no one may read it: back to the one before. abandon() checks that it worked.
    if (current() == number) {
      [[maybe_unused]] const auto back = before ? point_at(*before) : files_.remove(folder_ / "current");
    }
    return moved;
  }
  prune(number);
  return {};
}

void Generations::prune(int current) {
  const auto all = numbers();
  if (!all) return;
  std::vector<int> older;
  for (const int number : *all) {
    if (number < current) older.push_back(number);
  }
  while (older.size() >= keep_) {
    for (const auto& file : {file_of(older.front()), sum_of(older.front())}) {
      if (auto removed = files_.remove(file); !removed)
        core::log::warning("warehouse.prune_failed", "an old generation could not be removed; it is tried again",
                           {{"file", file.string()}, {"error", removed.error().what}});
    }
    older.erase(older.begin());
  }
}

void Generations::abandon(int number) {
  if (current() == number) {
    core::log::warning("warehouse.not_abandoned", "a generation whose publication failed is current; it stays",
                       {{"generation", number}});
    return;
  }
  for (const auto& file :
       {draft_of(number), fs::path(draft_of(number).string() + ".wal"), file_of(number), sum_of(number)}) {
    if (auto removed = files_.remove(file); !removed)
      core::log::warning("warehouse.orphan", "an abandoned generation could not be removed; the next start does it",
                         {{"file", file.string()}, {"error", removed.error().what}});
  }
}

core::Result<int> highest_generation(core::Files& files, const fs::path& folder) {
  if (!files.exists(folder)) return 0;
  return Generations(files, folder, 1).highest();
}

core::Result<std::vector<core::Error>> check_generations(core::Files& files, const fs::path& folder, const Pace& pace) {
  Generations generations(files, folder, 1);
  const auto numbers = SLUSS_TRY(generations.numbers());
  std::vector<core::Error> damaged;
  bool any_whole = false;
  for (const int number : numbers) {
    const auto whole = generations.check(number, pace);
    // Pruned while it was read: an older one, no longer needed.
    if (!whole && !files.exists(generations.file_of(number))) continue;
    if (!whole && whole.error().error_class == core::ErrorClass::cancelled) return std::unexpected(whole.error());
    if (!whole)
      damaged.push_back(
          {.code = whole.error().code,
           .error_class = whole.error().error_class,
           .what = fmt::format("generation {} of the warehouse is damaged ({})", name_of(number), whole.error().what),
           .remedy = "Restart the service, which then uses a whole one, or run `sluss doctor --rebuild`.",
           .place = {.file = generations.file_of(number).string()}});
    any_whole = any_whole || whole.has_value();
  }
  if (!any_whole) {
    for (auto& error : damaged)
      error.remedy = fmt::format("No generation is whole, so a restart finds none: {}", when_none_is_whole);
  }
  return damaged;
}

FileKind file_kind(const fs::path& file) {
  const auto extension = file.extension();
  if (extension == ".duckdb") return FileKind::committed;
  if (extension == ".writing") return FileKind::draft;
  return extension == ".damaged" ? FileKind::aside : FileKind::other;
}

}  // namespace sluss::warehouse::duckdb
